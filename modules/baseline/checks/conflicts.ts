import { isLifted, listDuties, needsOf, tuningOf } from "#baseline/checks/needs.ts";
import type { Need } from "#baseline/checks/needs.ts";
import { crossCheck } from "#inventory/cross-check.ts";
import { pointerOf } from "#inventory/places.ts";
import type { Path } from "#inventory/finding.ts";

/** A baseline leaves its hosts what their work needs. */
export const conflicts = crossCheck(
  {
    "absent-package-needed": "a baseline forbids no package that its hosts need for their work",
    "blocked-module-needed": "a baseline blocks no kernel module that its hosts need for their work",
    "usbguard-shuts-out": "where USBGuard lets in only what suites name, suites at which people sit name their USB devices",
  },
  function* (written) {
    const dutiesOf = listDuties(written);
    // A suite's need is told once, however many hosts the suite has.
    const told = new Set<string>();
    const isNew = (...parts: readonly [at: Path, of: Path]): boolean => {
      const key = parts.map(pointerOf).join(" ");
      return !told.has(key) && told.add(key) !== undefined;
    };
    for (const [id, host] of written.hosts) {
      const name = host.baseline ?? "";
      const baseline = written.baselines.get(name);
      if (baseline === undefined || host.management === "unmanaged") continue;
      const duties = dutiesOf(id);
      const { packages, modules } = indexNeeds(needsOf(id, host, duties, written));
      for (const [i, forbidden] of baseline.absent_packages.entries()) {
        const need = packages.get(forbidden);
        const path = ["baselines", name, "absent_packages", i];
        if (need !== undefined && isNew(path, need.of))
          yield {
            id: "absent-package-needed",
            path,
            message: `baseline ${name} forbids package ${forbidden}, but host ${id} needs it ${need.to}`,
            hint: "Allow it here, give these hosts a baseline of their own, or have an exception approved.",
            related: need.of,
          };
      }
      for (const [i, blocked] of baseline.blocked_modules.entries()) {
        const need = isLifted(blocked, duties) ? undefined : modules.get(asKernelSays(blocked));
        const path = ["baselines", name, "blocked_modules", i];
        if (need !== undefined && isNew(path, need.of))
          yield {
            id: "blocked-module-needed",
            path,
            message: `baseline ${name} blocks kernel module ${blocked}, but host ${id} needs it ${need.to}`,
            hint: "Allow it here, give these hosts a baseline of their own, or have an exception approved.",
            related: need.of,
          };
      }
      if (!baseline.usbguard || !tuningOf(duties).desktop) continue;
      const [first] = duties.suites;
      const path = ["baselines", name, "usbguard"];
      if (first !== undefined && duties.suites.every(([, { devices }]) => devices.length === 0) && isNew(path, ["suites", first[0]]))
        yield {
          id: "usbguard-shuts-out",
          path: ["suites", first[0], "devices"],
          on: "key",
          message: `suite ${first[0]} names no USB devices, and baseline ${name} of host ${id} lets in no others: keyboard, tablet and card readers stay dark`,
          hint: "Name them under `devices`, as lsusb prints them.",
          related: path,
        };
    }
  },
);

/** Who needs what first, by package and by kernel module. */
function indexNeeds(needs: Iterable<Need>): { readonly packages: ReadonlyMap<string, Need>; readonly modules: ReadonlyMap<string, Need> } {
  const packages = new Map<string, Need>();
  const modules = new Map<string, Need>();
  for (const need of needs) {
    for (const name of need.packages) if (!packages.has(name)) packages.set(name, need);
    for (const name of need.modules) if (!modules.has(asKernelSays(name))) modules.set(asKernelSays(name), need);
  }
  return { packages, modules };
}

/** The kernel knows a module by one name, with hyphens or underscores. */
const asKernelSays = (module: string): string => module.replaceAll("-", "_");
