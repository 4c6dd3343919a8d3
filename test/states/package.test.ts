import { sh } from "#core/sh.ts";
import { packages } from "#states/package.ts";
import type { Packages } from "#states/package.ts";
import { describeState } from "#support/describe-state.ts";

const debian = { "/etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n' };
const ubuntu = { "/etc/os-release": 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n' };
const rocky = { "/etc/os-release": 'NAME="Rocky Linux"\nID="rocky"\nID_LIKE="rhel centos fedora"\n' };
const versionlock = { "/etc/dnf/plugins/versionlock.conf": "[main]\nenabled = 1\nlocklist = /etc/dnf/plugins/versionlock.list\n" };
const tools = { names: ["chrony", "nfs-common"] };
const driver = { names: ["nvidia-driver"], versions: { "nvidia-driver": "550.127.*" }, hold: true };

// As dpkg-query prints it: unknown names go to stderr and give status 1.
const dpkgQuery = `printf '|chrony=installed=4.3-2=install||chrony:amd64=installed=4.3-2=install|'; echo "dpkg-query: no packages found matching nfs-common" >&2; exit 1`;
const isInstalled = (version: string, mark = "install"): string =>
  `printf '|nvidia-driver=installed=${version}=${mark}||nvidia-driver:amd64=installed=${version}=${mark}|'`;

// As rpm prints the forms that are asked for, for one package.
const rpm = (name: string, epoch: string, version: string, release: string): string =>
  [...(epoch === "0" ? [] : [`${epoch}:${version}-${release}`]), `${version}-${release}`, `${epoch}:${version}`, version]
    .flatMap((form) => [name, `${name}.x86_64`].map((each) => `|${each}=installed=${form}=${name}-${epoch}:${version}-${release}.x86_64|`))
    .join("");

const aptGet = "apt-get -y -q -o APT::Cmd::Pattern-Only=true -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold";
const dnf = "dnf -y -q --setopt=exit_on_lock=1";
// No test waits two minutes for a lock.
const sleep = "exit 0";

const trial: Packages = {
  name: "trial",
  names: ["conform-trial", "conform-trial-extra"],
  versions: { "conform-trial": "1.*" },
  hold: ["conform-trial"],
  allowDowngrade: true,
};

/** A repository of two packages, one in two versions, made on a Debian host. The family's other host finds the same in the lab's own. */
const debs = sh`mkdir -p /srv/trial-debs && cd /srv/trial-debs
  for _each in conform-trial/1.0-1/ conform-trial/2.0-1/ conform-trial-extra/1.0-1/conform-trial; do
    _rest=\${_each#*/} _made=$(mktemp -d)
    chmod 0755 "$_made" && mkdir "$_made/DEBIAN" "$_made/etc"
    echo trial >"$_made/etc/\${_each%%/*}.conf" && echo "/etc/\${_each%%/*}.conf" >"$_made/DEBIAN/conffiles"
    printf 'Package: %s\nVersion: %s\nArchitecture: all\nMaintainer: trial <trial@lab.example>\nDescription: trial\n' "\${_each%%/*}" "\${_rest%%/*}" >"$_made/DEBIAN/control"
    [ -z "\${_rest#*/}" ] || echo "Depends: \${_rest#*/}" >>"$_made/DEBIAN/control"
    dpkg-deb --root-owner-group -b "$_made" . >/dev/null && rm -r "$_made"
  done
  for _deb in *.deb; do
    dpkg-deb --field "$_deb"
    printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$_deb" "$(stat -c %s "$_deb")" "$(sha256sum "$_deb" | cut -d' ' -f1)"
  done >Packages
  echo 'deb [trusted=yes] file:/srv/trial-debs ./' >/etc/apt/sources.list.d/trial-debs.list
  apt-get -qq update`;
const apt = (words: string) => sh`DEBIAN_FRONTEND=noninteractive apt-get -qq -y ${words.split(" ")} </dev/null >/dev/null 2>&1`;
const rpms = (words: string) => sh`dnf -q -y ${words.split(" ")} </dev/null >/dev/null`;

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
      it: "names exactly the missing ones",
      want: tools,
      found: { chrony: "installed", "nfs-common": "" },
      drifts: ["nfs-common"],
    },
    {
      it: "is quiet about who holds what, unless it is declared",
      want: { names: ["chrony"] },
      found: { chrony: "installed", "hold:chrony": "held" },
      drifts: [],
    },
    {
      it: "names another version and a missing hold apart",
      want: driver,
      found: { "nvidia-driver": "535.183.01-1", "hold:nvidia-driver": "" },
      drifts: ["nvidia-driver", "hold:nvidia-driver"],
    },
    {
      it: "sees a hold that somebody left behind",
      want: { names: ["chrony"], hold: false },
      found: { chrony: "installed", "hold:chrony": "held" },
      drifts: ["hold:chrony"],
    },
    {
      it: "holds some of them only, and takes a version without its name among the names",
      want: { name: "all", names: ["chrony"], versions: { "nvidia-driver": "550.127.*" }, hold: ["nvidia-driver"] },
      found: { chrony: "installed" },
      drifts: ["nvidia-driver", "hold:nvidia-driver"],
    },
    {
      it: "wants the newest version that the host's lists have",
      want: { names: ["chrony"], ensure: "latest" },
      found: { chrony: "4.3-2 < 4.3-3" },
      drifts: ["chrony"],
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
          "dpkg-query": `printf '|a=config-files=1=deinstall||a:amd64=config-files=1=deinstall||b=half-configured=1=install||c=not-installed==unknown||libc6=installed=2=install||libc6:i386=installed=2=install|'`,
        },
        tells: { a: "", b: "half-configured", c: "", "libc6:i386": "installed" },
      },
      {
        it: "sees configuration that a removed package left, where it shall be purged",
        want: { names: ["a", "b"], ensure: "purged" },
        files: debian,
        tools: { "dpkg-query": `printf '|a=config-files=1=deinstall||b=not-installed==purge|'` },
        tells: { a: "config-files", b: "" },
      },
      {
        it: "sees that the version is one of the declared ones, and held",
        want: driver,
        files: debian,
        tools: { "dpkg-query": isInstalled("550.127.08-1", "hold") },
        tells: { "nvidia-driver": "550.127.*", "hold:nvidia-driver": "held" },
      },
      {
        it: "tells which other version is installed",
        want: driver,
        files: debian,
        tools: { "dpkg-query": isInstalled("535.183.01-1") },
        tells: { "nvidia-driver": "535.183.01-1", "hold:nvidia-driver": "" },
      },
      {
        it: "compares with the lists that the host has",
        want: { names: ["chrony", "bash:amd64", "jq"], ensure: "latest" },
        files: debian,
        tools: {
          "dpkg-query": `printf '|chrony=installed=4.3-1=install||bash=installed=5.2-1=install||bash:amd64=installed=5.2-1=install|'`,
          // recorded on Debian 12, shortened
          "apt-cache": `cat <<'END'
chrony:
  Installed: 4.3-1
  Candidate: 4.3-2
  Version table:
     4.3-2 500
        500 file:/srv/repo ./ Packages
 *** 4.3-1 100
        100 /var/lib/dpkg/status
bash:
  Installed: 5.2-1
  Candidate: 5.2-2
  Version table:
jq:
  Installed: (none)
  Candidate: 1.6-2.1
END`,
        },
        tells: { chrony: "4.3-1 < 4.3-2", "bash:amd64": "5.2-1 < 5.2-2", jq: "" },
      },
      {
        it: "asks rpm on the Red Hat family, even where Debian's tools are installed, too",
        want: { names: ["chrony", "nfs-utils"] },
        files: rocky,
        tools: {
          "dpkg-query": "exit 1",
          rpm: `printf '${rpm("chrony", "0", "4.3", "1.el9")}package nfs-utils is not installed\\n'; exit 1`,
        },
        tells: { chrony: "installed", "nfs-utils": "" },
      },
      {
        it: "knows a version of rpm with and without epoch and release, and finds the wanted one among several kernels",
        want: { names: ["kernel"], versions: { a: "3:550.127.08-1.el9", b: "550.127.08-1.el9", c: "550.127.08", kernel: "5.14.0-503*" } },
        files: rocky,
        tools: {
          rpm: `printf '${rpm("kernel", "0", "5.14.0", "427.el9")}${rpm("kernel", "0", "5.14.0", "503.el9")}${["a", "b", "c"].map((name) => rpm(name, "3", "550.127.08", "1.el9")).join("")}'`,
        },
        tells: { a: "3:550.127.08-1.el9", b: "550.127.08-1.el9", c: "550.127.08", kernel: "5.14.0-503*" },
      },
      {
        it: "reads what dnf's plugin holds, and sees a lock on another version",
        want: { names: ["chrony", "jq", "tree"], hold: true },
        files: {
          ...rocky,
          ...versionlock,
          // recorded on dnf 4.14
          "/etc/dnf/plugins/versionlock.list":
            "\n# Added lock on Sat Nov 21 12:45:06 2026\nchrony-0:4.3-1.el9.*\njq-0:1.5-1.el9.*\n!tree-0:2.0-1.*\n",
        },
        tools: {
          rpm: `printf '${rpm("chrony", "0", "4.3", "1.el9")}${rpm("jq", "0", "1.6", "1.el9")}${rpm("tree", "0", "1.8", "1.el9")}'`,
        },
        tells: { "hold:chrony": "held", "hold:jq": "jq-0:1.5-1.el9.*", "hold:tree": "" },
      },
      {
        it: "asks dnf's cache for what is newer, never the network",
        want: { names: ["chrony", "jq"], ensure: "latest" },
        files: rocky,
        tools: {
          rpm: `printf '${rpm("chrony", "0", "4.3", "1.el9")}${rpm("jq", "0", "1.6", "1.el9")}'`,
          dnf: `case "$*" in *" -C "*) printf '|jq=1.6-2.el9||jq.x86_64=1.6-2.el9|' ;; esac`,
        },
        tells: { chrony: "latest", jq: "1.6-1.el9 < 1.6-2.el9" },
      },
      {
        it: "does not call latest what nobody can compare",
        want: { names: ["chrony", "jq"], ensure: "latest" },
        files: rocky,
        tools: {
          rpm: `printf '${rpm("chrony", "0", "4.3", "1.el9")}'`,
          dnf: `echo "Error: Cache-only enabled but no cache for 'baseos'" >&2; exit 1`,
        },
        tells: { chrony: "4.3-1.el9 < ?", jq: "" },
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
          "dpkg-query": `[ ! -e /installed ] || printf '|chrony=installed=4.3-2=install||nfs-common=installed=1-1=install|'`,
          "apt-get": `case "$*" in *update) : >/lists ;; *install*) [ -e /lists ] && : >/installed ;; esac`,
        },
        drifts: ["chrony", "nfs-common"],
        calls: [`${aptGet} install -- chrony nfs-common`, `${aptGet} update`, `${aptGet} install -- chrony nfs-common`],
      },
      {
        it: "waits while somebody else is at work",
        want: tools,
        files: debian,
        tools: {
          sleep,
          "dpkg-query": `[ ! -e /installed ] || printf '|chrony=installed=4.3-2=install||nfs-common=installed=1-1=install|'`,
          "apt-get": `[ -e /free ] && : >/installed || { : >/free; echo "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)" >&2; exit 100; }`,
        },
        drifts: ["chrony", "nfs-common"],
        calls: [`${aptGet} install -- chrony nfs-common`, "sleep 5", `${aptGet} install -- chrony nfs-common`],
      },
      {
        it: "lets go, installs the declared version with nothing it does not need, and holds it",
        want: { ...driver, allowDowngrade: true, installRecommends: false },
        files: debian,
        tools: {
          "dpkg-query": `if [ -e /held ]; then ${isInstalled("550.127.08-1", "hold")}; elif [ -e /installed ]; then ${isInstalled("550.127.08-1")}; else ${isInstalled("560.35.03-1", "hold")}; fi`,
          "apt-get": ": >/installed",
          "apt-mark": `case $1 in showhold) echo nvidia-driver ;; hold) : >/held ;; esac`,
        },
        drifts: ["nvidia-driver"],
        calls: [
          "apt-mark showhold -- nvidia-driver",
          "apt-mark unhold -- nvidia-driver",
          `${aptGet} --allow-downgrades --no-install-recommends install -- nvidia-driver=550.127.*`,
          "apt-mark hold -- nvidia-driver",
        ],
      },
      {
        it: "only lets go where only the hold is wrong",
        want: { names: ["chrony"], hold: false },
        files: debian,
        tools: {
          "dpkg-query": `printf '|chrony=installed=4.3-2=%s|' "$(cat /held 2>/dev/null || echo hold)"`,
          "apt-mark": "printf install >/held",
        },
        drifts: ["hold:chrony"],
        calls: ["apt-mark unhold -- chrony"],
      },
      {
        it: "replaces an old lock of dnf's plugin, because a second one beside it would not do",
        want: { names: ["jq"], hold: true },
        files: { ...rocky, ...versionlock, "/etc/dnf/plugins/versionlock.list": "jq-0:1.5-1.el9.*\n" },
        tools: {
          rpm: `printf '${rpm("jq", "0", "1.6", "1.el9")}'`,
          dnf: `case "$*" in *delete*) : >/etc/dnf/plugins/versionlock.list ;; *add*) echo 'jq-0:1.6-1.el9.*' >>/etc/dnf/plugins/versionlock.list ;; esac`,
        },
        drifts: ["hold:jq"],
        calls: [`${dnf} --disablerepo=* versionlock delete jq`, `${dnf} --disablerepo=* versionlock add jq`],
      },
      {
        it: "upgrades what is there with dnf, whose install leaves it as it is",
        want: { names: ["jq"], ensure: "latest" },
        files: rocky,
        tools: {
          rpm: `printf '${rpm("jq", "0", "1.6", "1.el9")}'`,
          dnf: `case "$*" in *repoquery*) [ -e /new ] || printf '|jq=1.6-2.el9|' ;; *upgrade*) : >/new ;; esac`,
        },
        drifts: ["jq"],
        calls: [`${dnf} install -- jq`, `${dnf} upgrade -- jq`],
      },
      {
        it: "removes exactly what is declared absent",
        want: { names: ["telnet"], ensure: "absent" },
        files: debian,
        tools: {
          "dpkg-query": `[ -e /removed ] || printf '|telnet=installed=0.17=install|'`,
          "apt-get": `case "$*" in *-s*) echo 'Remv telnet [0.17+2.4-2]' ;; *remove*) : >/removed ;; esac`,
        },
        drifts: ["telnet"],
      },
      {
        it: "purges configuration that was left",
        want: { names: ["telnet"], ensure: "purged" },
        files: debian,
        tools: {
          "dpkg-query": `[ -e /removed ] || printf '|telnet=config-files=0.17=deinstall|'`,
          "apt-get": `case "$*" in *purge*) : >/removed ;; esac`,
        },
        drifts: ["telnet"],
        calls: ["apt-get -s remove -- telnet", `${aptGet} purge -- telnet`],
      },
    ],
    refuses: [
      {
        it: "removes nothing that is not declared absent",
        want: { names: ["libfoo"], ensure: "absent" },
        files: debian,
        tools: {
          "dpkg-query": `printf '|libfoo=installed=1.0=install|'`,
          "apt-get": `case "$*" in *-s*) printf 'Remv resolve [19.1]\\nRemv libfoo [1.0]\\n' ;; *) : >/removed ;; esac`,
        },
        says: /would also remove resolve, which need it/,
        keeps: { "/removed": undefined },
      },
      {
        it: "removes nothing that is not declared absent, with rpm's word for it",
        want: { names: ["libfoo"], ensure: "absent" },
        files: rocky,
        tools: {
          rpm: `case "$*" in *-e*) printf 'error: Failed dependencies:\\n\\tlibfoo is needed by (installed) resolve-19.1-1.x86_64\\n'; exit 1 ;; *) printf '${rpm("libfoo", "0", "1.0", "1")}' ;; esac`,
          dnf: ": >/removed",
        },
        says: /needed by \(installed\) resolve-19[^]*declare that absent, too/,
        keeps: { "/removed": undefined },
      },
      {
        it: "says who holds the lock when it waited long enough",
        want: tools,
        files: debian,
        tools: {
          sleep,
          "dpkg-query": "exit 1",
          "apt-get": `echo "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)" >&2; exit 100`,
        },
        says: /held by process 812/,
      },
      {
        it: "does not wait for ever for dnf's lock",
        want: tools,
        files: rocky,
        tools: {
          sleep,
          rpm: "exit 1",
          // recorded on dnf 4.14
          dnf: `printf 'RPMDB already locked by 39\\n  The application with PID 39 is: dnf\\n'; exit 200`,
        },
        says: /already locked by 39\n.*is: dnf/,
      },
      {
        it: "takes no older version unasked, and holds again what it had let go",
        want: driver,
        files: debian,
        tools: {
          "dpkg-query": isInstalled("560.35.03-1", "hold"),
          "apt-get": `echo 'E: Packages were downgraded and -y was used without --allow-downgrades.' >&2; exit 100`,
          "apt-mark": `case $1 in showhold) echo nvidia-driver ;; *) echo "$1" >>/marks ;; esac`,
        },
        says: /declare allowDowngrade/,
        keeps: { "/marks": "unhold\nhold\n" },
      },
      {
        it: "takes no older version unasked from dnf, which would do it silently",
        want: { ...driver, hold: false },
        files: rocky,
        tools: {
          rpm: `printf '${rpm("nvidia-driver", "3", "560.35.03", "1.el9")}'`,
          dnf: `case "$*" in *--assumeno*) printf 'Dependencies resolved.\\nDowngrading:\\n nvidia-driver x86_64\\n\\nTransaction Summary\\n'; exit 1 ;; *) : >/done ;; esac`,
        },
        says: /this would bring an older version of nvidia-driver: declare allowDowngrade/,
        keeps: { "/done": undefined },
      },
      {
        it: "does not pass over somebody else's hold",
        want: { names: ["nvidia-driver"], versions: { "nvidia-driver": "550.127.*" } },
        files: debian,
        tools: {
          "dpkg-query": isInstalled("535.183.01-1", "hold"),
          "apt-get": `echo 'E: Held packages were changed and -y was used without --allow-change-held-packages.' >&2; exit 100`,
        },
        says: /somebody holds it/,
      },
      {
        it: "says which plugin dnf needs to hold anything",
        want: { names: ["jq"], hold: true },
        files: rocky,
        tools: { rpm: `printf '${rpm("jq", "0", "1.6", "1.el9")}'`, dnf: "exit 0" },
        says: /install python3-dnf-plugin-versionlock/,
      },
    ],
    factsAreNames: true,
    lab: [
      {
        on: "suite-02",
        want: trial,
        ready: debs,
        breaks: [
          { by: "removed one of them", with: apt("remove conform-trial-extra"), drifts: ["conform-trial-extra"] },
          {
            by: "upgraded past the hold, which dpkg then forgets",
            with: apt("--allow-change-held-packages install conform-trial=2.0-1"),
            drifts: ["conform-trial", "hold:conform-trial"],
          },
          {
            by: "upgraded, and held the new version",
            with: sh`${apt("--allow-change-held-packages install conform-trial=2.0-1")} && apt-mark -q hold conform-trial >/dev/null`,
            drifts: ["conform-trial"],
          },
          { by: "let it go with apt-mark", with: sh`apt-mark -q unhold conform-trial >/dev/null`, drifts: ["hold:conform-trial"] },
          {
            by: "purged both",
            with: apt("--allow-change-held-packages purge conform-trial conform-trial-extra"),
            drifts: ["conform-trial", "conform-trial-extra", "hold:conform-trial"],
          },
          {
            by: "took half of it away",
            with: sh`dpkg --force-all --unpack /srv/trial-debs/conform-trial-extra_1.0-1_all.deb >/dev/null`,
            drifts: ["conform-trial-extra"],
          },
        ],
      },
      {
        on: "suite-02",
        want: { names: ["conform-trial"], ensure: "latest", hold: false },
        breaks: [
          { by: "took an older version", with: apt("--allow-downgrades install conform-trial=1.0-1"), drifts: ["conform-trial"] },
          { by: "held it with apt-mark", with: sh`apt-mark -q hold conform-trial >/dev/null`, drifts: ["hold:conform-trial"] },
        ],
      },
      {
        on: "suite-02",
        want: { names: ["conform-trial", "conform-trial-extra"], ensure: "purged" },
        breaks: [
          { by: "installed it again", with: apt("install conform-trial"), drifts: ["conform-trial"] },
          {
            by: "removed what was installed again, and left its configuration",
            with: sh`${apt("install conform-trial-extra")} && ${apt("remove conform-trial-extra conform-trial")}`,
            drifts: ["conform-trial", "conform-trial-extra"],
          },
        ],
        afterwards: sh`rm -rf /srv/trial-debs /etc/apt/sources.list.d/trial-debs.list; apt-get -qq update`,
      },
      {
        on: "rocky-01",
        want: trial,
        breaks: [
          { by: "removed one of them", with: rpms("remove conform-trial-extra"), drifts: ["conform-trial-extra"] },
          {
            by: "upgraded past the hold",
            with: rpms("--disableplugin=versionlock upgrade conform-trial"),
            drifts: ["conform-trial", "hold:conform-trial"],
          },
          { by: "let it go with dnf", with: rpms("versionlock delete conform-trial"), drifts: ["hold:conform-trial"] },
          {
            by: "locked it to another version",
            with: sh`echo 'conform-trial-0:2.0-1.*' >/etc/dnf/plugins/versionlock.list`,
            drifts: ["hold:conform-trial"],
          },
          {
            by: "removed both with rpm",
            with: sh`rpm -e --nodeps conform-trial conform-trial-extra 2>/dev/null`,
            drifts: ["conform-trial", "conform-trial-extra", "hold:conform-trial"],
          },
        ],
      },
      {
        on: "rocky-01",
        want: { names: ["conform-trial"], ensure: "latest", hold: false },
        breaks: [
          { by: "took an older version", with: rpms("downgrade conform-trial-1.0"), drifts: ["conform-trial"] },
          { by: "locked its version", with: rpms("versionlock add conform-trial"), drifts: ["hold:conform-trial"] },
        ],
      },
      {
        on: "rocky-01",
        want: { names: ["conform-trial", "conform-trial-extra"], ensure: "absent" },
        breaks: [{ by: "installed it again", with: rpms("install conform-trial"), drifts: ["conform-trial"] }],
      },
    ],
  },
);
