import { readFileSync } from "node:fs";

import type { CrossCheck } from "#inventory/cross-check.ts";
import { readInventory } from "#inventory/read.ts";

const house = readFileSync("test/fixtures/cross-checks/facility.yaml", "utf8");

/** What one check finds in an inventory without other mistakes, as `id: message`. Where the text has no facility, it gets one. */
export function foundBy(check: CrossCheck, text: string): readonly string[] {
  const whole = /^facility:/m.test(text) ? text : `${house}${text}`;
  const clock = { today: "2026-11-26", now: "2026-11-26T09:00" };
  const { findings } = readInventory([{ file: "inventory.yaml", text: whole }], { checks: [check], clock });
  const others = findings.filter(({ id }) => !Object.hasOwn(check.rules, id));
  if (others.length > 0) throw new Error(others.map(({ id, line, message }) => `line ${line}: ${message} [${id}]`).join("\n"));
  return findings.map(({ id, message }) => `${id}: ${message}`);
}
