import type { Declared } from "#core/declared.ts";

/**
 * What was found of one state. `blocked` and `error` mean that nobody could judge: neither ever counts as conforming.
 * `due` differs, and a person has to act: a reboot, a certificate to renew.
 */
export type Verdict = "conforming" | "drift" | "pending" | "due" | "waived" | "blocked" | "error";

/** One fact that is not as wanted. The empty text stands for "not there". */
export interface Change {
  readonly fact: string;
  readonly want: string;
  readonly have: string;
}

/** The judgement of one declared state on one host. */
export interface Finding {
  readonly role: string;
  readonly state: Declared;
  readonly verdict: Verdict;
  readonly changes: readonly Change[];
  /** For `blocked` the state it waits for, for `error` why nobody could look or what the repair said. */
  readonly reason?: string;
}

/** Everything one look at one host gave. */
export interface Looked {
  readonly host: string;
  readonly findings: readonly Finding[];
}

/** A host at which nobody could look. */
export interface NotLooked {
  readonly host: string;
  readonly unreachable: string;
  readonly hint?: string;
}

export type HostReport = Looked | NotLooked;

export const wasReached = (report: HostReport): report is Looked => "findings" in report;

/** What a command says with its exit status: a bit mask, so that several can be true at once. */
export const exit = { conforming: 0, usage: 1, differs: 2, failed: 4, unreachable: 8, rolledBack: 16 } as const;

/** The exit status of a look at some hosts. */
export function exitStatus(reports: readonly HostReport[]): number {
  let status: number = exit.conforming;
  for (const report of reports) {
    if (!wasReached(report)) status |= exit.unreachable;
    else
      for (const { verdict } of report.findings) {
        if (verdict === "drift" || verdict === "pending" || verdict === "due" || verdict === "blocked") status |= exit.differs;
        if (verdict === "error") status |= exit.failed;
      }
  }
  return status;
}

const meanings: readonly (readonly [bit: number, words: string])[] = [
  [exit.usage, "nothing was looked at"],
  [exit.differs, "some states differ"],
  [exit.failed, "some host failed"],
  [exit.unreachable, "some host is unreachable"],
  [exit.rolledBack, "some change was rolled back"],
];

/** The exit status in words, e.g. `some states differ, some host is unreachable`. */
export const exitInWords = (status: number): string =>
  meanings
    .filter(([bit]) => status & bit)
    .map(([, words]) => words)
    .join(", ") || "success";
