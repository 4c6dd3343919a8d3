import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { guarded } from "#states/network_link/guard.ts";
import type { BondMode, Keeper, LinkKind, NetworkLink } from "#states/network_link/link.ts";
import { askKernel, emitLive, expectLive, isAsDeclared, look } from "#states/network_link/live.ts";
import type { LiveFact } from "#states/network_link/live.ts";
import { networkd } from "#states/network_link/networkd.ts";
import { networkManager } from "#states/network_link/networkmanager.ts";

const keepers: readonly Keeper[] = [networkd, networkManager];

const isActive = sh`_active=$(systemctl is-active -- ${keepers.map(({ unit }) => unit)} 2>/dev/null)`;

/** Shell for the program that keeps this host's links: the one that runs, and the family's own where both or neither do. */
const byKeeper = (branch: (keeper: Keeper) => Sh): Sh => sh`
    [ -n "\${_active+asked}" ] || ${isActive}
    case $_active in
      "active\${_newline}active") _keeper='' ;;
      "active$_newline"*) _keeper=${networkd.name} ;;
      *"\${_newline}active") _keeper=${networkManager.name} ;;
      *) _keeper='' ;;
    esac
    if [ -z "$_keeper" ]; then
      _keeper=${networkd.name}
      [ "$(os_family)" != rhel ] || _keeper=${networkManager.name}
    fi
    case $_keeper in
      ${lines(keepers.map((keeper) => sh`${keeper.name}) ${branch(keeper)} ;;`))}
    esac`;

// compare PATH MODE TEXT: adds to $_profile and $_access in what a file of the profile is not as declared
const compare = sh`
    compare() {
      stat_of "$1"
      if [ "$_type" != file ]; then _profile=\${_profile:+$_profile; }"$1 is not there"; return; fi
      [ "$_mode $_owner:$_group" = "$2 root:root" ] || _access=\${_access:+$_access; }"$1 is $_mode $_owner:$_group"
      [ "$(cat "$1")" != "$3" ] || return 0
      _lacks=$(printf '%s\\n' "$3" | grep -vxF -f "$1" | tr '\\n' ' ')
      _has=$(grep -vxF -e "$3" "$1" | tr '\\n' ' ')
      _profile=\${_profile:+$_profile; }"$1\${_lacks:+ lacks \${_lacks% }}\${_has:+ has \${_has% }}"
    }`;

const asDeclared = "as declared";

const paths = (keeper: Keeper, want: NetworkLink): Sh[] => keeper.files(want).map(({ path }) => sh`${path}`);

/** Writes the files and makes the link follow them, until it is as declared. */
const change = (keeper: Keeper, want: NetworkLink, anew: boolean): Sh => sh`
    ${lines(
      keeper.files(want).map(
        ({ path, text }) => sh`mkdir -p "$(dirname ${path})"
    printf %s ${text} | write_file ${path} ${keeper.mode} root root ${Buffer.byteLength(text)}`,
      ),
    )}
    ${anew && want.kind !== "physical" && sh`[ ! -e ${`/sys/class/net/${want.name}`} ] || ip link delete ${want.name}`}
    ${keeper.reload}
    _tries=0
    while :; do
      ${keeper.renew(want)}
      _waited=0
      while [ "$_waited" -lt 4 ]; do
        ${askKernel}
        ${look(want)}
        ! ${isAsDeclared(want)} || break 2
        _waited=$((_waited + 1))
        sleep 1
      done
      _tries=$((_tries + 1))
      [ "$_tries" -lt 4 ] || break
    done`;

/** Puts the files back and takes away a link that would not be there without them. */
const takeBack = (keeper: Keeper, want: NetworkLink): Sh => sh`
    ${lines(paths(keeper, want).map((path) => sh`put_back ${path}`))}
    ${want.kind !== "physical" && sh`[ ! -e ${`/sys/class/net/${want.name}`} ] || ip link delete ${want.name}`}
    ${keeper.restore(want)}`;

/** Leaves in the current folder what a shell of its own needs to bring everything back: paths that the host decides, files, the link. */
const save = (keeper: Keeper, want: NetworkLink): Sh => sh`
    ${lines(
      paths(keeper, want).map(
        (path, i) => sh`printf %s ${path} >${`path-${i}`}
    [ ! -e ${path} ] || cp -p ${path} ${`file-${i}`}`,
      ),
    )}
    ${keeper.save(want)}
    [ ! -e ${`/sys/class/net/${want.name}`} ] || : >there`;

const back = (keeper: Keeper, want: NetworkLink): Sh => sh`
    ${lines(
      paths(keeper, want).map(
        (_, i) => sh`_path=$(cat ${`path-${i}`})
    if [ -e ${`file-${i}`} ]; then cp -p ${`file-${i}`} "$_path"; else rm -f "$_path"; fi`,
      ),
    )}
    ${want.kind !== "physical" && sh`[ -e there ] || [ ! -e ${`/sys/class/net/${want.name}`} ] || ip link delete ${want.name}`}
    ${keeper.restore(want)}`;

const interfaceName = { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$" } as const;
const ip = "([0-9]{1,3}([.][0-9]{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]*)";

/**
 * A network link: its profile for every boot (systemd-networkd on Debian, NetworkManager on the Red Hat family, or whichever of them
 * runs), and what the kernel has now. A VLAN and a bond are made; a physical link gets its frame size and address.
 *
 * A change that would cut off the run that makes it is taken back at once, and after 90 seconds should that run be gone: it stands only
 * when the run was heard after it. A frame size that the way does not carry is no such cut, since small packets still pass: declare it alike
 * on every hop. DNS servers count for the profile only.
 *
 * @example networkLink({ name: "enp65s0f0", kind: "physical", mtu: 9000, address: "10.77.20.31/24" })
 * @example networkLink({ name: "storage", kind: "vlan", mtu: 9000, vlan: { id: 120, parent: "bond0" }, address: "10.77.20.31/24" })
 * @example networkLink({ name: "bond0", kind: "bond", mtu: 9000, bond: { mode: "802.3ad", members: ["enp65s0f0", "enp65s0f1"] } })
 */
export const networkLink = defineState<NetworkLink, LiveFact | "profile" | "access">({
  kind: "network_link",
  summary: "network link: profile, and frame size, address and shape now",
  params: {
    type: "object",
    properties: {
      name: { ...interfaceName, description: "the interface", examples: ["enp65s0f0"] },
      kind: {
        type: "string",
        enum: ["physical", "vlan", "bond", "dummy"] satisfies readonly LinkKind[],
        description: "`dummy` is an interface without a cable, for an address that is always up",
      },
      mtu: {
        type: "integer",
        minimum: 576,
        maximum: 65_535,
        description: "largest packet in bytes; 9000 on storage networks",
        default: 1500,
      },
      vlan: {
        type: "object",
        properties: { id: { type: "integer", minimum: 1, maximum: 4094 }, parent: interfaceName },
        required: ["id", "parent"],
        additionalProperties: false,
        description: "of a VLAN: its number, and the link that carries it",
      },
      bond: {
        type: "object",
        properties: {
          mode: {
            type: "string",
            enum: [
              "active-backup",
              "802.3ad",
              "balance-rr",
              "balance-xor",
              "broadcast",
              "balance-tlb",
              "balance-alb",
            ] satisfies readonly BondMode[],
          },
          members: { type: "array", items: interfaceName, minItems: 1, uniqueItems: true },
          miimon: { type: "integer", minimum: 0, maximum: 10_000 },
        },
        required: ["mode", "members"],
        additionalProperties: false,
        description: "of a bond: how it shares its members, and every how many milliseconds it looks at their cables (100 without)",
      },
      address: {
        type: "string",
        pattern: `^${ip}/[0-9]{1,3}$`,
        description: "its only address, with the length of the network; without it has none",
        examples: ["10.77.20.31/24"],
      },
      gateway: {
        type: "string",
        pattern: `^${ip}$`,
        description: "the router for everything else; without it there is no default route here",
      },
      dns: { type: "array", items: { type: "string", pattern: `^${ip}$` }, uniqueItems: true, description: "DNS servers of this link" },
      routes: {
        type: "array",
        items: {
          anyOf: [
            {
              type: "object",
              properties: { to: { type: "string", pattern: `^${ip}/[0-9]{1,3}$` }, via: { type: "string", pattern: `^${ip}$` } },
              required: ["to", "via"],
              additionalProperties: false,
            },
          ],
        },
        description: "further networks and the routers that lead there",
        examples: [[{ to: "10.78.0.0/16", via: "10.77.20.1" }]],
      },
    },
    required: ["name", "kind"],
    additionalProperties: false,
  },

  name: (want) => want.name,

  inspect: (want) => sh`
    needs ip
    ${want.kind === "vlan" && want.vlan === undefined && sh`cannot_look 'a VLAN needs its number and the link that carries it (vlan)'`}
    ${want.kind === "bond" && want.bond === undefined && sh`cannot_look 'a bond needs its mode and members (bond)'`}
    ${compare}
    _profile='' _access=''
    ${byKeeper(
      (keeper) => sh`${keeper.find(want)}
      ${lines(keeper.files(want).map(({ path, text }) => sh`compare ${path} ${keeper.mode} ${text.trimEnd()}`))}`,
    )}
    emit profile "\${_profile:-as declared}"
    emit access "\${_access:-as declared}"
    [ -n "\${_addresses+asked}" ] || { ${askKernel}
    }
    ${look(want)}
    ${emitLive}`,

  survey: () => sh`${isActive}
    ${askKernel}`,

  expect: (want) => ({ profile: asDeclared, access: asDeclared, ...expectLive(want) }),

  repair: (want, drift) => {
    const differs = Object.keys(drift).length > 0;
    const onlyAccess = drift.access !== undefined && Object.keys(drift).length === 1;
    if (!differs) return [];
    return [
      byKeeper((keeper) => {
        if (onlyAccess)
          return sh`${keeper.find(want)}
      ${lines(paths(keeper, want).map((path) => sh`chown root:root ${path} && chmod ${keeper.mode} ${path}`))}`;
        return sh`systemctl -q is-active -- ${keeper.unit} || { echo ${`${keeper.name} does not run, so nothing would keep ${want.name}`} >&2; exit 1; }
      ${keeper.find(want)}
      ${keeper.refuse(want)}
      ${guarded(want.name, { save: save(keeper, want), change: change(keeper, want, drift.link !== undefined), back: back(keeper, want) })}`;
      }),
    ];
  },

  undo: (want) => [
    byKeeper(
      (keeper) => sh`${keeper.find(want)}
      ${guarded(want.name, { save: save(keeper, want), change: takeBack(keeper, want), back: back(keeper, want) })}`,
    ),
  ],

  elsewhere: {
    ansible:
      "community.general.nmcli: { conn_name: storage, type: vlan, vlanid: 120, vlandev: bond0, ip4: 10.77.20.31/24, mtu: 9000, state: present }",
    salt: "storage: network.managed: [{type: vlan}, {ipaddr: 10.77.20.31}, {mtu: 9000}]",
    puppet: "network::interface { 'storage': … }",
  },
});
