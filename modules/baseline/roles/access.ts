import type { Declared, DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { baselineOf } from "#inventory/of-host.ts";
import { authorizedKey } from "#states/authorized_key.ts";
import { group } from "#states/group.ts";
import { ini } from "#states/ini.ts";
import { packages } from "#states/package.ts";
import { pam } from "#states/pam.ts";
import { sshd } from "#states/sshd.ts";
import { sudoers } from "#states/sudoers.ts";
import { user } from "#states/user.ts";

/** A group that owns a volume has one gid everywhere, or files would change their owner between suites. */
function groupOf(facility: Facility, name: string): Declared {
  const gid = [...facility.volumes.values()].find((volume) => volume.group === name)?.gid;
  return group({ name, ...(gid === undefined ? {} : { gid }) });
}

/** People and groups: who may log in, with which key, what they may do as root, how good a password must be. */
export function access(facility: Facility, host: Host): DeclaredRole {
  const baseline = baselineOf(facility, host);
  if (baseline === undefined) return role("access", []);
  const { accounts, passwords, lockout, ssh } = baseline;
  return role("access", [
    [...new Set(accounts.flatMap(({ groups }) => groups))].map((name) => groupOf(facility, name)),
    accounts.flatMap(({ name, uid, groups, shell, authorizedKeys, sudo }) => [
      user({ name, groups, ...(uid === undefined ? {} : { uid }), ...(shell === undefined ? {} : { shell }) }),
      ...(authorizedKeys.length === 0 ? [] : [authorizedKey({ user: name, keys: authorizedKeys, exclusive: true })]),
      ...(sudo.length === 0 ? [] : [sudoers({ name: `conform-${name}`, user: name, commands: sudo }, { controls: ["MPA TS-1.7"] })]),
    ]),
    passwords !== undefined && [
      packages({ names: [{ debian: "libpam-pwquality", rhel: "libpwquality" }[host.os.family]] }),
      pam(
        {
          module: "pwquality",
          settings: { minlen: String(passwords.length), minclass: String(passwords.classes), enforce_for_root: true },
        },
        { controls: ["MPA TS-1.6"] },
      ),
      ...(passwords.history > 0
        ? [pam({ module: "pwhistory", settings: { remember: String(passwords.history) } }, { controls: ["MPA TS-1.6"] })]
        : []),
      ini({ path: "/etc/login.defs", option: "PASS_MAX_DAYS", value: "365", separator: "\t" }, { controls: ["MPA TS-1.6"] }),
    ],
    lockout !== undefined && [
      pam(
        { module: "faillock", settings: { deny: String(lockout.attempts), unlock_time: String(lockout.unlock) } },
        { controls: ["MPA TS-1.6", "CIS 5.3.3.1"] },
      ),
    ],
    Object.keys(ssh).length > 0 && sshd({ name: "baseline", settings: ssh }, { controls: ["MPA TS-2.9", "CIS 5.1"] }),
  ]);
}
