import type { Declared, DeclaredRole } from "#core/declared.ts";
import { role } from "#core/role.ts";
import type { Facility, Host, Repository } from "#inventory/facility.ts";
import { file } from "#states/file.ts";
import { ini } from "#states/ini.ts";
import { repository } from "#states/repository.ts";

const source = ({ os }: Host, { id, debian, rhel, key, fingerprint }: Repository): Declared[] => {
  const signed = key === undefined || fingerprint === undefined ? { trusted: true } : { key, fingerprint };
  if (os.family === "debian") return debian === undefined ? [] : [repository({ name: id, ...debian, ...signed })];
  return rhel === undefined ? [] : [repository({ name: id, baseurl: rhel.baseurl, ...signed })];
};

const viaProxy = ({ proxy }: Facility, { os }: Host): Declared | false => {
  if (proxy === undefined) return false;
  const why = "a production network has no way out but this one";
  return os.family === "debian"
    ? file(
        { path: "/etc/apt/apt.conf.d/80proxy", content: `Acquire::http::Proxy "${proxy}";\nAcquire::https::Proxy "${proxy}";\n` },
        { why },
      )
    : ini({ path: "/etc/dnf/dnf.conf", section: "main", option: "proxy", value: proxy }, { why });
};

/** Where packages come from and signed by whom. Versions are pinned where packages are installed. */
export function packagePin(facility: Facility, host: Host): DeclaredRole {
  return role("package-pin", [
    viaProxy(facility, host),
    host.repositories.flatMap((id) => facility.repositories.get(id) ?? []).flatMap((each) => source(host, each)),
  ]);
}
