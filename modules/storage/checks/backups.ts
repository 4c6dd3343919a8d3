import { crossCheck } from "#inventory/cross-check.ts";
import type { Clock } from "#inventory/cross-check.ts";
import { addDays, daysBetween } from "#inventory/days.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { parseDays } from "#inventory/quantities.ts";
import { showCount } from "#inventory/show.ts";
import type { Written } from "#inventory/written.ts";

/** Copies of what nobody can make again are elsewhere, are made, and can be read. What a house writes nothing about is not judged. */
export const backups = crossCheck(
  {
    "no-backup": {
      warning:
        "where a house backs up to volumes, it does so with every project database and with every online volume that suites write to",
    },
    "backup-beside-source": "a backup is on another storage system and another server than what it is a copy of",
    "backup-old": { warning: "the last good backup is no older than the house wants" },
    "restore-untested": { warning: "where a house notes restores, none of its backups was last restored longer ago than it wants" },
  },
  function* (written, clock) {
    const all = [...listBackups(written)];
    if (all.some(({ target }) => target !== undefined)) {
      yield* checkVolumes(written);
      yield* checkTargets(all);
    }
    const notesRestores = all.some(({ last_restore_test }) => last_restore_test !== undefined);
    for (const backup of all) {
      yield* checkPlace(written, backup);
      yield* checkSuccess(written, backup, clock);
      if (notesRestores) yield* checkRestore(written, backup, clock);
    }
  },
);

interface Backup {
  /** What it is a copy of, as in `volume projects`. */
  readonly of: string;
  readonly path: Path;
  /** The hosts and the storage system that have what is copied. */
  readonly hosts: readonly string[];
  readonly system?: string | undefined;
  readonly target?: string | undefined;
  /** The key that names the target. */
  readonly key: "target" | "volume";
  readonly last_success?: string | undefined;
  readonly last_restore_test?: string | undefined;
}

function* listBackups(written: Written): Generator<Backup> {
  for (const [id, { host, backup }] of written.project_databases)
    yield {
      ...backup,
      of: `project database ${id}`,
      path: ["project_databases", id, "backup"],
      hosts: [host],
      target: backup.volume,
      key: "volume",
    };
  for (const [id, { system, backup }] of written.volumes)
    if (backup !== undefined)
      yield { ...backup, of: `volume ${id}`, path: ["volumes", id, "backup"], hosts: serversOf(written, id), system, key: "target" };
}

/** The hosts that a volume is lost with. */
function serversOf({ volumes, storage_systems }: Written, id: string): readonly string[] {
  const volume = volumes.get(id);
  return volume === undefined ? [] : [volume.server, ...(storage_systems.get(volume.system ?? "")?.servers ?? [])];
}

function* checkVolumes({ suites, volumes }: Written): Generator<Problem> {
  const writers = new Map<string, Path>();
  for (const [suite, { mounts }] of suites)
    for (const [i, { volume, mode }] of mounts.entries())
      if (mode === "rw" && !writers.has(volume)) writers.set(volume, ["suites", suite, "mounts", i]);
  for (const [id, { tier, backup }] of volumes) {
    const writer = writers.get(id);
    if (writer === undefined || tier !== "online" || backup !== undefined) continue;
    yield {
      id: "no-backup",
      path: ["volumes", id],
      on: "key",
      message: `suite ${writer[1]} writes to volume ${id}, of which there is no backup`,
      hint: "Where nobody would miss it, an exception says so.",
      related: writer,
    };
  }
}

function* checkTargets(all: readonly Backup[]): Generator<Problem> {
  for (const { of, path, hosts, target } of all)
    if (target === undefined)
      yield {
        id: "no-backup",
        path,
        on: "key",
        message: `the backup of ${of} goes to a folder of host ${hosts[0]} itself, as far as is written`,
        hint: "Name the volume that the folder is on as `volume`.",
      };
}

function* checkPlace(written: Written, { of, path, hosts, system, target, key }: Backup): Generator<Problem> {
  const volume = written.volumes.get(target ?? "");
  if (target === undefined || volume === undefined) return;
  const shared = serversOf(written, target).find((host) => hosts.includes(host));
  const beside =
    `volume ${target}` === of
      ? "itself"
      : system !== undefined && volume.system === system
        ? `volume ${target}, which is on storage system ${system}, too`
        : shared !== undefined && `volume ${target}, which is on host ${shared}, too`;
  if (beside === false) return;
  yield {
    id: "backup-beside-source",
    path: [...path, key],
    message: `the backup of ${of} goes to ${beside}`,
    related: ["volumes", target],
    hint: "What breaks the one breaks the other with it.",
  };
}

function* checkSuccess({ facility }: Written, { of, path, last_success: success }: Backup, { today }: Clock): Generator<Problem> {
  const age = facility?.policy.backup_age;
  if (age === undefined || success === undefined || addDays(success, parseDays(age)) >= today) return;
  yield {
    id: "backup-old",
    path: [...path, "last_success"],
    message: `the last good backup of ${of} is of ${success}, ${showCount(daysBetween(success, today), "day")} ago; the house wants none older than ${age}`,
  };
}

function* checkRestore({ facility }: Written, { of, path, last_restore_test: restored }: Backup, { today }: Clock): Generator<Problem> {
  const age = facility?.policy.restore_test;
  if (age === undefined || (restored !== undefined && addDays(restored, parseDays(age)) >= today)) return;
  const wants = `the house wants one every ${age}`;
  yield restored === undefined
    ? { id: "restore-untested", path, on: "key", message: `no restore from the backup of ${of} is on record; ${wants}` }
    : {
        id: "restore-untested",
        path: [...path, "last_restore_test"],
        message: `the last restore from the backup of ${of} was on ${restored}, ${showCount(daysBetween(restored, today), "day")} ago; ${wants}`,
      };
}
