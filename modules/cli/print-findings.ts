import { exitInWords } from "#core/verdict.ts";
import type { HostReport } from "#core/verdict.ts";
import type { Io } from "#cli/io.ts";
import type { LookOptions } from "#cli/options.ts";
import { findingsJson } from "#report/findings-json.ts";
import { renderFindings, summary } from "#report/findings-text.ts";
import type { Changed } from "#report/findings-text.ts";

interface Result {
  readonly command: string;
  readonly facility: string;
  readonly reports: readonly HostReport[];
  readonly changed?: Changed;
  readonly status: number;
  readonly seconds: number;
}

/** Prints what was found, as text for people or as JSON for programs. */
export function printFindings({ command, facility, reports, changed, status, seconds }: Result, { json, diff }: LookOptions, io: Io): void {
  if (json === true) {
    io.out(JSON.stringify(findingsJson(command, facility, reports, status, changed), undefined, 2));
    return;
  }
  io.out(renderFindings(reports, { paint: io.paint, diff: diff === true, ...(changed === undefined ? {} : { changed }) }));
  io.out(`\n${summary(reports, changed)} (${seconds.toFixed(1)} s; exit ${status}: ${exitInWords(status)})`);
}
