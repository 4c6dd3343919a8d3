import { sh } from "#core/sh.ts";
import { networkLink } from "#states/network_link.ts";
import { describeState } from "#support/describe-state.ts";

const storage = { name: "storage", kind: "vlan", mtu: 9000, vlan: { id: 120, parent: "eth1" }, address: "10.77.20.31/24" } as const;
const bond = {
  name: "bond0",
  kind: "bond",
  mtu: 9000,
  bond: { mode: "802.3ad", members: ["eth2", "eth1"] },
  address: "10.77.20.31/24",
  gateway: "10.77.20.1",
  dns: ["10.77.20.53"],
  routes: [{ to: "10.78.0.0/16", via: "10.77.20.9" }],
} as const;
const physical = { name: "eth1", kind: "physical", mtu: 9000, address: "fd00:77::31/64" } as const;

const perfect = {
  profile: "as declared",
  access: "as declared",
  link: "vlan 120 on eth1",
  mtu: "9000",
  address: "10.77.20.31/24",
  gateway: "",
  up: "yes",
};

const debian = { "/etc/os-release": "ID=debian\n" };
const rocky = { "/etc/os-release": 'ID="rocky"\nID_LIKE="rhel centos fedora"\n' };

const folder = "/etc/systemd/network";
const netdev = "[NetDev]\nName=storage\nKind=vlan\n\n[VLAN]\nId=120\n";
const network =
  "[Match]\nName=storage\n\n[Link]\nMTUBytes=9000\n\n[Network]\nLinkLocalAddressing=no\nIPv6AcceptRA=no\nAddress=10.77.20.31/24\n";
const networkFiles = {
  [`${folder}/05-conform-storage.netdev`]: netdev,
  [`${folder}/05-conform-storage.network`]: network,
  [`${folder}/10-site.network.d/conform-storage.conf`]: "[Network]\nVLAN=storage\n",
};

/** What the kernel shows of a VLAN and of a bond. */
const vlanFiles = {
  "/sys/class/net/storage/uevent": "DEVTYPE=vlan\nINTERFACE=storage\nIFINDEX=6\n",
  "/sys/class/net/storage/mtu": "9000\n",
  "/sys/class/net/storage/flags": "0x1003\n",
  "/proc/net/vlan/storage":
    "storage  VID: 120\t REORDER_HDR: 1  dev->priv_flags: 81021\n         total frames received            0\nDevice: eth1\n",
};
const bondFiles = {
  "/sys/class/net/bond0/uevent": "DEVTYPE=bond\nINTERFACE=bond0\nIFINDEX=10\n",
  "/sys/class/net/bond0/mtu": "9000\n",
  "/sys/class/net/bond0/flags": "0x1403\n",
  "/sys/class/net/bond0/bonding/mode": "802.3ad 4\n",
  "/sys/class/net/bond0/bonding/miimon": "100\n",
  "/sys/class/net/bond0/bonding/slaves": "eth2 eth1\n",
};

// As iproute2 6.1 prints them.
const ip = `case $* in
  *address*) cat /run/addresses 2>/dev/null ;;
  *-6*route*) ;;
  *route*) cat /run/routes 2>/dev/null ;;
  *delete*) rm -rf "/sys/class/net/$3" "/proc/net/vlan/$3"; : >/run/addresses ;;
esac
:`;
const addresses =
  "4: storage    inet 10.77.20.31/24 brd 10.77.20.255 scope global storage\\       valid_lft forever preferred_lft forever\n";

// As systemd 252 prints it; \`reload\` makes the VLAN where its files are.
const networkctl = `case $1 in
  status) printf '%s\\n' '● 3: eth1' '                     Link File: /usr/lib/systemd/network/99-default.link' '                  Network File: /etc/systemd/network/10-site.network' ;;
  reload) if [ -e ${folder}/05-conform-storage.netdev ]; then
    mkdir -p /sys/class/net/storage /proc/net/vlan
    printf 'DEVTYPE=vlan\\n' >/sys/class/net/storage/uevent
    echo 9000 >/sys/class/net/storage/mtu
    echo 0x1003 >/sys/class/net/storage/flags
    printf '%s\\n' 'storage  VID: 120' 'Device: eth1' >/proc/net/vlan/storage
    echo '4: storage    inet 10.77.20.31/24 brd 10.77.20.255 scope global storage' >/run/addresses
  fi ;;
esac`;
const running = (...units: readonly string[]): string =>
  `case $* in
  *-q*) case $* in ${units.map((unit) => `*${unit}*`).join(" | ")}) ;; *) exit 3 ;; esac ;;
  *is-active*) for unit in systemd-networkd NetworkManager; do case ' ${units.join(" ")} ' in *" $unit "*) echo active ;; *) echo inactive ;; esac; done ;;
esac`;
const tools = { ip, networkctl, systemctl: running("systemd-networkd"), "systemd-run": "", ss: "", sleep: "" };

const vlan = {
  name: "trialvlan",
  kind: "vlan",
  mtu: 8000,
  vlan: { id: 77, parent: "trialup" },
  address: "10.99.1.2/24",
  routes: [{ to: "10.99.64.0/18", via: "10.99.1.1" }],
} as const;
const trunk = networkLink({ name: "trialup", kind: "dummy", mtu: 9000 });
const pair = {
  name: "trialbond",
  kind: "bond",
  mtu: 9000,
  bond: { mode: "active-backup", members: ["trialm0", "trialm1"] },
  address: "10.99.2.2/24",
} as const;
const card = { name: "trialcard", kind: "physical", mtu: 4000, address: "10.99.3.2/24", gateway: "10.99.3.1" } as const;

describeState(
  networkLink,
  [
    { it: "is quiet when profile and kernel agree", want: storage, found: perfect, drifts: [] },
    {
      it: "corrects who may read the profile and leaves the link alone",
      want: storage,
      found: { ...perfect, access: "/etc/systemd/network/05-conform-storage.network is 0666 root:root" },
      drifts: ["access"],
    },
    {
      it: "minds a default route where none is declared",
      want: storage,
      found: { ...perfect, gateway: "10.77.20.1" },
      drifts: ["gateway"],
    },
    {
      it: "compares the members of a bond in any order, and its routes",
      want: bond,
      found: {
        ...perfect,
        link: "bond 802.3ad of eth1 eth2, looked at every 100 ms",
        gateway: "10.77.20.1",
        routes: "10.78.0.0/16 via 10.77.20.9",
      },
      drifts: [],
    },
    {
      it: "takes 1500 for the frame size of a link that says none",
      want: { name: "loop", kind: "dummy" },
      found: { ...perfect, link: "dummy", mtu: "1500", address: "" },
      drifts: [],
    },
  ],
  {
    tools: { ...tools, nmcli: "", ss: "", sleep: 'kill "$PPID"' },
    tells: [
      {
        it: "tells a VLAN and its files",
        want: storage,
        tools,
        files: {
          ...debian,
          ...networkFiles,
          ...vlanFiles,
          "/run/addresses": addresses,
          "/run/routes": "10.77.20.0/24 dev storage proto kernel scope link src 10.77.20.31\n",
        },
        tells: perfect,
      },
      {
        it: "tells a bond with its members, router and routes",
        want: bond,
        tools,
        files: {
          ...debian,
          ...bondFiles,
          "/run/addresses":
            "4: bond0    inet 10.77.20.31/24 brd 10.77.20.255 scope global bond0\n4: bond0    inet 10.77.20.99/24 scope global secondary bond0\n",
          "/run/routes": "default via 10.77.20.1 dev bond0 proto static \n10.78.0.0/16 via 10.77.20.9 dev bond0 proto static \n",
        },
        tells: {
          link: "bond 802.3ad of eth1 eth2, looked at every 100 ms",
          address: "10.77.20.31/24 10.77.20.99/24",
          gateway: "10.77.20.1",
          routes: "10.78.0.0/16 via 10.77.20.9",
        },
      },
      {
        it: "names what a profile lacks and has instead",
        want: storage,
        tools,
        files: {
          ...debian,
          ...networkFiles,
          [`${folder}/05-conform-storage.network`]: network.replace("9000", "1500"),
          [`${folder}/05-conform-storage.netdev`]: `${netdev}# ours\n`,
        },
        tells: {
          profile:
            "/etc/systemd/network/05-conform-storage.netdev has # ours; /etc/systemd/network/05-conform-storage.network lacks MTUBytes=9000 has MTUBytes=1500",
        },
      },
      {
        it: "tells nothing of a link that isn't there",
        want: physical,
        tools,
        files: debian,
        tells: {
          profile: "/etc/systemd/network/05-conform-eth1.network is not there",
          link: "",
          mtu: "",
          address: "",
          gateway: "",
          up: "",
        },
      },
      {
        it: "tells a link that somebody switched off",
        want: physical,
        tools,
        files: {
          ...debian,
          "/sys/class/net/eth1/uevent": "INTERFACE=eth1\n",
          "/sys/class/net/eth1/mtu": "1500\n",
          "/sys/class/net/eth1/flags": "0x1002\n",
        },
        tells: { link: "physical", mtu: "1500", up: "no" },
      },
      {
        it: "looks at NetworkManager's files on the Red Hat family, which must be root's alone",
        want: physical,
        tools: { ...tools, systemctl: running("systemd-networkd", "NetworkManager") },
        files: { ...rocky, "/etc/NetworkManager/system-connections/conform-eth1.nmconnection": "[connection]\n" },
        tells: { access: "/etc/NetworkManager/system-connections/conform-eth1.nmconnection is 0644 root:root" },
      },
      {
        it: "looks at NetworkManager's files on a Debian desktop, where it alone runs",
        want: physical,
        tools: { ...tools, systemctl: running("NetworkManager") },
        files: debian,
        tells: { profile: "/etc/NetworkManager/system-connections/conform-eth1.nmconnection is not there" },
      },
      {
        it: "can't judge a VLAN without its number",
        want: { name: "storage", kind: "vlan" },
        tools,
        files: debian,
        tells: { "!cannot": "a VLAN needs its number and the link that carries it (vlan)" },
      },
    ],
    repairs: [
      {
        it: "makes a VLAN with systemd-networkd, and takes it away again",
        want: storage,
        tools,
        files: { ...debian, [folder]: null, "/run": null },
        drifts: ["profile", "link", "mtu", "address", "up"],
        leaves: { ...networkFiles, "/run/conform-network/storage": undefined },
        undone: {
          [`${folder}/05-conform-storage.netdev`]: undefined,
          [`${folder}/05-conform-storage.network`]: undefined,
          "/sys/class/net/storage": undefined,
        },
      },
    ],
    refuses: [
      {
        it: "changes nothing where no program would keep the link",
        want: physical,
        tools: { ...tools, systemctl: running("ifupdown") },
        files: { ...debian, [folder]: null },
        says: /systemd-networkd does not run, so nothing would keep eth1/,
      },
      {
        it: "takes no link from another program",
        want: physical,
        tools: { ...tools, networkctl: "echo '3 eth1 ether routable unmanaged'" },
        files: { ...debian, [folder]: null, "/run/addresses": "3: eth1    inet 10.77.0.9/24 scope global eth1\n" },
        says: /eth1 has its address from another program than systemd-networkd/,
        keeps: { [`${folder}/05-conform-eth1.network`]: undefined },
      },
      {
        it: "hangs no VLAN on a link that nobody keeps",
        want: storage,
        tools: { ...tools, networkctl: "echo '                  Network File: n/a'" },
        files: { ...debian, [folder]: null },
        says: /systemd-networkd does not keep eth1, which shall carry storage: declare eth1 before it/,
      },
      {
        it: "puts everything back when the program does not take the files",
        want: storage,
        tools: { ...tools, networkctl: `case $1 in reload) echo 'Failed to reload'; exit 1 ;; esac; ${networkctl}` },
        files: { ...debian, [`${folder}/05-conform-storage.network`]: "[Match]\nName=storage\n", "/run": null },
        keeps: {
          [`${folder}/05-conform-storage.network`]: "[Match]\nName=storage\n",
          [`${folder}/05-conform-storage.netdev`]: undefined,
          [`${folder}/10-site.network.d/conform-storage.conf`]: undefined,
          "/run/conform-network/storage": undefined,
        },
        says: /storage is as it was: the change failed/,
      },
    ],
    lab: [
      {
        on: "san-01",
        want: vlan,
        after: [trunk],
        breaks: [
          { by: "set another frame size by hand", with: sh`ip link set trialvlan mtu 1400`, drifts: ["mtu"] },
          { by: "added a second address by hand", with: sh`ip address add 10.99.9.9/24 dev trialvlan`, drifts: ["address"] },
          { by: "removed its route", with: sh`ip route delete 10.99.64.0/18 dev trialvlan`, drifts: ["routes"] },
          { by: "switched it off", with: sh`ip link set trialvlan down; sleep 1`, drifts: ["address", "routes", "up"] },
          { by: "deleted it", with: sh`ip link delete trialvlan`, drifts: ["address", "link", "mtu", "routes", "up"] },
          {
            by: "made it anew with another number",
            with: sh`ip link delete trialvlan
            ip link add link trialup name trialvlan mtu 8000 type vlan id 78
            ip link set trialvlan up
            sleep 2`,
            drifts: ["link"],
          },
          {
            by: "edited the profile",
            with: sh`sed -i s/8000/1500/ /etc/systemd/network/05-conform-trialvlan.network`,
            drifts: ["profile"],
          },
          {
            by: "made the profile writable for all",
            with: sh`chmod 0666 /etc/systemd/network/05-conform-trialvlan.netdev`,
            drifts: ["access"],
          },
        ],
        gone: sh`[ ! -e /sys/class/net/trialvlan ] && [ ! -e /etc/systemd/network/05-conform-trialvlan.network ]`,
        afterwards: sh`rm -rf /etc/systemd/network/05-conform-trialup.*
        ip link delete trialup
        networkctl reload`,
      },
      {
        on: "online-01",
        want: pair,
        ready: sh`ip link add trialm0 type dummy
        ip link add trialm1 type dummy`,
        breaks: [
          { by: "took a member out by hand", with: sh`ip link set trialm0 nomaster`, drifts: ["link"] },
          { by: "changed how often it looks at cables", with: sh`echo 500 >/sys/class/net/trialbond/bonding/miimon`, drifts: ["link"] },
          {
            by: "removed the profile of a member",
            with: sh`rm /etc/systemd/network/05-conform-trialbond-trialm0.network`,
            drifts: ["profile"],
          },
        ],
        gone: sh`[ ! -e /sys/class/net/trialbond ]`,
        afterwards: sh`ip link delete trialm0
        ip link delete trialm1`,
      },
      {
        on: "suite-02",
        want: card,
        // a virtual cable stands in for a card
        ready: sh`ip link add trialcard type veth peer name trialpeer
        ip link set trialpeer up`,
        breaks: [
          { by: "removed the default route", with: sh`ip route delete default dev trialcard`, drifts: ["gateway"] },
          {
            by: "set another address by hand",
            with: sh`ip address flush dev trialcard; ip address add 10.99.3.9/24 dev trialcard`,
            drifts: ["address", "gateway"],
          },
        ],
        gone: sh`[ -z "$(ip -o address show dev trialcard scope global)" ]`,
        afterwards: sh`ip link delete trialcard`,
      },
      {
        on: "rocky-02",
        want: vlan,
        after: [trunk],
        breaks: [
          { by: "set another frame size by hand", with: sh`ip link set trialvlan mtu 1400`, drifts: ["mtu"] },
          {
            by: "changed the connection with nmcli",
            with: sh`nmcli connection modify conform-trialvlan ethernet.mtu 1500`,
            drifts: ["profile"],
          },
          {
            by: "deleted the connection with nmcli",
            with: sh`nmcli connection delete conform-trialvlan; sleep 2`,
            drifts: ["address", "link", "mtu", "profile", "routes", "up"],
          },
          {
            by: "made the profile readable for all",
            with: sh`chmod 0644 /etc/NetworkManager/system-connections/conform-trialvlan.nmconnection`,
            drifts: ["access"],
          },
        ],
        gone: sh`[ ! -e /sys/class/net/trialvlan ]`,
        afterwards: sh`nmcli connection delete conform-trialup`,
      },
      {
        on: "rocky-02",
        want: pair,
        // NetworkManager leaves virtual cables alone unless it is told otherwise.
        ready: sh`for _each in 0 1; do
          ip link add "trialm$_each" type veth peer name "trialp$_each"
          ip link set "trialp$_each" up
          nmcli device set "trialm$_each" managed yes
        done`,
        breaks: [
          { by: "changed how often it looks at cables", with: sh`echo 500 >/sys/class/net/trialbond/bonding/miimon`, drifts: ["link"] },
          {
            by: "removed the profile of a member",
            with: sh`rm /etc/NetworkManager/system-connections/conform-trialbond-trialm0.nmconnection`,
            drifts: ["profile"],
          },
        ],
        gone: sh`[ ! -e /sys/class/net/trialbond ]`,
        afterwards: sh`ip link delete trialm0
        ip link delete trialm1`,
      },
    ],
  },
);
