import { packages } from "#states/package.ts";
import { describeState } from "#support/describe-state.ts";

const debian = { "/etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n' };
const ubuntu = { "/etc/os-release": 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n' };
const rocky = { "/etc/os-release": 'NAME="Rocky Linux"\nID="rocky"\nID_LIKE="rhel centos fedora"\n' };
const tools = { names: ["chrony", "nfs-common"] };

// As dpkg-query prints it: unknown names go to stderr and give status 1.
const dpkgQuery = `printf '|chrony=installed||chrony:amd64=installed|'; echo "dpkg-query: no packages found matching nfs-common" >&2; exit 1`;

describeState(
  packages,
  [
    {
      it: "is quiet when all are installed",
      want: tools,
      found: { chrony: "installed", "nfs-common": "installed" },
      drifts: [],
      repair: [],
    },
    {
      it: "installs exactly the missing ones, with the tool of the host's family",
      want: tools,
      found: { chrony: "installed", "nfs-common": "" },
      drifts: ["nfs-common"],
      repair: [
        `case $(os_family) in
debian) apt_get() {
DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_MODE=l UCF_FORCE_CONFFOLD=1 \\
apt-get -y -q -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" </dev/null
}
apt_get install -- nfs-common || { apt_get update && apt_get install -- nfs-common; } || exit 1 ;;
rhel) dnf -y -q install -- nfs-common </dev/null ;;
*) echo 'packages are managed on the Debian and Red Hat families only' >&2; exit 1 ;; esac`,
      ],
    },
  ],
  {
    tells: [
      {
        it: "names the packages that are missing on Debian",
        want: tools,
        files: debian,
        tools: { "dpkg-query": dpkgQuery },
        tells: { chrony: "installed", "nfs-common": "" },
      },
      {
        it: "does not take removed or half-configured packages for installed ones",
        want: { names: ["a", "b", "c", "libc6:i386"] },
        files: ubuntu,
        tools: {
          "dpkg-query": `printf '|a=config-files||a:amd64=config-files||b=half-configured||b:amd64=half-configured||c=not-installed||c:=not-installed||libc6=installed||libc6:i386=installed|'`,
        },
        tells: { a: "", b: "half-configured", c: "", "libc6:i386": "installed" },
      },
      {
        it: "asks rpm on the Red Hat family, even where Debian's tools are installed, too",
        want: { names: ["chrony", "nfs-utils"] },
        files: rocky,
        tools: {
          "dpkg-query": "exit 1",
          rpm: `printf '|chrony=installed||chrony.x86_64=installed|package nfs-utils is not installed\\n'; exit 1`,
        },
        tells: { chrony: "installed", "nfs-utils": "" },
      },
      {
        it: "cannot judge a system of another family",
        want: tools,
        files: { "/etc/os-release": "ID=alpine\n" },
        tells: { "!cannot": "packages are managed on the Debian and Red Hat families only" },
      },
    ],
    repairs: [
      {
        it: "fetches package lists when the first try fails, and installs in one transaction",
        want: tools,
        files: debian,
        tools: {
          "dpkg-query": `[ ! -e /installed ] || printf '|chrony=installed||nfs-common=installed|'`,
          "apt-get": `case "$*" in *update) : >/lists ;; *install*) [ -e /lists ] && : >/installed ;; esac`,
        },
        drifts: ["chrony", "nfs-common"],
        calls: ["install -- chrony nfs-common", "update", "install -- chrony nfs-common"].map(
          (words) =>
            `apt-get -y -q -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold ${words}`,
        ),
      },
      {
        it: "removes exactly what is declared absent",
        want: { names: ["telnet"], ensure: "absent" },
        files: debian,
        tools: {
          "dpkg-query": `[ -e /removed ] || printf '|telnet=installed|'`,
          "apt-get": `case "$*" in *-s*) echo 'Remv telnet [0.17+2.4-2]' ;; *remove*) : >/removed ;; esac`,
        },
        drifts: ["telnet"],
      },
    ],
    refuses: [
      {
        it: "removes nothing that is not declared absent",
        want: { names: ["libfoo"], ensure: "absent" },
        files: debian,
        tools: {
          "dpkg-query": `printf '|libfoo=installed|'`,
          "apt-get": `case "$*" in *-s*) printf 'Remv resolve [19.1]\\nRemv libfoo [1.0]\\n' ;; *) : >/removed ;; esac`,
        },
        says: /would also remove resolve, which need it/,
        keeps: { "/removed": undefined },
      },
      {
        it: "hands on what apt says, such as who holds the lock",
        want: tools,
        files: debian,
        tools: {
          "dpkg-query": "exit 1",
          "apt-get": `echo "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)" >&2; exit 100`,
        },
        says: /held by process 812/,
      },
    ],
  },
);
