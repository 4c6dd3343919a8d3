import { baselineOf } from "#inventory/of-host.ts";
import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { auditRules } from "#states/audit_rules.ts";
import { logForwarding } from "#states/log_forwarding.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";
import { timer } from "#states/timer.ts";

/** What an auditor reads later: who did what as root, logs out of reach of whoever was on the host, files that changed. */
export function auditEndpoint(facility: Facility, host: Host): DeclaredRole {
  const { auditRules: rules = [], logs, integrity } = baselineOf(facility, host) ?? {};
  const debian = host.os.family === "debian";
  return role("audit-endpoint", [
    rules.length > 0 && [
      packages({ names: [debian ? "auditd" : "audit"] }),
      auditRules({ name: "50-conform", rules }, { controls: ["MPA TS-1.5", "CIS 6.3"] }),
      service({ name: "auditd.service", enabled: true, running: true }),
    ],
    logs !== undefined && [
      packages({ names: ["rsyslog", ...(logs.tls ? ["rsyslog-gnutls"] : [])] }),
      logForwarding({ name: "conform", target: logs.target, port: logs.port, tls: logs.tls }, { controls: ["MPA TS-1.5"] }),
      service({ name: "rsyslog.service", enabled: true, running: true }),
    ],
    integrity !== undefined && [
      packages({ names: ["aide"] }),
      timer(
        {
          name: "aide",
          command: debian ? "/usr/bin/aide --config=/etc/aide/aide.conf --check" : "/usr/sbin/aide --check",
          onCalendar: integrity,
          persistent: true,
        },
        { controls: ["CIS 6.1.2"] },
      ),
    ],
  ]);
}
