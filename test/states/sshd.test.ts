import { sh } from "#core/sh.ts";
import { sshd } from "#states/sshd.ts";
import { describeState } from "#support/describe-state.ts";

const house = { name: "house", settings: { PermitRootLogin: "prohibit-password", ClientAliveInterval: "5m" } } as const;
const path = "/etc/ssh/sshd_config.d/00-conform-house.conf";
const text = "PermitRootLogin prohibit-password\nClientAliveInterval 5m\n";
const main = "Include /etc/ssh/sshd_config.d/*.conf\nUsePAM yes\n";
const inForce = { permitrootlogin: "prohibit-password", clientaliveinterval: "5m" };

const vendor = {
  name: "vendor",
  match: { user: "vendor", address: "10.77.30.0/24" },
  settings: { ForceCommand: "internal-sftp" },
} as const;

/** sshd 9.2, as far as it matters here: the first value wins, and it has its own spelling. The defaults are what it printed. */
const standIn = `[ "$1" != -t ] || exit 0
config=/etc/ssh/sshd_config
if [ "$2" = -f ]; then config=$3; fi
read_all() { while read -r key rest; do case $key in Include) for file in $rest; do [ ! -f "$file" ] || cat "$file"; done ;; *) echo "$key $rest" ;; esac; done; }
{ if [ "$config" = /dev/stdin ]; then read_all; else read_all <"$config"; fi; cat <<'defaults'
Port 22
PermitRootLogin without-password
ClientAliveInterval 0
PubkeyAuthentication yes
AuthorizedKeysFile .ssh/authorized_keys .ssh/authorized_keys2
AuthorizedKeysCommand none
TrustedUserCAKeys none
ForceCommand none
KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256
Ciphers chacha20-poly1305@openssh.com,aes128-ctr
MaxAuthTries 6
AuthenticationMethods any
defaults
} | awk '
  $1 == "Match" { skip = 1; next }
  $1 == "Nonsense" { print "line 1: Bad configuration option: Nonsense\\r"; bad = 1; exit }
  { key = tolower($1); $1 = ""; sub(/^ /, "") }
  { sub(/^5m$/, "300"); sub(/^prohibit-password$/, "without-password") }
  key == "allowusers" || key == "acceptenv" { for (i = 1; i <= NF; i++) print key " " $i; next }
  key == "port" { if (!port++) { print "port " $0; print "listenaddress [::]:" $0; print "listenaddress 0.0.0.0:" $0 } next }
  !(key in said) { said[key]; print key " " $0 }
  END { exit bad ? 255 : 0 }'`;

const systemctl = `case "$1 $2" in
  '-q is-active') [ -e /run/sshd.pid ] ;;
  reload*) rm -f /run/sshd.pid; echo 59 >/run/sshd.pid ;;
esac`;
const tools = { sshd: standIn, systemctl };

const debian = { "/etc/os-release": "ID=debian\n", "/etc/ssh/sshd_config": main, "/etc/ssh/sshd_config.d": null, "/run/sshd.pid": "59\n" };

/** A run of the user `conform`, who came with sudo from 10.77.0.1. */
const atWork = {
  ...debian,
  "/proc/self/status": "PPid:\t20\n",
  "/proc/20/cmdline": "sudo\0-n\0env\0-i\0",
  "/proc/20/status": "PPid:\t10\n",
  "/proc/10/cmdline": "sshd: conform@notty\0",
  "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\nconform:x:1000:1000::/home/conform:/bin/sh\n",
  "/etc/group": "root:x:0:\nconform:x:1000:\nwheel:x:10:conform\n",
  "/home/conform/.ssh/authorized_keys": "ssh-ed25519 AAAA\n",
};
const asRoot = { ...atWork, "/proc/10/cmdline": "sshd: root@notty\0", "/root/.ssh/authorized_keys": "ssh-ed25519 AAAA\n" };
const toolsAtWork = {
  ...tools,
  ss: `echo 'ESTAB 0 0 10.77.0.12:22 10.77.0.1:52586 users:(("sshd",pid=10,fd=4),("sshd",pid=9,fd=4))'`,
  getent: 'grep "^$2:" /etc/passwd',
};
const trial = (settings: Readonly<Record<string, string>>) => ({ name: "trial", settings });
const refused = { files: atWork, tools: toolsAtWork };

describeState(
  sshd,
  [
    {
      it: "is quiet when the settings are written, in force and read",
      want: house,
      found: { file: text, access: "0600 root:root", running: "current", ...inForce },
      drifts: [],
    },
    {
      it: "finds that a Match elsewhere wins",
      want: house,
      found: { file: text, access: "0600 root:root", running: "current", ...inForce, permitrootlogin: "yes" },
      drifts: ["permitrootlogin"],
    },
    {
      it: "sets only the access when only that differs, and leaves the daemon alone",
      want: house,
      found: { file: text, access: "0644 root:root", running: "current", ...inForce },
      drifts: ["access"],
      repair: [`chown -h root:root ${path} && chmod 0600 ${path}`],
    },
    {
      it: "puts settings for some into a block of their own",
      want: vendor,
      found: {
        file: "Match User vendor Address 10.77.30.0/24\nForceCommand internal-sftp\n",
        access: "0600 root:root",
        running: "current",
        forcecommand: "internal-sftp",
      },
      drifts: [],
    },
  ],
  {
    tools,
    tells: [
      { it: "waits for the package that brings sshd", want: house, tells: { "!needs": "sshd" } },
      {
        it: "knows sshd's own spelling of the values",
        want: house,
        files: { ...debian, [path]: text },
        tools,
        tells: { file: text, ...inForce },
      },
      {
        it: "says what is in force instead",
        want: house,
        files: { ...debian, [path]: text, "/etc/ssh/sshd_config": `ClientAliveInterval 900\nPermitRootLogin yes\n${main}` },
        tools,
        tells: { file: text, permitrootlogin: "yes", clientaliveinterval: "900" },
      },
      {
        it: "reads a list that sshd prints line by line",
        want: trial({ AllowUsers: "anna bert", AcceptEnv: "LANG LC_*" }),
        files: { ...debian, "/etc/ssh/sshd_config": "AcceptEnv LANG LC_*\nAllowUsers anna\nAllowUsers bert carl\n" },
        tools,
        tells: { allowusers: "anna bert carl", acceptenv: "LANG LC_*" },
      },
      {
        it: "shows sshd's complaint when it does not understand its configuration",
        want: trial({ MaxAuthTries: "4" }),
        files: { ...debian, "/etc/ssh/sshd_config": "Nonsense yes\n" },
        tools,
        tells: { maxauthtries: "line 1: Bad configuration option: Nonsense" },
      },
      {
        it: "asks for a connection that a block is about",
        want: vendor,
        files: debian,
        tools: {
          ...tools,
          sshd: "case $* in *user=vendor,host=10.77.30.0,addr=10.77.30.0) echo port 22; echo forcecommand internal-sftp ;; esac",
        },
        tells: { forcecommand: "internal-sftp" },
      },
      {
        it: "has nothing to say of a daemon that does not run",
        want: house,
        files: { "/etc/ssh/sshd_config": main },
        tools,
        tells: { running: "current" },
      },
    ],
    repairs: [
      {
        it: "writes the drop-in and has it read, and takes it away again",
        want: house,
        files: debian,
        tools,
        drifts: ["file", "access", "clientaliveinterval"],
        leaves: { [path]: text, "/etc/ssh/sshd_config": main },
        undone: { [path]: undefined },
      },
      {
        it: "puts back a broken drop-in, and the line that reads the folder",
        want: house,
        files: {
          ...debian,
          "/etc/os-release": "ID=rocky\nID_LIKE=rhel\n",
          "/etc/ssh/sshd_config": "UsePAM yes\n",
          [path]: "Nonsense yes\n",
        },
        tools,
        drifts: ["file", "access", "clientaliveinterval"],
        leaves: { [path]: text, "/etc/ssh/sshd_config": main },
      },
      {
        it: "lets in whoever is at work, by name, network and group",
        want: trial({ AllowUsers: "anna conform@10.77.0.0/22", AllowGroups: "staff whe?l", DenyUsers: "!conform bert conform@10.78.*" }),
        files: atWork,
        tools: toolsAtWork,
        drifts: ["file", "access", "allowusers", "allowgroups", "denyusers"],
      },
    ],
    refuses: [
      {
        it: "does not shut root out",
        want: trial({ PermitRootLogin: "no" }),
        files: asRoot,
        tools: toolsAtWork,
        says: /with PermitRootLogin like this, root from 10\.77\.0\.1, who is at work here, could not log in again\n/,
      },
      {
        it: "does not leave the user out of a list",
        want: trial({ AllowUsers: "anna conform@10.78.0.0/16" }),
        ...refused,
        says: /with AllowUsers like this/,
      },
      { it: "does not deny the user", want: trial({ DenyUsers: "conf*" }), ...refused, says: /with DenyUsers like this/ },
      { it: "does not leave the user's groups out", want: trial({ AllowGroups: "staff" }), ...refused, says: /with AllowGroups like this/ },
      { it: "does not deny the user's groups", want: trial({ DenyGroups: "wheel" }), ...refused, says: /with DenyGroups like this/ },
      { it: "does not move to another port", want: trial({ Port: "2222" }), ...refused, says: /with Port or ListenAddress like this/ },
      {
        it: "does not stop taking keys",
        want: trial({ PubkeyAuthentication: "no" }),
        ...refused,
        says: /with PubkeyAuthentication like this/,
      },
      {
        it: "does not ask for more than a key",
        want: trial({ AuthenticationMethods: "publickey,password" }),
        ...refused,
        says: /with AuthenticationMethods like this/,
      },
      {
        it: "does not look for keys where there are none",
        want: trial({ AuthorizedKeysFile: "/etc/ssh/keys/%u" }),
        ...refused,
        says: /with AuthorizedKeysFile like this/,
      },
      {
        it: "does not force a command on the user",
        want: trial({ ForceCommand: "/bin/false" }),
        ...refused,
        says: /with ForceCommand like this/,
      },
      {
        it: "keeps a key exchange that Conform knows",
        want: trial({ KexAlgorithms: "sntrup761x25519-sha512@openssh.com" }),
        ...refused,
        says: /with KexAlgorithms like this/,
      },
      {
        it: "keeps a cipher that Conform knows",
        want: trial({ Ciphers: "chacha20-poly1305@openssh.com" }),
        ...refused,
        says: /with Ciphers like this/,
      },
      {
        it: "does not let a mistake come into force",
        want: trial({ Nonsense: "yes" }),
        files: { ...debian, "/etc/ssh/sshd_config.d/00-conform-trial.conf": "MaxAuthTries 4\n" },
        tools,
        says: /the text was refused, and is not in force$/,
      },
    ],
    factsAreNames: true,
    lab: [
      {
        on: "suite-02",
        want: { name: "trial", settings: { MaxAuthTries: "4", PermitRootLogin: "no", LoginGraceTime: "1m" } },
        breaks: [
          {
            by: "weakened the drop-in and had it read",
            with: sh`sed -i 's/MaxAuthTries 4/MaxAuthTries 8/' /etc/ssh/sshd_config.d/00-conform-trial.conf; systemctl reload ssh; sleep 2`,
            drifts: ["file", "maxauthtries"],
          },
          {
            by: "removed the drop-in",
            with: sh`rm /etc/ssh/sshd_config.d/00-conform-trial.conf`,
            drifts: ["file", "access", "running", "maxauthtries", "permitrootlogin", "logingracetime"],
          },
          {
            by: "made the drop-in readable for all",
            with: sh`chmod 0644 /etc/ssh/sshd_config.d/00-conform-trial.conf`,
            drifts: ["access"],
          },
          {
            by: "kept sshd from reading the folder",
            with: sh`sed -i '/^Include/d' /etc/ssh/sshd_config; systemctl reload ssh; sleep 2`,
            drifts: ["maxauthtries", "permitrootlogin", "logingracetime"],
          },
          {
            by: "wrote the drop-in again, which nobody had read",
            with: sh`touch /etc/ssh/sshd_config.d/00-conform-trial.conf`,
            drifts: ["running"],
          },
        ],
        gone: sh`! sshd -T | grep -q 'maxauthtries 4'`,
      },
      {
        on: "rocky-01",
        want: { name: "trial", settings: { ClientAliveInterval: "5m" } },
        breaks: [
          {
            by: "removed the drop-in and had it read",
            with: sh`rm /etc/ssh/sshd_config.d/00-conform-trial.conf; systemctl reload sshd; sleep 2`,
            drifts: ["file", "access", "clientaliveinterval"],
          },
        ],
      },
      {
        on: "lic-01",
        want: { name: "trial-vendor", match: { user: "trialvendor" }, settings: { ForceCommand: "internal-sftp" } },
        breaks: [
          {
            by: "let the vendor run commands",
            with: sh`sed -i s/internal-sftp/none/ /etc/ssh/sshd_config.d/00-conform-trial-vendor.conf`,
            drifts: ["file", "forcecommand", "running"],
          },
        ],
      },
    ],
  },
);
