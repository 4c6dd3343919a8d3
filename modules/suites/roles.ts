import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host, Suite } from "#inventory/facility.ts";
import { licenceClient } from "#licensing/roles.ts";
import { file } from "#states/file.ts";
import { packages } from "#states/package.ts";
import { shareMounts } from "#storage/roles.ts";

/** The applications and tools of a suite's tested set. */
function creativeApps(facility: Facility, suite: Suite, { os }: Host): DeclaredRole {
  const names = suite.software.flatMap((id) => facility.software.get(id)?.packages[os.family] ?? []);
  return role("creative-apps", [
    names.length > 0 && packages({ names: [...new Set(names)] }),
    file(
      { path: "/etc/suite", content: `suite=${suite.id}\nroom=${suite.room}\nclass=${suite.class}\n`, mode: "0644" },
      { why: "tools and people on the host can tell which suite it is" },
    ),
  ]);
}

/** What one suite asks of one of its hosts. */
export const rolesOfSuite = (facility: Facility, suite: Suite, host: Host): DeclaredRole[] => [
  creativeApps(facility, suite, host),
  ...(suite.licences.length > 0 ? [licenceClient(facility, suite.licences)] : []),
  ...(suite.mounts.length > 0 ? [shareMounts(facility, host, suite.mounts)] : []),
];

/** What a host owes to the suite that it belongs to. */
export const suiteRoles = (facility: Facility, host: Host): DeclaredRole[] =>
  [...facility.suites.values()].filter(({ hosts }) => hosts.includes(host.id)).flatMap((suite) => rolesOfSuite(facility, suite, host));
