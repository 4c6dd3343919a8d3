import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { LicenceServer } from "#inventory/facility.ts";
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

const logrotate = (server: LicenceServer): string => `${folder(server)}/*.log {
  weekly
  rotate 52
  missingok
  compress
  copytruncate
}
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
    file(
      { path: `/etc/logrotate.d/${server.id}`, content: logrotate(server) },
      { why: "a manager that logs every checkout fills the disk, and then hands out nothing" },
    ),
  ]);

/** The daemon itself, once the vendor's files are there. */
export const licenceService = (server: LicenceServer): DeclaredRole =>
  role(`licence-service-${server.id}`, [service({ name: unitName(server), enabled: true, running: true })]);
