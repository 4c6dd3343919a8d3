import { randomBytes } from "node:crypto";
import { RunFailed } from "#core/errors.ts";
import type { Answer } from "#core/connection.ts";

/** Marks the begin and end of one script's answer, so that noise around it is not taken for facts and a cut answer is noticed. */
export const newNonce = (): string => randomBytes(12).toString("hex");

/** What a script printed: a value for each `STATE.FACT`. */
export type Records = ReadonlyMap<string, string>;

/**
 * The records of a whole answer.
 * @throws {RunFailed} when the answer has no begin or no end.
 */
export function readRecords(host: string, nonce: string, answer: Answer): Records {
  const begin = answer.stdout.indexOf(`${nonce}.begin\0`);
  const end = answer.stdout.lastIndexOf(`${nonce}.end\0`);
  if (begin < 0 || end < begin) {
    const said = answer.stderr.trim().split("\n").slice(-3).join(" / ").slice(-400);
    throw new RunFailed(host, `the script ended early (status ${answer.status})${said === "" ? "" : `: ${said}`}`);
  }
  const fields = answer.stdout.slice(begin + nonce.length + ".begin\0\0".length, end).split("\0");
  const records = new Map<string, string>();
  for (let i = 0; i + 1 < fields.length; i += 2) records.set(fields[i] ?? "", fields[i + 1] ?? "");
  return records;
}
