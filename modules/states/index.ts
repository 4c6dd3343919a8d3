import { UserError } from "#core/errors.ts";
import { didYouMean } from "#core/nearest.ts";
import type { StateType } from "#core/state.ts";
import { alternatives } from "#states/alternatives.ts";
import { archive } from "#states/archive.ts";
import { auditRules } from "#states/audit_rules.ts";
import { authorizedKey } from "#states/authorized_key.ts";
import { block } from "#states/block.ts";
import { certificate } from "#states/certificate.ts";
import { cron } from "#states/cron.ts";
import { dconf } from "#states/dconf.ts";
import { directory } from "#states/directory.ts";
import { download } from "#states/download.ts";
import { exec } from "#states/exec.ts";
import { file } from "#states/file.ts";
import { filesystem } from "#states/filesystem.ts";
import { firewall } from "#states/firewall.ts";
import { firewalld } from "#states/firewalld.ts";
import { group } from "#states/group.ts";
import { hostEntry } from "#states/host_entry.ts";
import { hostname } from "#states/hostname.ts";
import { ini } from "#states/ini.ts";
import { iscsi } from "#states/iscsi.ts";
import { kernelModule } from "#states/kernel_module.ts";
import { knownHost } from "#states/known_host.ts";
import { limit } from "#states/limit.ts";
import { line } from "#states/line.ts";
import { link } from "#states/link.ts";
import { locale } from "#states/locale.ts";
import { logForwarding } from "#states/log_forwarding.ts";
import { mount } from "#states/mount.ts";
import { multipath } from "#states/multipath.ts";
import { networkLink } from "#states/network_link.ts";
import { packages } from "#states/package.ts";
import { pam } from "#states/pam.ts";
import { polkitRule } from "#states/polkit_rule.ts";
import { ptp } from "#states/ptp.ts";
import { reachable } from "#states/reachable.ts";
import { rebootRequired } from "#states/reboot_required.ts";
import { repository } from "#states/repository.ts";
import { restart } from "#states/restart.ts";
import { selinuxBoolean } from "#states/selinux_boolean.ts";
import { selinuxContext } from "#states/selinux_context.ts";
import { selinuxMode } from "#states/selinux_mode.ts";
import { service } from "#states/service.ts";
import { sshd } from "#states/sshd.ts";
import { sudoers } from "#states/sudoers.ts";
import { sysctl } from "#states/sysctl.ts";
import { timeSync } from "#states/time_sync.ts";
import { timer } from "#states/timer.ts";
import { timezone } from "#states/timezone.ts";
import { trustAnchor } from "#states/trust_anchor.ts";
import { tuned } from "#states/tuned.ts";
import { tree } from "#states/tree.ts";
import { udevRule } from "#states/udev_rule.ts";
import { unit } from "#states/unit.ts";
import { usbguard } from "#states/usbguard.ts";
import { user } from "#states/user.ts";

const all = [
  alternatives,
  archive,
  auditRules,
  authorizedKey,
  block,
  certificate,
  cron,
  dconf,
  directory,
  download,
  exec,
  file,
  filesystem,
  firewall,
  firewalld,
  group,
  hostEntry,
  hostname,
  ini,
  iscsi,
  kernelModule,
  knownHost,
  limit,
  line,
  link,
  locale,
  logForwarding,
  mount,
  multipath,
  networkLink,
  packages,
  pam,
  polkitRule,
  ptp,
  reachable,
  rebootRequired,
  repository,
  restart,
  selinuxBoolean,
  selinuxContext,
  selinuxMode,
  service,
  sshd,
  sudoers,
  sysctl,
  timer,
  timeSync,
  timezone,
  tree,
  trustAnchor,
  tuned,
  udevRule,
  unit,
  usbguard,
  user,
];

/** Every kind of state there is, by its name. A new kind appears in schema, reference and tests by being listed here. */
export const stateTypes: ReadonlyMap<string, StateType> = new Map(
  // Each kind knows its own parameters only; whoever takes a kind out of this map has checked them against its schema.
  all.map((type) => [type.kind, type as unknown as StateType]),
);

/**
 * The kind of that name.
 * @throws {UserError} when there is none.
 */
export function typeOf(kind: string): StateType {
  const type = stateTypes.get(kind);
  if (type === undefined)
    throw new UserError(
      `there is no kind of state "${kind}"${didYouMean(kind, [...stateTypes.keys()])}`,
      `Known kinds: ${[...stateTypes.keys()].join(", ")}.`,
    );
  return type;
}
