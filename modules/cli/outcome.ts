import type { Finding, HostReport } from "#core/verdict.ts";
import type { Target } from "#engine/look.ts";
import type { Observer } from "#pulumi/observer.ts";
import type { StackResult } from "#pulumi/stack-events.ts";

/** What a run through Pulumi came to, host by host, in the words of `drift`. */
export interface Outcome {
  readonly observer: Observer;
  reports(): HostReport[];
  /** Takes note of roles that Pulumi takes off a host, or would: their provider is not asked before the deed. */
  removed(resources: StackResult["resources"]): void;
  /** What was changed on a host, as it was before; states that were undone included. */
  changed(host: string): Finding[];
}

interface OfRole {
  readonly findings: readonly Finding[];
  readonly changed: readonly Finding[];
}

/** Listens to the provider while a stack runs. `onStep` hears what is going on. */
export function collectOutcome(targets: readonly Target[], onStep: (text: string) => void): Outcome {
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
    changed: (host) => [...roles].flatMap(([name, { changed }]) => (name.startsWith(`${host}/`) ? changed : [])),
    removed: (resources) => {
      for (const { type, op, name } of resources) {
        const role = name.slice(name.indexOf("/") + 1);
        if (type === "conform:host:HostRole" && op === "delete" && !roles.has(name)) {
          roles.set(name, { findings: [undone(role, `role:${role}`)], changed: [] });
        }
      }
    },
    observer: {
      planned: ({ host, role, findings, undo }) => {
        onStep(`${host}: ${role} looked at`);
        roles.set(key(host, role), { findings: [...findings, ...undo.map((id) => undone(role, id))], changed: [] });
      },
      applying: ({ host, state }) => {
        onStep(`${host}: ${state}`);
      },
      applied: ({ host, role, applied: { before, after, undone: gone, undoFailed } }) => {
        const changed = before.filter(({ verdict }, i) => verdict !== "conforming" && after[i]?.verdict === "conforming");
        const left: readonly Finding[] =
          undoFailed === undefined
            ? []
            : [{ role, state: { kind: "role", id: `role:${role}`, want: {} }, verdict: "error", changes: [], reason: undoFailed }];
        roles.set(key(host, role), { findings: [...after, ...left], changed: [...changed, ...gone.map((id) => undone(role, id))] });
      },
      unreachable: ({ host, reason, hint }) => {
        unreachable.set(host, { reason, ...(hint === undefined ? {} : { hint }) });
      },
    },
  };
}
