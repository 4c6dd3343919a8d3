import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import type { Facts } from "#core/state.ts";
import { membersOf, miimonOf, mtuOf } from "#states/network_link/link.ts";
import type { NetworkLink } from "#states/network_link/link.ts";

export type LiveFact = "link" | "mtu" | "address" | "gateway" | "routes" | "up";

/** What the kernel is asked once for all links. */
export const askKernel = sh`
    _addresses=$(ip -o address show scope global)
    _routing=$(ip -o route show; ip -6 -o route show)`;

// A host route has no length when the kernel prints it.
const spelt = (to: string): string => to.replace(/(?<=[.]\d+)\/32$|(?<=:.*)\/128$/, "");

const routeText = ({ routes = [] }: NetworkLink): string => routes.map(({ to, via }) => `${spelt(to)} via ${via}`).join(", ");

const shape = (want: NetworkLink): string => {
  if (want.vlan !== undefined) return `vlan ${want.vlan.id} on ${want.vlan.parent}`;
  if (want.bond !== undefined) return `bond ${want.bond.mode} of ${membersOf(want).join(" ")}, looked at every ${miimonOf(want)} ms`;
  return want.kind;
};

export const expectLive = (want: NetworkLink): Facts<LiveFact> => ({
  link: shape(want),
  mtu: String(mtuOf(want)),
  address: want.address ?? "",
  gateway: want.gateway ?? "",
  ...(want.routes !== undefined && { routes: routeText(want) }),
  up: "yes",
});

/** Sets `$_is_FACT` to what the link is now, from what the kernel was asked. */
export const look = (want: NetworkLink): Sh => {
  const folder = `/sys/class/net/${want.name}`;
  return sh`
    _is_link='' _is_mtu='' _is_up=''
    if [ -e ${folder} ]; then
      line_of DEVTYPE= "$(cat ${`${folder}/uevent`})"
      case $_line in
        '') _is_link=${want.kind === "dummy" ? "dummy" : "physical"} ;;
        vlan) _is_link=$(awk 'NR == 1 { id = $3 } $1 == "Device:" { print "vlan", id, "on", $2 }' ${`/proc/net/vlan/${want.name}`}) ;;
        bond)
          read -r _mode _ <${`${folder}/bonding/mode`}
          read -r _every <${`${folder}/bonding/miimon`}
          _of=$(tr ' ' '\\n' <${`${folder}/bonding/slaves`} | sort | tr '\\n' ' ')
          _of=\${_of# }
          _is_link="bond $_mode of \${_of% }, looked at every $_every ms" ;;
        *) _is_link=$_line ;;
      esac
      read -r _is_mtu <${`${folder}/mtu`}
      read -r _flags <${`${folder}/flags`}
      _is_up=no
      [ "$((_flags & 1))" -eq 0 ] || _is_up=yes
    fi
    _is_address=$(printf '%s\\n' "$_addresses" | _name=${want.name} awk '
      $2 == ENVIRON["_name"] && ($3 == "inet" || $3 == "inet6" && !/ (dynamic|temporary)/) { printf "%s%s", between, $4; between = " " }')
    _through=$(printf '%s\\n' "$_routing" | _name=${want.name} awk '{
      via = dev = ""
      for (i = 2; i < NF; i++) if ($i == "via") via = $(i + 1); else if ($i == "dev") dev = $(i + 1)
      if (dev == ENVIRON["_name"]) print $1 " via " via
    }')
    line_of 'default via ' "$_through"
    _is_gateway=$_line
    _is_routes=''
    ${lines(
      (want.routes ?? []).map(
        (route) => sh`case $_newline$_through$_newline in *"$_newline"${routeText({ ...want, routes: [route] })}"$_newline"*)
      _is_routes=\${_is_routes:+$_is_routes, }${routeText({ ...want, routes: [route] })} ;;
    esac`,
      ),
    )}`;
};

const words = sh`"$_is_link,$_is_mtu,$_is_address,$_is_gateway,$_is_routes,$_is_up"`;

/** Whether what was looked at is as declared. */
export const isAsDeclared = (want: NetworkLink): Sh => {
  const { link, mtu, address, gateway, routes = "", up } = expectLive(want);
  return sh`[ ${words} = ${[link, mtu, address, gateway, routes, up].join(",")} ]`;
};

export const emitLive = sh`
    emit link "$_is_link"
    emit mtu "$_is_mtu"
    emit address "$_is_address"
    emit gateway "$_is_gateway"
    emit routes "$_is_routes"
    emit up "$_is_up"`;
