import { wasReached } from "#core/verdict.ts";
import type { Finding, HostReport, Looked } from "#core/verdict.ts";
import type { Target } from "#engine/look.ts";
import type { Observer } from "#pulumi/observer.ts";
import type { StackResult } from "#pulumi/stack-events.ts";

/** What a run through Pulumi came to, host by host, in the words of `drift`. */
export interface Outcome {
  readonly observer: Observer;
  reports(): HostReport[];
  /** Takes note of roles that Pulumi takes off a host, or would: their provider is not asked before the deed. */
  removed(resources: StackResult["resources"]): void;
  /** What a look found once everything was done, of states that wait for something on another host. */
  lookedAgain(reports: readonly HostReport[]): void;
  /** What the run changed on a host, as it was before; states that were undone included. */
  changed(host: string): Finding[];
}

interface OfRole {
  readonly findings: readonly Finding[];
  readonly undone: readonly Finding[];
}

const isSettled = ({ verdict }: Finding): boolean => verdict === "conforming";

/**
 * Listens to the provider while a stack runs. `onStep` hears what is going on. `before` is what a look found first: a role may settle what
 * another one declares (a package starts its service), and that was changed by the run, too.
 */
export function collectOutcome(targets: readonly Target[], onStep: (text: string) => void, before: readonly HostReport[] = []): Outcome {
  const roles = new Map<string, OfRole>();
  const unreachable = new Map<string, { readonly reason: string; readonly hint?: string }>();
  const key = (host: string, role: string): string => `${host}/${role}`;
  const undone = (role: string, id: string): Finding => ({
    role,
    state: { kind: id.split(":")[0] ?? "", id, want: {} },
    verdict: "pending",
    changes: [],
    reason: "no longer declared, so it goes from the host",
  });

  const settledSince = ({ host, findings }: Looked): Finding[] =>
    findings.filter((finding) => {
      const now = roles.get(key(host, finding.role))?.findings.find(({ state }) => state.id === finding.state.id);
      return !isSettled(finding) && now !== undefined && isSettled(now);
    });

  const reportOf = ({ connection: { host }, roles: declared }: Target): HostReport => {
    const away = unreachable.get(host);
    if (away !== undefined) return { host, unreachable: away.reason, ...(away.hint === undefined ? {} : { hint: away.hint }) };
    const findings = declared.flatMap(({ role, states }): readonly Finding[] => {
      const known = roles.get(key(host, role));
      const reason = "not tried: something that it waits for failed";
      return known?.findings ?? states.map((state) => ({ role, state, verdict: "error", changes: [], reason }));
    });
    const names = new Set(declared.map(({ role }) => role));
    const removed = [...roles].filter(([name]) => name.startsWith(`${host}/`) && !names.has(name.slice(host.length + 1)));
    return { host, findings: [...findings, ...removed.flatMap(([, known]) => known.findings)] };
  };

  return {
    reports: () => targets.map(reportOf),
    lookedAgain: (reports) => {
      for (const { host, findings } of reports.filter(wasReached))
        for (const finding of findings) {
          const known = roles.get(key(host, finding.role));
          if (known !== undefined)
            roles.set(key(host, finding.role), {
              ...known,
              findings: known.findings.map((one) => (one.verdict === "due" && one.state.id === finding.state.id ? finding : one)),
            });
        }
    },
    changed: (host) => [
      ...before.filter(wasReached).flatMap((report) => (report.host === host ? settledSince(report) : [])),
      ...[...roles].flatMap(([name, { undone }]) => (name.startsWith(`${host}/`) ? undone : [])),
    ],
    removed: (resources) => {
      for (const { type, op, name } of resources) {
        const role = name.slice(name.indexOf("/") + 1);
        if (type === "conform:host:HostRole" && op === "delete" && !roles.has(name)) {
          roles.set(name, { findings: [undone(role, `role:${role}`)], undone: [] });
        }
      }
    },
    observer: {
      planned: ({ host, role, findings, undo }) => {
        onStep(`${host}: ${role} looked at`);
        roles.set(key(host, role), { findings: [...findings, ...undo.map((id) => undone(role, id))], undone: [] });
      },
      applying: ({ host, state }) => {
        onStep(`${host}: ${state}`);
      },
      applied: ({ host, role, applied: { after, undone: gone, undoFailed } }) => {
        const left: readonly Finding[] =
          undoFailed === undefined
            ? []
            : [{ role, state: { kind: "role", id: `role:${role}`, want: {} }, verdict: "error", changes: [], reason: undoFailed }];
        roles.set(key(host, role), { findings: [...after, ...left], undone: gone.map((id) => undone(role, id)) });
      },
      unreachable: ({ host, reason, hint }) => {
        unreachable.set(host, { reason, ...(hint === undefined ? {} : { hint }) });
      },
    },
  };
}
