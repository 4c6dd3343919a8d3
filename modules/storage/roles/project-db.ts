import type { Declared, DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import { sh } from "#core/sh.ts";
import type { Facility, Host, ProjectDatabase } from "#inventory/facility.ts";
import { block } from "#states/block.ts";
import { directory } from "#states/directory.ts";
import { exec } from "#states/exec.ts";
import { file } from "#states/file.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";
import { timer } from "#states/timer.ts";

interface Place {
  readonly packages: readonly string[];
  readonly unit: string;
  /** Folders of postgresql.conf and pg_hba.conf. */
  readonly settings: string;
  /** Makes the cluster where the package doesn't. */
  readonly make: Declared | false;
}

const placeOf = ({ version }: ProjectDatabase, { os }: Host): Place =>
  os.family === "debian"
    ? {
        packages: [`postgresql-${version}`],
        unit: `postgresql@${version}-main.service`,
        settings: `/etc/postgresql/${version}/main`,
        make: false,
      }
    : {
        packages: ["postgresql-server"],
        unit: "postgresql.service",
        settings: "/var/lib/pgsql/data",
        make: exec({ name: "make the cluster", command: "postgresql-setup --initdb", creates: "/var/lib/pgsql/data/PG_VERSION" }),
      };

const asPostgres = (query: string): string => sh`runuser -u postgres -- psql -qtAX -c ${query}`.text;

/** Backups that one can go back to: dumps in a form that pg_restore reads, each checked, old ones gone after new ones came. */
const backup = ({ id, databases, backup: { folder, schedule, keepDays } }: ProjectDatabase): Declared[] => [
  directory({ path: folder, owner: "postgres", group: "postgres", mode: "0700" }),
  file(
    {
      path: `/usr/local/sbin/backup-${id}`,
      mode: "0755",
      content: `#!/bin/sh
# Dumps each database, sees that the dump can be read, then lets old ones go.
set -eu
umask 077
cd ${folder}
for name in ${databases.join(" ")}; do
  pg_dump --format=custom --file=".$name.new" "$name"
  pg_restore --list ".$name.new" >/dev/null
  mv ".$name.new" "$name-$(date +%Y-%m-%d-%H%M).dump"
done
find . -maxdepth 1 -name '*.dump' -mtime +${keepDays} -delete
`,
    },
    { why: "a project is worth more than the server that it lies on" },
  ),
  timer({ name: `backup-${id}`, command: `/usr/local/sbin/backup-${id}`, user: "postgres", onCalendar: schedule, persistent: true }),
];

/** A project database: the engine, who may open it, the databases, their backups. */
export function projectDb(facility: Facility, database: ProjectDatabase, host: Host): DeclaredRole {
  const { id, port, databases, clients } = database;
  const { packages: names, unit, settings, make } = placeOf(database, host);
  const cidrs = clients.flatMap((network) => facility.networks.get(network)?.cidr ?? []);
  return role(`project-db-${id}`, [
    packages({ names }),
    make,
    file(
      {
        path: `${settings}/conform.conf`,
        content: `listen_addresses = '*'\nport = ${port}\npassword_encryption = 'scram-sha-256'\n`,
        owner: "postgres",
        group: "postgres",
      },
      { restarts: unit },
    ),
    block({ path: `${settings}/postgresql.conf`, name: "settings of this house", block: "include = 'conform.conf'" }, { restarts: unit }),
    block(
      {
        path: `${settings}/pg_hba.conf`,
        name: "clients",
        block: cidrs.map((cidr) => `host all all ${cidr} scram-sha-256`).join("\n"),
      },
      { restarts: unit, why: "suites open it over the network, with a password" },
    ),
    service({ name: unit, enabled: true, running: true }),
    databases.map((name) =>
      exec({
        name: `database ${name}`,
        command: asPostgres(`CREATE DATABASE "${name}"`),
        unless: `[ "$(${asPostgres(`SELECT 1 FROM pg_database WHERE datname = '${name}'`)})" = 1 ]`,
      }),
    ),
    backup(database),
  ]);
}
