import type { Declared, DeclaredRole } from "#core/declared.ts";
import type { Change, Finding } from "#core/verdict.ts";
import { digestOf, expected } from "#engine/observe.ts";
import type { Seen, SeenRole } from "#engine/observe.ts";

/** The facts that are not as wanted. */
export function diff(state: Declared, seen: Seen | undefined): Change[] {
  const have = seen !== undefined && "facts" in seen ? seen.facts : {};
  return Object.entries(expected(state)).flatMap(([fact, want = ""]) =>
    have[fact] === want ? [] : [{ fact, want, have: have[fact] ?? "" }],
  );
}

/** Judges one role: pure, and the only place where a verdict is made. */
export function judge(declared: DeclaredRole, seenRole: SeenRole, earlier: readonly Finding[] = []): Finding[] {
  const findings: Finding[] = [];
  for (const state of declared.states) {
    const seen = seenRole.seen.get(state.id);
    const about = { role: declared.role, state };
    if (seen === undefined) findings.push({ ...about, verdict: "error", changes: [], reason: "nobody looked at it" });
    else if ("cannot" in seen) findings.push({ ...about, verdict: "error", changes: [], reason: seen.cannot });
    else if ("needs" in seen) {
      const bringer = [...earlier, ...findings].findLast(({ state: { kind }, verdict }) => kind === "package" && verdict !== "conforming");
      if (bringer === undefined) findings.push({ ...about, verdict: "error", changes: [], reason: `${seen.needs} is not installed` });
      else
        findings.push({
          ...about,
          verdict: "blocked",
          changes: diff(state, undefined),
          reason: `needs ${seen.needs}, after ${bringer.state.id}`,
        });
    } else {
      const changes = diff(state, seen);
      if (changes.length === 0) findings.push({ ...about, verdict: "conforming", changes });
      else if (state.audit === true) findings.push({ ...about, verdict: "due", changes });
      else findings.push({ ...about, verdict: seenRole.applied.get(state.id) === digestOf(state) ? "drift" : "pending", changes });
    }
  }
  return findings;
}

/** Judges all roles of a host, in their order. */
export function judgeAll(roles: readonly DeclaredRole[], seen: readonly SeenRole[]): Finding[] {
  const findings: Finding[] = [];
  for (const [i, role] of roles.entries())
    findings.push(...judge(role, seen[i] ?? { role: role.role, seen: new Map(), applied: new Map() }, findings));
  return findings;
}
