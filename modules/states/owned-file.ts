import { createHash } from "node:crypto";
import { dirname } from "node:path/posix";
import { clear, isSecretRef } from "#core/secret.ts";
import type { Text } from "#core/secret.ts";
import { Sh, sh } from "#core/sh.ts";
import type { Drift, Facts } from "#core/state.ts";
import { emitSecret } from "#states/secret-fact.ts";

/** A text file that belongs to one state alone: a drop-in, a configuration that nobody else edits. */
export interface OwnedFile<Fact extends string = OwnedFact> {
  /** Where it is: a path, or shell that stands for one where the host decides (`"$_file"`). */
  readonly path: string | Sh;
  /** Every byte of it, or that it shall not be there. */
  readonly text: Text | undefined;
  readonly mode?: string;
  readonly owner?: string;
  readonly group?: string;
  /** A command that refuses a text with a mistake; the name of a file with it is added. The text then never comes into force. */
  readonly check?: Sh;
  /** What its facts are called where the state has another file besides. */
  readonly facts?: readonly [text: Fact, access: Fact];
}

/** `file` is its text, `access` who may read and write it, as in `0644 root:root`. */
export type OwnedFact = "file" | "access";

/** The four parts of a state type as far as they concern its own file. */
export interface OwnedParts<Fact extends string = OwnedFact> {
  readonly inspect: Sh;
  readonly expect: Facts<Fact>;
  readonly repair: (drift: Drift<Fact>) => readonly (Sh | false | undefined)[];
  readonly undo: readonly Sh[];
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Ends the repair when `check` refuses the text, before any of it is in force. `check` finds it in the file `"$_try"`. */
export const tried = (text: Text, check: Sh): Sh => sh`_try=$(mktemp)
    printf %s ${text} >"$_try"
    ${check} || { rm -f "$_try"; echo 'the text was refused, and is not in force' >&2; exit 1; }
    rm -f "$_try"`;

/** What every kind needs that keeps a file of its own; kinds add what follows from the file. Missing folders above it are made. */
export function ownedFile<Fact extends string = OwnedFact>(file: OwnedFile<Fact>): OwnedParts<Fact> {
  const { path, text, mode = "0644", owner = "root", group = "root", check } = file;
  const [said, access] = file.facts ?? (["file", "access"] as unknown as readonly [Fact, Fact]);
  const named = file.facts !== undefined;
  const expect = (facts: Record<string, string>): Facts<Fact> => facts as Facts<Fact>;
  const inspectAccess = sh`emit_access ${path}${named && sh` ${access}`}`;
  if (text === undefined)
    return {
      inspect: inspectAccess,
      expect: expect({ [access]: "" }),
      repair: (drift) => [drift[access] && sh`remove_file ${path}`],
      undo: [sh`put_back ${path}`],
    };
  const folder = path instanceof Sh ? sh`"$(dirname ${path})"` : dirname(path);
  return {
    inspect: sh`${inspectAccess}
    if [ "$_type" != file ]; then emit ${said} ''
    else ${isSecretRef(text) ? sh`${emitSecret(said, text)} <${path}` : sh`emit_text_or_same ${said} ${path} ${sha256(text)}`}; fi`,
    expect: expect({ [said]: isSecretRef(text) ? "same" : text, [access]: `${mode} ${owner}:${group}` }),
    repair: (drift) => {
      const rewrite = drift[said] !== undefined || drift[access]?.have === "";
      return [
        rewrite && check && tried(text, sh`${check} "$_try"`),
        rewrite && sh`mkdir -p ${folder}`,
        rewrite && sh`printf %s ${text} | write_file ${path} ${mode} ${owner} ${group} ${Buffer.byteLength(clear(text))}`,
        !rewrite && drift[access] && sh`chown -h ${`${owner}:${group}`} ${path} && chmod ${mode} ${path}`,
      ];
    },
    undo: [sh`put_back ${path}`],
  };
}

/** What a kind's survey asks for the files of all its states at once. */
export const surveyOwned = (files: readonly OwnedFile<string>[]): Sh => {
  const paths = files.flatMap(({ path }) => (typeof path === "string" ? [path] : []));
  const texts = files.flatMap(({ path, text }) => (typeof path === "string" && typeof text === "string" ? [path] : []));
  return sh`${paths.length > 0 ? sh`survey_stats ${paths}` : sh`:`}
    ${texts.length > 0 && sh`survey_texts ${texts}`}`;
};
