import type { Problem } from "#inventory/finding.ts";
import type { Written } from "#inventory/written.ts";

/** The day and the minute at the facility: `2026-11-26` and `2026-11-26T09:30`. */
export interface Clock {
  readonly today: string;
  readonly now: string;
}

/**
 * What must be true, in a sentence. A rule is broken by what is written, and then nothing runs; or by nothing but the passing of time, or by
 * what people may well want for a while, and then it is a warning.
 */
export type Rule = string | { readonly warning: string };

/** Holds the inventory as a whole against rules that no single entry can break. */
export interface CrossCheck {
  readonly rules: { readonly [id: string]: Rule };
  /** Pure; sees the entries without mistakes of their own. */
  readonly find: (written: Written, clock: Clock) => Iterable<Problem>;
}

/**
 * A check with the ids of what it can find.
 *
 * @example
 * export const mountPaths = crossCheck({ "mount-path-twice": "a suite mounts one volume at one path" }, function* ({ suites }) { … });
 */
export const crossCheck = (rules: CrossCheck["rules"], find: CrossCheck["find"]): CrossCheck => ({ rules, find });

export const severityOf = (rule: Rule | undefined): "error" | "warning" => (typeof rule === "object" ? "warning" : "error");

export const saysOf = (rule: Rule): string => (typeof rule === "object" ? rule.warning : rule);

/** The time at a facility now. */
export function clockIn(timezone: string, at = new Date()): Clock {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short", timeStyle: "short" }).format(at);
  return { today: parts.slice(0, 10), now: parts.replace(" ", "T") };
}
