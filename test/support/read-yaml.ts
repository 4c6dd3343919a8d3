import type { CrossCheck } from "#inventory/cross-check.ts";
import { readInventory } from "#inventory/read.ts";
import type { Written } from "#inventory/written.ts";

/** The day and the minute of everything that is read here. */
export const clock = { today: "2026-11-26", now: "2026-11-26T09:00" };

const facility = "facility: { id: house, name: House, timezone: Europe/London, domain: house.example, ssh: { user: conform } }\n";

/** An inventory from its text. It gets a facility unless it brings one, and must be without a mistake of its own. */
export function readYaml(text: string): Written {
  const whole = /^facility:/m.test(text) ? text : facility + text;
  const { written, findings } = readInventory([{ file: "house.yaml", text: whole }], { clock });
  const mistakes = findings.filter(({ id }) => id !== "dangling-reference").map(({ line, message }) => `${line}: ${message}`);
  if (mistakes.length > 0) throw new Error(mistakes.join("\n"));
  return written;
}

/** What one check says of an inventory: its rules and messages. */
export const findWith = (check: CrossCheck, text: string): readonly string[] =>
  [...check.find(readYaml(text), clock)].map(({ id, message }) => `${id}: ${message}`);

/** Where one check says it. */
export const placesWith = (check: CrossCheck, text: string): readonly string[] =>
  [...check.find(readYaml(text), clock)].map(
    ({ id, path, related }) => `${id}: ${path.join("/")}${related ? ` and ${related.join("/")}` : ""}`,
  );
