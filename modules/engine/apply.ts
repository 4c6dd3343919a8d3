import type { RemoteShell } from "#core/connection.ts";
import type { Declared, DeclaredRole } from "#core/declared.ts";
import { RunFailed } from "#core/errors.ts";
import { lookPrelude, memory, repairPrelude } from "#core/prelude.ts";
import { lines, Sh, sh } from "#core/sh.ts";
import type { Drift } from "#core/state.ts";
import type { Finding } from "#core/verdict.ts";
import { judge } from "#engine/judge.ts";
import { appliedLine, digestOf, inspection, makeReady, observe, seenIn, survey } from "#engine/observe.ts";
import type { SeenRole } from "#engine/observe.ts";
import type { ResolveSecret } from "#engine/resolve.ts";
import { newNonce, readRecords } from "#engine/script.ts";
import { typeOf } from "#states/index.ts";

/** What a repair did to one role on one host. */
export interface Applied {
  readonly role: string;
  /** What was found before, in other words the plan. */
  readonly before: readonly Finding[];
  /** What the same inspection found afterwards; anything but `conforming` is a failure. */
  readonly after: readonly Finding[];
  /** Ids of states that were undone because nothing declares them any more. */
  readonly undone: readonly string[];
  /** Why undoing failed, if it did. */
  readonly undoFailed?: string;
  readonly restarted: readonly string[];
}

export interface ApplyOptions {
  readonly resolve: ResolveSecret;
  /** Who is at work, for the lock on the host and its messages. */
  readonly holder: string;
  /** States that were declared before and are no longer. */
  readonly gone?: readonly Declared[];
  readonly timeoutSeconds?: number;
  readonly onStep?: (state: string) => void;
}

const waitsForLock = 30;

const takeLock = (holder: string): Sh => sh`
_lock=/run/conform.lock; _waited=0
until ln -s "$$ "${holder} "$_lock" 2>/dev/null; do
  _holder=$(readlink "$_lock") || continue
  if ! kill -0 "\${_holder%% *}" 2>/dev/null; then rm -f "$_lock"; continue; fi
  if [ "$_waited" -ge ${waitsForLock} ]; then _state=run; emit '!locked' "\${_holder#* }"; printf '%s.end\\0\\0' "$_nonce"; exit 0; fi
  _waited=$((_waited + 1)); sleep 1
done
trap 'rm -f "$_lock"' EXIT
mkdir -p -m 0700 ${memory}
_failed=`;

/** One step: nothing is tried after the first that failed, so that later states never build on it. */
const step = (key: string, pieces: readonly (Sh | false | undefined)[]): Sh => sh`
_state=${key}
if [ -z "$_failed" ]; then
  emit '!begin' ''
  _out=$(set -e; exec </dev/null 2>&1; ${lines(pieces)}
  )
  _status=$?
  if [ "$_status" -ne 0 ]; then _failed=${key}; emit '!failed' "$_status $_out"; fi
else emit '!skipped' ''; fi`;

const remember = (role: DeclaredRole): Sh => {
  const file = `${memory}/applied/${role.role}`;
  return role.states.length === 0
    ? sh`rm -f ${file}`
    : sh`mkdir -p ${`${memory}/applied`} && printf '%s\n' ${role.states.map(appliedLine)} >${`${file}.new`} && mv -f ${`${file}.new`} ${file}`;
};

/** The states to repair: those that differ, and the restarts that these bring about. */
function toRepair(findings: readonly Finding[]): ReadonlySet<string> {
  const differing = findings.filter(
    ({ verdict, state }) => state.audit !== true && (verdict === "drift" || verdict === "pending" || verdict === "blocked"),
  );
  const restarts = differing.flatMap(({ state }) => (state.restarts === undefined ? [] : [`restart:${state.restarts}`]));
  return new Set([...differing.map(({ state }) => state.id), ...restarts]);
}

const driftOf = ({ changes }: Finding): Drift => Object.fromEntries(changes.map(({ fact, want, have }) => [fact, { want, have }]));

/** A value in a sentence; whole it stands among the changes. */
const brief = (value: string): string => (value.length > 200 ? `${value.slice(0, 200)}…` : value);

/** What failed, in words: what was expected and found, and what the commands said. */
function afterwards(finding: Finding, repaired: boolean, failed: string | undefined, skippedFor: string | undefined): Finding {
  if (skippedFor !== undefined) return { ...finding, verdict: "error", reason: `not tried, because ${skippedFor} failed` };
  if (failed !== undefined) {
    const [status = "", ...said] = failed.split(" ");
    return {
      ...finding,
      verdict: "error",
      reason: `its repair failed (status ${status}): ${said.join(" ").trim().slice(-2000) || "it said nothing"}`,
    };
  }
  if (finding.verdict === "conforming" || finding.verdict === "due" || finding.verdict === "error") return finding;
  const still = finding.changes
    .map(({ fact, want, have }) => `${fact} is ${have === "" ? "not there" : brief(have)}, expected ${brief(want)}`)
    .join("; ");
  return {
    ...finding,
    verdict: "error",
    reason: `${repaired ? "still differs after its repair" : "was changed while others were repaired"}: ${still}`,
  };
}

/**
 * Repairs one role on one host: looks, repairs what differs in one script under the host's lock, looks again.
 * @throws {RunFailed} when a script did not come to its end or somebody else holds the host's lock.
 */
export async function applyRole(shell: RemoteShell, host: string, role: DeclaredRole, options: ApplyOptions): Promise<Applied> {
  const [seen] = await observe(shell, host, [role], options.resolve);
  const before = judge(role, seen ?? { role: role.role, seen: new Map(), applied: new Map() });
  const ready = await makeReady(role.states, options.resolve);
  const wanted = toRepair(before);
  const gone = (options.gone ?? []).toReversed();
  const keys = new Map<string, string>([
    ...gone.map(({ id }, i) => [`u${i}`, id] as const),
    ...role.states.map(({ id }, i) => [`r${i}`, id] as const),
  ]);
  const nonce = newNonce();
  const script = lines([
    lookPrelude,
    repairPrelude,
    new Sh(`_nonce=${nonce}; printf '%s.begin\\0\\0' "$_nonce"`),
    takeLock(options.holder),
    ...gone.map((state, i) => step(`u${i}`, typeOf(state.kind).undo?.(state.want as never) ?? [])),
    ...ready.map((one, i) => {
      const finding = before[i];
      if (finding === undefined || "cannot" in one || !wanted.has(one.state.id)) return false;
      const { restarts } = one.state;
      return step(`r${i}`, [
        restarts !== undefined && sh`owe ${restarts}`,
        ...typeOf(one.state.kind).repair(one.state.want as never, driftOf(finding)),
      ]);
    }),
    sh`if [ -z "$_failed" ]; then ${remember(role)}; fi`,
    survey(ready),
    inspection(ready),
    new Sh(`printf '%s.end\\0\\0' "$_nonce"`),
  ]);
  const records = readRecords(
    host,
    nonce,
    await shell.run(script.text, {
      timeoutSeconds: options.timeoutSeconds ?? 900,
      onOutput: (chunk) => {
        for (const [, key = ""] of chunk.matchAll(/([ur]\d+)\.!begin\0/g)) options.onStep?.(keys.get(key) ?? key);
      },
    }),
  );
  const holder = records.get("run.!locked");
  if (holder !== undefined) {
    throw new RunFailed(
      host,
      `somebody else is at work on it: ${holder}`,
      "Wait for that run to end; the lock /run/conform.lock goes away with it.",
    );
  }
  const failedKey = [...records.keys()].find((key) => key.endsWith(".!failed"))?.split(".")[0];
  const failedName = failedKey === undefined ? undefined : keys.get(failedKey);
  const seenAfter: SeenRole = {
    role: role.role,
    seen: seenIn(records, ready),
    applied: new Map(role.states.map((state) => [state.id, digestOf(state)])),
  };
  const after = judge(role, seenAfter).map((finding, i) =>
    afterwards(finding, wanted.has(finding.state.id), records.get(`r${i}.!failed`), records.has(`r${i}.!skipped`) ? failedName : undefined),
  );
  const undoFailed =
    failedKey?.startsWith("u") === true ? `undoing ${failedName} failed: ${records.get(`${failedKey}.!failed`)}` : undefined;
  return {
    role: role.role,
    before,
    after,
    undone: gone.filter((_, i) => records.has(`u${i}.!begin`) && !records.has(`u${i}.!failed`)).map(({ id }) => id),
    restarted: role.states
      .filter((state, i) => state.kind === "restart" && records.has(`r${i}.!begin`))
      .map(({ id }) => id.slice("restart:".length)),
    ...(undoFailed === undefined ? {} : { undoFailed }),
  };
}

/** Whether the run did all that it could: what is left is for people to do. */
export const isDone = ({ verdict }: Finding): boolean => verdict === "conforming" || verdict === "due";

/** Whether everything ended as declared. */
export const succeeded = ({ after, undoFailed }: Applied): boolean => undoFailed === undefined && after.every(isDone);
