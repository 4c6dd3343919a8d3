import type { Declared } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host, TestedSet } from "#inventory/facility.ts";
import { testedSetOf } from "#inventory/of-host.ts";
import { exec } from "#states/exec.ts";
import { packages } from "#states/package.ts";
import type { Packages } from "#states/package.ts";
import type { PlacedRole } from "./placed-role.ts";

const wanted = ({ kind, want }: Declared): readonly string[] => {
  const { names, ensure = "present" } = want as unknown as Packages; // the want of every state of this kind
  return kind === "package" && ensure === "present" ? names : [];
};

/** The versions of a tested set by package; the kernel is a package of its own for each version on Debian, and one with many on RHEL. */
function versionsOf({ os, kernel, versions }: TestedSet): Record<string, string> {
  if (kernel === undefined || kernel.includes("*")) return versions;
  return os.family === "rhel" ? { ...versions, "kernel-core": kernel } : { ...versions, [`linux-image-${kernel}`]: "*" };
}

/** Whether the kernel that runs is the one that the set was tested with: installed is not booted. */
const running = ({ id, kernel = "" }: TestedSet): Declared =>
  exec(
    {
      name: `the kernel of ${id} runs`,
      probe: "uname -r",
      match: `^${kernel.replaceAll(".", "[.]").replaceAll("*", ".*")}([.].*)?$`,
      command: "echo 'boot that kernel, between sessions'; exit 1",
    },
    { audit: true, why: "drivers and SAN clients are built for one kernel" },
  );

/**
 * Whatever the roles of a host want installed is installed at once, before them and after the sources that it comes from: one transaction
 * per host, and never half of a tested set.
 */
export function inOneTransaction(facility: Facility, host: Host, roles: readonly PlacedRole[]): PlacedRole[] {
  const set = testedSetOf(facility, host);
  const versions = set === undefined ? {} : versionsOf(set);
  const names = [...new Set([...roles.flatMap(({ states }) => states.flatMap(wanted)), ...Object.keys(versions)])].toSorted();
  if (names.length === 0) return [...roles];
  const together: PlacedRole = {
    ...role("packages", [
      packages({ name: "all", names, versions, hold: Object.keys(versions).toSorted() }),
      set?.kernel !== undefined && running(set),
    ]),
    partOf: { layer: "baseline", id: host.id },
  };
  const rest = roles.map((each) => ({ ...each, states: each.states.filter((state) => wanted(state).length === 0) }));
  const sources = rest.findLastIndex((each) => each.role === "package-pin") + 1;
  return [...rest.slice(0, sources), together, ...rest.slice(sources)];
}
