import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host, LicenceServer } from "#inventory/facility.ts";
import { directory } from "#states/directory.ts";
import { file } from "#states/file.ts";
import { group } from "#states/group.ts";
import { service } from "#states/service.ts";
import { unit } from "#states/unit.ts";
import { user } from "#states/user.ts";

const account = "licence";

const folder = ({ id }: LicenceServer): string => `/opt/${id}`;

const unitText = ({ id, manager, command }: LicenceServer): string => `[Unit]
Description=Licence server ${id} (${manager})
After=network-online.target
Wants=network-online.target

[Service]
User=${account}
ExecStart=${command}
Restart=on-failure
RestartSec=5

[Install]
WantedBy=multi-user.target
`;

const unitName = ({ manager }: LicenceServer): string => `${manager}.service`;

/** The ground for the vendor's files: an account of its own, their folder, the licence, the unit. */
export const licenceHost = (server: LicenceServer): DeclaredRole =>
  role(`licence-host-${server.id}`, [
    group({ name: account, system: true }),
    user({ name: account, group: account, shell: "/usr/sbin/nologin", home: folder(server), system: true }),
    directory({ path: folder(server), mode: "0755" }),
    server.licence !== undefined &&
      file(
        { path: `${folder(server)}/${server.id}.lic`, content: server.licence, owner: account, group: account, mode: "0640" },
        { why: "licences are worth stealing: only the daemon reads them", restarts: unitName(server) },
      ),
    unit({ name: unitName(server), content: unitText(server) }, { restarts: unitName(server) }),
  ]);

/** The daemon itself, once the vendor's files are there. */
export const licenceService = (server: LicenceServer): DeclaredRole =>
  role(`licence-service-${server.id}`, [service({ name: unitName(server), enabled: true, running: true })]);

/** The licence servers that run on a host. */
export const licensingRoles = (facility: Facility, host: Host): DeclaredRole[] =>
  [...facility.licenceServers.values()]
    .filter((server) => server.host === host.id)
    .flatMap((server) => [licenceHost(server), licenceService(server)]);

const variableOf = { flexnet: "LM_LICENSE_FILE", rlm: "RLM_LICENSE", sesinetd: "SESI_LMHOST" } as const satisfies Record<
  LicenceServer["manager"],
  string
>;

/** Where a suite's applications look for their licences: `port@host`, as every manager understands it. */
export function licenceClient(facility: Facility, ids: readonly string[]): DeclaredRole {
  const servers = ids.flatMap((id) => facility.licenceServers.get(id) ?? []);
  const managers = [...new Set(servers.map(({ manager }) => manager))];
  const exports = managers.map((manager) => {
    const places = servers
      .filter((server) => server.manager === manager)
      .map(({ host, port }) => `${port}@${facility.hosts.get(host)?.connection.address ?? host}`);
    return `export ${variableOf[manager]}=${places.join(":")}\n`;
  });
  return role("licence-client", [file({ path: "/etc/profile.d/licences.sh", content: exports.join(""), mode: "0644" })]);
}
