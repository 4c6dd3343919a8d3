import type { Declared, DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { baselineOf } from "#inventory/of-host.ts";
import { file } from "#states/file.ts";
import { ini } from "#states/ini.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";

const whoUpdates = "a suite gets new software with its tested set, between sessions, and never by itself";

/** What the system installs without being asked. */
function unattended({ os }: Host, updates: "none" | "security"): Declared[] {
  const security = updates === "security";
  if (os.family === "rhel")
    return security
      ? [
          packages({ names: ["dnf-automatic"] }),
          ini({ path: "/etc/dnf/automatic.conf", section: "commands", option: "upgrade_type", value: "security" }),
          service({ name: "dnf-automatic.timer", enabled: true, running: true }),
        ]
      : [service({ name: "dnf-automatic.timer", masked: true }, { why: whoUpdates })];
  return [
    ...(security ? [packages({ names: ["unattended-upgrades"] })] : []),
    file(
      {
        path: "/etc/apt/apt.conf.d/20auto-upgrades",
        content: `APT::Periodic::Update-Package-Lists "${security ? 1 : 0}";\nAPT::Periodic::Unattended-Upgrade "${security ? 1 : 0}";\n`,
      },
      { why: security ? "security fixes come in by themselves" : whoUpdates },
    ),
    ...["apt-daily.timer", "apt-daily-upgrade.timer"].map((name) =>
      service(security ? { name, enabled: true, running: true } : { name, masked: true }, security ? {} : { why: whoUpdates }),
    ),
  ];
}

/** What the system installs without being asked: nothing, or security fixes. */
export function updates(facility: Facility, host: Host): DeclaredRole {
  const wanted = baselineOf(facility, host)?.updates;
  return role("updates", [wanted !== undefined && unattended(host, wanted)]);
}
