import { createHash } from "node:crypto";
import { lines, sh } from "#core/sh.ts";
import { isIpv6, membersOf, miimonOf, mtuOf } from "#states/network_link/link.ts";
import type { Keeper, NetworkLink } from "#states/network_link/link.ts";

const folder = "/etc/NetworkManager/system-connections";

/** One name, one connection: every host and every run calls it the same. */
function uuid(id: string): string {
  const hex = createHash("sha256").update(`conform network_link ${id}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
}

const idOf = (...names: readonly string[]): string => `conform-${names.join("-")}`;
const fileOf = (id: string): string => `${folder}/${id}.nmconnection`;

const section = (name: string, entries: readonly (string | false)[]): string =>
  `[${name}]\n${entries
    .filter((entry) => entry !== false)
    .map((entry) => `${entry}\n`)
    .join("")}`;

// Before the profiles that NetworkManager makes by itself, which have 0 or less.
const connection = (id: string, type: string, name: string, more: readonly string[] = []): string =>
  section("connection", [`id=${id}`, `uuid=${uuid(id)}`, `type=${type}`, `interface-name=${name}`, "autoconnect-priority=100", ...more]);

const family = (want: NetworkLink, six: boolean): string => {
  const { address, gateway, dns = [], routes = [] } = want;
  if (address === undefined || isIpv6(address) !== six) return section(six ? "ipv6" : "ipv4", ["method=disabled"]);
  const servers = dns.filter((server) => isIpv6(server) === six);
  return section(six ? "ipv6" : "ipv4", [
    "method=manual",
    `address1=${address}${gateway === undefined ? "" : `,${gateway}`}`,
    servers.length > 0 && `dns=${servers.map((server) => `${server};`).join("")}`,
    ...routes.map(({ to, via }, i) => `route${i + 1}=${to},${via}`),
  ]);
};

const profile = (want: NetworkLink): string =>
  [
    connection(idOf(want.name), want.kind === "physical" ? "ethernet" : want.kind, want.name),
    section("ethernet", [`mtu=${mtuOf(want)}`]),
    ...(want.vlan === undefined ? [] : [section("vlan", [`id=${want.vlan.id}`, `parent=${want.vlan.parent}`])]),
    ...(want.bond === undefined ? [] : [section("bond", [`mode=${want.bond.mode}`, `miimon=${miimonOf(want)}`])]),
    family(want, false),
    family(want, true),
  ].join("\n");

const member = (want: NetworkLink, name: string): string =>
  connection(idOf(want.name, name), "ethernet", name, [`master=${want.name}`, "slave-type=bond"]);

/** NetworkManager, as the Red Hat family and desktops have it. */
export const networkManager: Keeper = {
  name: "NetworkManager",
  unit: "NetworkManager.service",
  // Others it ignores.
  mode: "0600",

  find: () => sh``,

  files: (want) => [
    { path: fileOf(idOf(want.name)), text: profile(want) },
    ...membersOf(want).map((name) => ({ path: fileOf(idOf(want.name, name)), text: member(want, name) })),
  ],

  refuse: (want) =>
    lines(
      [...(want.kind === "physical" ? [want.name] : []), ...membersOf(want)].map(
        (name) => sh`
    case $(nmcli -g GENERAL.STATE device show ${name} 2>/dev/null) in 10' '*)
      echo ${`NetworkManager is told to leave ${name} alone (unmanaged-devices): another program keeps it`} >&2
      exit 1 ;;
    esac`,
      ),
    ),

  reload: sh`nmcli connection reload`,

  // The bond first: its members find it then.
  renew: (want) =>
    lines(
      [[want.name], ...membersOf(want).map((name) => [want.name, name])].map(
        (names) => sh`nmcli -w 20 connection up ${idOf(...names)} >/dev/null || :`,
      ),
    ),

  save: (want) =>
    lines(
      [want.name, ...membersOf(want)].map(
        (name) => sh`nmcli -g GENERAL.CON-UUID device show ${name} >${`active-${name}`} 2>/dev/null || :`,
      ),
    ),

  restore: (want) => sh`nmcli connection reload
    ${lines(
      [want.name, ...membersOf(want)].map(
        (name) => sh`_was=$(cat ${`active-${name}`})
    [ -z "$_was" ] || nmcli -w 20 connection up uuid "$_was" || :`,
      ),
    )}`,
};
