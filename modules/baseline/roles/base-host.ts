import { baselineOf } from "#inventory/of-host.ts";
import type { DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { file } from "#states/file.ts";
import { hostEntry } from "#states/host_entry.ts";
import { hostname } from "#states/hostname.ts";
import { line } from "#states/line.ts";
import { locale } from "#states/locale.ts";
import { packages } from "#states/package.ts";
import { timezone } from "#states/timezone.ts";

const resolver = ({ servers, search }: NonNullable<Facility["dns"]>): string =>
  [...(search.length > 0 ? [`search ${search.join(" ")}`] : []), ...servers.map((server) => `nameserver ${server}`), ""].join("\n");

/** What every host is, whatever its work: its name, its time zone and language, how it finds others, what it says at login. */
export function baseHost(facility: Facility, host: Host): DeclaredRole {
  const { domain, dns, locale: lang, keymap, proxy } = facility;
  const banner = baselineOf(facility, host)?.banner;
  const [first] = host.interfaces;
  const debian = host.os.family === "debian";
  return role("base-host", [
    packages({ names: ["ca-certificates", ...(lang === undefined ? [] : [debian ? "locales" : `glibc-langpack-${lang.split("_")[0]}`])] }),
    hostname({ name: host.id }),
    first !== undefined && hostEntry({ ip: first.ip, names: [`${host.id}.${domain}`, host.id] }),
    dns !== undefined && file({ path: "/etc/resolv.conf", content: resolver(dns) }),
    timezone({ name: facility.timezone }),
    lang !== undefined && locale({ lang, ...(keymap === undefined ? {} : { keymap }) }),
    proxy !== undefined &&
      ["http_proxy", "https_proxy"].map((name) => line({ path: "/etc/environment", line: `${name}=${proxy}`, match: `^${name}=` })),
    banner !== undefined && ["/etc/issue", "/etc/issue.net", "/etc/motd"].map((path) => file({ path, content: banner })),
  ]);
}
