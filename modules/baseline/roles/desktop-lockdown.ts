import { baselineOf } from "#inventory/of-host.ts";
import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Baseline, Facility, Host } from "#inventory/facility.ts";
import { dconf } from "#states/dconf.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";
import { tuningOf } from "#suites/classes.ts";

/** Text as GVariant has it. */
const text = (value: string): string => `'${value.replaceAll(/['\\]/g, String.raw`\$&`)}'`;

const settingsOf = ({ idle, banner }: NonNullable<Baseline["desktop"]>): Record<string, string> => ({
  "/org/gnome/desktop/session/idle-delay": `uint32 ${idle}`,
  "/org/gnome/desktop/screensaver/lock-enabled": "true",
  "/org/gnome/desktop/screensaver/lock-delay": "uint32 0",
  "/org/gnome/desktop/media-handling/automount": "false",
  "/org/gnome/desktop/media-handling/automount-open": "false",
  "/org/gnome/desktop/media-handling/autorun-never": "true",
  "/org/gnome/settings-daemon/plugins/power/sleep-inactive-ac-type": text("nothing"),
  "/org/gnome/software/allow-updates": "false",
  ...(banner !== undefined && {
    "/org/gnome/login-screen/banner-message-enable": "true",
    "/org/gnome/login-screen/banner-message-text": text(banner),
  }),
});

/** What a desktop must do and must not do, where somebody sits in front of it: lock itself, never suspend, open nothing by itself. */
export function desktopLockdown(facility: Facility, host: Host): DeclaredRole {
  const desktop = baselineOf(facility, host)?.desktop;
  if (desktop === undefined || !tuningOf(facility, host).desktop) return role("desktop-lockdown", []);
  const settings = settingsOf(desktop);
  return role("desktop-lockdown", [
    packages({ names: [{ debian: "dconf-cli", rhel: "dconf" }[host.os.family]] }),
    dconf({ name: "50-lockdown", settings, locks: Object.keys(settings) }, { controls: ["MPA TS-1.1", "CIS 1.7.4", "CIS 1.7.6"] }),
    ["sleep.target", "suspend.target", "hibernate.target"].map((name) =>
      service({ name, masked: true }, { why: "a render or a capture overnight must not fall asleep" }),
    ),
  ]);
}
