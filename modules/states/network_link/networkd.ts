import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { isIpv6, membersOf, miimonOf, mtuOf } from "#states/network_link/link.ts";
import type { Keeper, NetworkLink, ProfileFile } from "#states/network_link/link.ts";

// Sorts before the files of distributions, installers and netplan: the first that matches a link counts.
const base = ({ name }: NetworkLink): string => `/etc/systemd/network/05-conform-${name}`;

const section = (name: string, entries: readonly (string | false)[]): string => {
  const given = entries.filter((entry) => entry !== false);
  return given.length === 0 ? "" : `[${name}]\n${given.map((entry) => `${entry}\n`).join("")}`;
};

const sections = (...all: readonly string[]): string => all.filter((one) => one !== "").join("\n");

const device = (want: NetworkLink): string =>
  sections(
    section("NetDev", [`Name=${want.name}`, `Kind=${want.kind}`]),
    section("VLAN", [want.vlan !== undefined && `Id=${want.vlan.id}`]),
    section("Bond", want.bond === undefined ? [] : [`Mode=${want.bond.mode}`, `MIIMonitorSec=${miimonOf(want)}ms`]),
  );

const network = (want: NetworkLink): string =>
  sections(
    section("Match", [`Name=${want.name}`]),
    section("Link", [`MTUBytes=${mtuOf(want)}`]),
    section("Network", [
      `LinkLocalAddressing=${isIpv6(want.address) ? "ipv6" : "no"}`,
      "IPv6AcceptRA=no",
      want.address !== undefined && `Address=${want.address}`,
      want.gateway !== undefined && `Gateway=${want.gateway}`,
      ...(want.dns ?? []).map((server) => `DNS=${server}`),
    ]),
    ...(want.routes ?? []).map(({ to, via }) => section("Route", [`Destination=${to}`, `Gateway=${via}`])),
  );

const member = (want: NetworkLink, name: string): ProfileFile => ({
  path: `${base(want)}-${name}.network`,
  text: sections(section("Match", [`Name=${name}`]), section("Network", [`Bond=${want.name}`])),
});

// A VLAN is asked for in the file of its parent, whoever wrote that: a drop-in beside it leaves it alone.
const parent = (want: NetworkLink): ProfileFile => ({
  path: sh`"$_parent"`,
  text: section("Network", [`VLAN=${want.name}`]),
});

const reconfigure = (names: readonly string[]): Sh =>
  lines(names.map((name) => sh`[ ! -e ${`/sys/class/net/${name}`} ] || networkctl reconfigure ${name} || :`));

/** systemd-networkd, as Debian's servers have it. */
export const networkd: Keeper = {
  name: "systemd-networkd",
  unit: "systemd-networkd.service",
  mode: "0644",

  find: (want) =>
    want.vlan === undefined
      ? sh``
      : sh`
    _parent=$(timeout 10 networkctl status --no-pager --lines=0 -- ${want.vlan.parent} 2>/dev/null | awk '$2 == "File:" && $3 ~ /[.]network$/ { print $3 }')
    _parent=\${_parent##*/}
    _parent=/etc/systemd/network/\${_parent:-none}.d/${`conform-${want.name}`}.conf`,

  files: (want) => [
    ...(want.kind === "physical" ? [] : [{ path: `${base(want)}.netdev`, text: device(want) }]),
    { path: `${base(want)}.network`, text: network(want) },
    ...membersOf(want).map((name) => member(want, name)),
    ...(want.vlan === undefined ? [] : [parent(want)]),
  ],

  // A link with an address that it doesn't know is kept by another program, such as ifupdown.
  refuse: (want) =>
    lines([
      ...[...(want.kind === "physical" ? [want.name] : []), ...membersOf(want)].map(
        (name) => sh`
    if networkctl list --no-legend --no-pager -- ${name} 2>/dev/null | grep -q unmanaged && [ -n "$(ip -o address show dev ${name} scope global 2>/dev/null)" ]; then
      echo ${`${name} has its address from another program than systemd-networkd: take it out of /etc/network/interfaces or the like first`} >&2
      exit 1
    fi`,
      ),
      want.vlan !== undefined &&
        sh`
    case $_parent in */none.d/*)
      echo ${`systemd-networkd does not keep ${want.vlan.parent}, which shall carry ${want.name}: declare ${want.vlan.parent} before it`} >&2
      exit 1 ;;
    esac`,
    ]),

  reload: sh`networkctl reload`,
  // The parent makes the VLAN; where there is one, it is left in peace.
  renew: (want) => sh`
    ${want.vlan !== undefined && sh`[ -e ${`/sys/class/net/${want.name}`} ] || networkctl reconfigure ${want.vlan.parent} || :`}
    ${reconfigure([want.name, ...membersOf(want)])}`,
  save: () => sh`:`,
  restore: (want) => sh`networkctl reload || :
    ${reconfigure([...(want.vlan === undefined ? [] : [want.vlan.parent]), want.name, ...membersOf(want)])}`,
};
