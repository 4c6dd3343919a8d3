import { exitInWords, wasReached } from "#core/verdict.ts";
import type { Finding, HostReport } from "#core/verdict.ts";
import { count } from "#report/count.ts";
import type { Changed } from "#report/findings-text.ts";

const findingJson = ({ role, state, verdict, changes, reason }: Finding): object => ({
  id: state.id,
  role,
  verdict,
  changes,
  ...(reason === undefined ? {} : { reason }),
  ...(state.why === undefined ? {} : { why: state.why }),
  ...(state.controls === undefined ? {} : { controls: state.controls }),
});

/** A look at some hosts as plain data. The shape is a promise: it changes only with its `schema`. */
export function findingsJson(command: string, facility: string, reports: readonly HostReport[], status: number, changed?: Changed): object {
  return {
    schema: "conform.findings/v1",
    command,
    facility,
    exit: { status, meaning: exitInWords(status) },
    hosts: reports.map((report) => ({
      host: report.host,
      counts: count(report),
      ...(changed === undefined ? {} : { changed: (changed.get(report.host) ?? []).map(findingJson) }),
      ...(wasReached(report) ? { findings: report.findings.map(findingJson) } : { unreachable: report.unreachable }),
    })),
  };
}
