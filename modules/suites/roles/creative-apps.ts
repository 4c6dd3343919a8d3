import type { Declared, DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import { sh } from "#core/sh.ts";
import type { Application, Facility, Host, Software, Suite } from "#inventory/facility.ts";
import { directory } from "#states/directory.ts";
import { download } from "#states/download.ts";
import { exec } from "#states/exec.ts";
import { file } from "#states/file.ts";
import { packages } from "#states/package.ts";

const media = "/var/cache/conform/media";

/** The software of a suite: what it names itself, and what its tested set holds. */
export const softwareOf = (facility: Facility, { software, testedSet }: Suite): Software[] =>
  [...new Set([...(facility.testedSets.get(testedSet ?? "")?.software ?? []), ...software])].flatMap(
    (id) => facility.software.get(id) ?? [],
  );

/** A vendor's application: its installer by checksum, run where the version that is really there is another. */
function install(id: string, { name, version, url, sha256, install: command, probe }: Application): Declared[] {
  const installer = `${media}/${id}-${version}${/\.[a-z0-9]+$/i.exec(url)?.[0] ?? ""}`;
  return [
    download({ url, dest: installer, checksum: `sha256:${sha256}`, mode: "0755" }, { why: `${name} ${version} as its vendor ships it` }),
    exec(
      { name: `install ${name} ${version}`, command: command.replaceAll("{file}", sh`${installer}`.text), probe, expected: version },
      { why: "the version that was tested with everything else in the suite" },
    ),
  ];
}

/** The applications and tools of a suite. */
export function creativeApps(facility: Facility, suite: Suite, { os }: Host): DeclaredRole {
  const software = softwareOf(facility, suite);
  const names = [...new Set(software.flatMap(({ packages }) => packages[os.family] ?? []))];
  const applications = software.flatMap(({ id, application }) => (application === undefined ? [] : [{ id, application }]));
  return role("creative-apps", [
    names.length > 0 && packages({ names }),
    applications.length > 0 && ["/var/cache/conform", media].map((path) => directory({ path, mode: "0755" })),
    applications.flatMap(({ id, application }) => install(id, application)),
    file(
      { path: "/etc/suite", content: `suite=${suite.id}\nroom=${suite.room}\nclass=${suite.class}\n` },
      { why: "tools and people on the host can tell which suite it is" },
    ),
  ]);
}
