import { crossCheck } from "#inventory/cross-check.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { pointerOf } from "#inventory/places.ts";
import { showNames } from "#inventory/show.ts";
import type { Written } from "#inventory/written.ts";

/** Hosts go by one iSCSI name each, need it where they mount such a volume, and never write to it side by side. */
export const iscsi = crossCheck(
  {
    "initiator-twice": "a host goes by an iSCSI name of its own",
    "no-initiator": "a host that mounts a volume over iSCSI has a name there",
    "two-writers": "a disk with a file system for one host is never written to by two",
  },
  function* (written) {
    yield* checkNames(written);
    for (const [volume, uses] of listUses(written)) yield* checkUses(written, volume, uses);
  },
);

function* checkNames({ hosts }: Written): Generator<Problem> {
  const taken = new Map<string, string>();
  for (const [host, { initiator }] of hosts) {
    if (initiator === undefined) continue;
    const other = taken.get(initiator);
    if (other === undefined) taken.set(initiator, host);
    else
      yield {
        id: "initiator-twice",
        path: ["hosts", host, "initiator"],
        message: `${initiator} is already the initiator of host ${other}`,
        related: ["hosts", other, "initiator"],
        hint: "Two hosts of one name break each other's sessions.",
      };
  }
}

interface Use {
  readonly path: Path;
  readonly writes: boolean;
}

/** Who mounts each iSCSI volume, and where that is written. Hosts that no file describes are found elsewhere. */
function listUses({ hosts, suites, volumes }: Written): ReadonlyMap<string, ReadonlyMap<string, Use>> {
  const uses = new Map<string, Map<string, Use>>();
  for (const [suite, { hosts: members, mounts }] of suites) {
    const known = members.filter((member) => hosts.has(member));
    for (const [i, { volume, mode }] of mounts.entries()) {
      if (volumes.get(volume)?.protocol !== "iscsi") continue;
      const users = uses.get(volume) ?? new Map<string, Use>();
      uses.set(volume, users);
      for (const host of known) {
        const path = users.get(host)?.path ?? ["suites", suite, "mounts", i, "volume"];
        users.set(host, { path, writes: mode === "rw" || users.get(host)?.writes === true });
      }
    }
  }
  return uses;
}

function* checkUses({ hosts }: Written, volume: string, uses: ReadonlyMap<string, Use>): Generator<Problem> {
  for (const [host, { path }] of uses)
    if (hosts.get(host)?.initiator === undefined)
      yield {
        id: "no-initiator",
        path: ["hosts", host],
        on: "key",
        message: `host ${host} mounts volume ${volume} over iscsi and has no initiator`,
        related: path,
      };
  const writers = [...uses].filter(([, { writes }]) => writes).map(([host]) => host);
  const [first, second] = [...uses.values()].map(({ path }) => path);
  if (writers.length > 0 && first !== undefined && second !== undefined)
    yield {
      id: "two-writers",
      path: second,
      message: `volume ${volume} is mounted by hosts ${showNames([...uses.keys()])}, and written to by ${showNames(writers)}`,
      hint: "Over iscsi a file system bears one host, or hosts that only read.",
      ...(pointerOf(first) !== pointerOf(second) && { related: first }),
    };
}
