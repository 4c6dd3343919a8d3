import { sh } from "#core/sh.ts";
import { packages } from "#states/package.ts";
import { pam } from "#states/pam.ts";
import { describeState } from "#support/describe-state.ts";

const lockOut = { module: "faillock", settings: { deny: "5", unlock_time: "0", even_deny_root: true, silent: false } } as const;
const asWanted = { deny: "5", unlock_time: "0", even_deny_root: "yes", silent: "" };
const strong = { module: "pwquality", settings: { minlen: "16" } } as const;
const history = { module: "pwhistory", settings: { remember: "5", enforce_for_root: true } } as const;

// As Debian 12 writes them, without the comments.
const auth = "auth\t[success=1 default=ignore]\tpam_unix.so nullok\nauth\trequisite\tpam_deny.so\nauth\trequired\tpam_permit.so\n";
const lockingAuth =
  "auth\trequisite\tpam_faillock.so preauth\nauth\t[success=2 default=ignore]\tpam_unix.so nullok try_first_pass\nauth\t[default=die]\tpam_faillock.so authfail\nauth\trequisite\tpam_deny.so\nauth\trequired\tpam_permit.so\n";
const account =
  "account\t[success=1 new_authtok_reqd=done default=ignore]\tpam_unix.so\naccount\trequisite\tpam_deny.so\naccount\trequired\tpam_permit.so\n";
const lockingAccount = `account\trequired\tpam_faillock.so\n${account}`;
const password =
  "password\trequisite\tpam_pwquality.so retry=3\npassword\t[success=1 default=ignore]\tpam_unix.so obscure use_authtok try_first_pass yescrypt\n";
const remembering = password.replace(
  "pam_pwquality.so retry=3\n",
  "pam_pwquality.so retry=3\npassword\trequisite\tpam_pwhistory.so remember=5 enforce_for_root use_authtok try_first_pass\n",
);

const soFolder = "/usr/lib/x86_64-linux-gnu/security";
const so = (...names: readonly string[]) =>
  Object.fromEntries(["unix", "deny", "permit", ...names].map((name) => [`${soFolder}/pam_${name}.so`, ""]));
const debian = {
  "/etc/os-release": "ID=debian\n",
  "/etc/pam.d/common-auth": auth,
  "/etc/pam.d/common-account": account,
  "/etc/pam.d/common-password": password,
  "/usr/share/pam-configs/pwquality": "Name: Pwquality password strength checking\nPassword:\n\trequisite\tpam_pwquality.so retry=3\n",
  "/etc/security/faillock.conf": "# deny = 3\n# silent\n",
  ...so("faillock", "pwquality", "pwhistory"),
};
/** pam-auth-update, which makes the stack from the profiles. What it makes was recorded. */
const update = (after: Readonly<Record<string, string>>, before: Readonly<Record<string, string>>): string => `case $* in
  *--remove*) ${Object.entries(before)
    .map(([name, text]) => `printf %s '${text}' >/etc/pam.d/${name}`)
    .join("; ")} ;;
  --enable*) ${Object.entries(after)
    .map(([name, text]) => `printf %s '${text}' >/etc/pam.d/${name}`)
    .join("; ")} ;;
esac`;
const tools = {
  "pam-auth-update": update(
    { "common-auth": lockingAuth, "common-account": lockingAccount },
    { "common-auth": auth, "common-account": account },
  ),
  su: "exit 0",
};

const system =
  "auth required pam_env.so\nauth required pam_faillock.so preauth silent\nauth sufficient pam_unix.so\nauth required pam_faillock.so authfail\nauth required pam_deny.so\naccount required pam_faillock.so\naccount required pam_unix.so\npassword requisite pam_pwquality.so\npassword sufficient pam_unix.so\n";
const withoutFaillock = system.replaceAll(/.*faillock.*\n/g, "");
const rocky = {
  "/etc/os-release": 'ID="rocky"\nID_LIKE="rhel centos fedora"\n',
  "/etc/authselect/authselect.conf": "sssd\nwith-faillock\n",
  "/etc/authselect/system-auth": system,
  "/etc/authselect/password-auth": system,
  "/etc/pam.d/system-auth": "-> /etc/authselect/system-auth",
  "/etc/pam.d/password-auth": "-> /etc/authselect/password-auth",
  "/etc/security/faillock.conf": "deny = 5\nunlock_time = 0\neven_deny_root\n",
  ...so("faillock", "pwquality", "env"),
};
/** authselect 1.2, as far as its manual says: it can't be had where this is tested. */
const authselect = `case $1 in
  current) cat /etc/authselect/authselect.conf | tr '\\n' ' ' ;;
  select) shift; : >/etc/authselect/authselect.conf
    for word; do case $word in -*) ;; *) echo "$word" >>/etc/authselect/authselect.conf ;; esac; done
    case $* in *with-faillock*) from=/with ;; *) from=/without ;; esac
    cat $from >/etc/authselect/system-auth; cat $from >/etc/authselect/password-auth ;;
  disable-feature) echo sssd >/etc/authselect/authselect.conf; cat /without >/etc/authselect/system-auth; cat /without >/etc/authselect/password-auth ;;
esac`;

describeState(
  pam,
  [
    {
      it: "is quiet when the module is in force with its settings",
      want: lockOut,
      found: { stack: "in force", profile: "enabled", ...asWanted },
      drifts: [],
    },
    {
      it: "edits only the file when only settings differ",
      want: lockOut,
      found: { stack: "in force", profile: "enabled", ...asWanted, deny: "50", silent: "yes" },
      drifts: ["deny", "silent"],
    },
    { it: "needs no settings", want: { module: "pwquality" }, found: { stack: "in force", profile: "enabled" }, drifts: [] },
  ],
  {
    tools: { ...tools, authselect },
    tells: [
      {
        it: "waits for the package that brings the module",
        want: strong,
        files: { "/etc/os-release": "ID=debian\n" },
        tells: { "!needs": "pam_pwquality.so" },
      },
      {
        it: "names the lines that the stack lacks",
        want: lockOut,
        files: { ...debian, "/etc/pam.d/common-auth": lockingAuth.replace("auth\trequisite\tpam_faillock.so preauth\n", "") },
        tells: { stack: "no auth preauth, no account", profile: "" },
      },
      { it: "takes no comment for a setting", want: lockOut, files: debian, tells: { deny: "", silent: "" } },
      {
        it: "reads pwquality.conf after its drop-ins, and the stack's own arguments last",
        want: { module: "pwquality", settings: { minlen: "16", retry: "1", difok: "4" } },
        files: {
          ...debian,
          "/etc/security/pwquality.conf": "minlen=8 # short\nretry = 1\n",
          "/etc/security/pwquality.conf.d/50-house.conf": "minlen = 16\n difok = 4\n",
        },
        tells: { stack: "in force", profile: "enabled", minlen: "8", retry: "3", difok: "4" },
      },
      {
        it: "reads the stack that authselect made",
        want: lockOut,
        files: rocky,
        tells: { stack: "in force", profile: "enabled", ...asWanted, silent: "yes" },
      },
      {
        it: "sees that one of the two stacks lacks a line",
        want: lockOut,
        files: { ...rocky, "/etc/authselect/password-auth": withoutFaillock, "/etc/authselect/authselect.conf": "sssd\n" },
        tells: { stack: "no auth preauth, no auth authfail, no account", profile: "" },
      },
      {
        it: "knows two families",
        want: lockOut,
        files: { ...so("faillock"), "/etc/os-release": "ID=arch\n" },
        tells: { "!cannot": "PAM is managed on the Debian and Red Hat families only" },
      },
    ],
    repairs: [
      {
        it: "brings faillock into Debian's stack, and takes it out again",
        want: lockOut,
        files: debian,
        tools,
        drifts: ["stack", "profile", "deny", "unlock_time", "even_deny_root"],
        leaves: {
          "/etc/pam.d/common-auth": lockingAuth,
          "/etc/security/faillock.conf": "# deny = 3\ndeny = 5\nunlock_time = 0\n# silent\neven_deny_root\n",
        },
        undone: {
          "/etc/pam.d/common-auth": auth,
          "/etc/security/faillock.conf": "# deny = 3\n# silent\n",
          "/usr/share/pam-configs/conform-faillock": undefined,
        },
      },
      {
        it: "keeps the settings of pwhistory in Debian's stack",
        want: history,
        files: debian,
        tools: { ...tools, "pam-auth-update": update({ "common-password": remembering }, { "common-password": password }) },
        drifts: ["stack", "profile", "remember", "enforce_for_root"],
        leaves: { "/etc/security/pwhistory.conf": undefined },
        undone: { "/etc/pam.d/common-password": password, "/usr/share/pam-configs/conform-pwhistory": undefined },
      },
      {
        it: "removes a flag and corrects a value, and touches no stack",
        want: lockOut,
        files: {
          ...debian,
          "/etc/pam.d/common-auth": lockingAuth,
          "/etc/pam.d/common-account": lockingAccount,
          "/usr/share/pam-configs/mine": "pam_faillock.so preauth\npam_faillock.so authfail\n",
          "/etc/security/faillock.conf": "silent\ndeny = 50\nunlock_time=0\neven_deny_root\n",
        },
        tools,
        drifts: ["deny", "silent"],
        calls: [],
        leaves: { "/etc/security/faillock.conf": "deny = 5\nunlock_time=0\neven_deny_root\n" },
      },
      {
        it: "has authselect enable the feature, and disable it again",
        want: { module: "faillock", settings: { deny: "5" } },
        files: {
          ...rocky,
          "/etc/authselect/authselect.conf": "sssd\n",
          "/etc/authselect/system-auth": withoutFaillock,
          "/etc/authselect/password-auth": withoutFaillock,
          "/with": system,
          "/without": withoutFaillock,
        },
        tools: { authselect, su: "exit 0" },
        drifts: ["stack", "profile"],
        calls: ["authselect current --raw", "authselect select sssd with-faillock --force -b", "su -s /bin/sh root -c :"],
        undone: { "/etc/authselect/authselect.conf": "sssd\n" },
      },
    ],
    refuses: [
      {
        it: "takes back a stack that asks for no password",
        want: { module: "faillock" },
        files: debian,
        tools: {
          ...tools,
          "pam-auth-update": update({ "common-auth": lockingAuth.replace(/.*pam_unix.*\n/, ""), "common-account": lockingAccount }, {}),
        },
        says: /PAM would no longer ask pam_unix\.so in auth\nPAM is as it was/,
      },
      {
        it: "takes back a stack with a module that is not there",
        want: { module: "faillock" },
        files: debian,
        tools: {
          ...tools,
          "pam-auth-update": update({ "common-auth": `${lockingAuth}auth optional pam_typo.so\n`, "common-account": lockingAccount }, {}),
        },
        says: /PAM would ask pam_typo\.so, which is not there/,
      },
      {
        it: "takes back a stack that shuts root out",
        want: { module: "faillock" },
        files: debian,
        tools: { ...tools, su: "exit 1" },
        says: /PAM is as it was: whoever logs in/,
      },
      {
        it: "does not choose an authselect profile for a host",
        want: { module: "faillock" },
        files: { ...rocky, "/etc/authselect/system-auth": withoutFaillock },
        tools: { authselect: "echo 'No existing configuration detected.'; exit 2" },
        says: /authselect does not manage PAM on this host: choose a profile/,
      },
    ],
    factsAreNames: true,
    lab: [
      {
        on: "suite-02",
        want: { module: "faillock", settings: { deny: "50", even_deny_root: true } },
        breaks: [
          { by: "took the check out of the stack", with: sh`sed -i '/preauth/d' /etc/pam.d/common-auth`, drifts: ["stack"] },
          {
            by: "removed the profile from which the stack is made",
            with: sh`rm /usr/share/pam-configs/conform-faillock`,
            drifts: ["profile"],
          },
          { by: "allowed more tries", with: sh`sed -i 's/^deny = .*/deny = 500/' /etc/security/faillock.conf`, drifts: ["deny"] },
          {
            by: "allowed more tries in the stack",
            with: sh`sed -i 's/authfail/authfail deny=500/' /etc/pam.d/common-auth`,
            drifts: ["deny"],
          },
          { by: "spared root", with: sh`sed -i '/^even_deny_root/d' /etc/security/faillock.conf`, drifts: ["even_deny_root"] },
        ],
        gone: sh`! grep -rq faillock /etc/pam.d /usr/share/pam-configs && ! grep -q '^deny' /etc/security/faillock.conf`,
      },
      {
        on: "suite-02",
        want: { module: "pwquality", settings: { minlen: "16", dcredit: "-1", enforce_for_root: true } },
        after: [packages({ names: ["libpam-pwquality"] })],
        breaks: [
          { by: "allowed short passwords", with: sh`sed -i 's/^minlen.*/minlen = 4/' /etc/security/pwquality.conf`, drifts: ["minlen"] },
          { by: "took the check out of the stack", with: sh`sed -i '/pwquality/d' /etc/pam.d/common-password`, drifts: ["stack"] },
        ],
      },
      {
        on: "suite-02",
        want: { module: "pwhistory", settings: { remember: "5" } },
        breaks: [
          { by: "remembers one password only", with: sh`sed -i s/remember=5/remember=1/ /etc/pam.d/common-password`, drifts: ["remember"] },
          {
            by: "removed the profile from which the stack is made",
            with: sh`rm /usr/share/pam-configs/conform-pwhistory`,
            drifts: ["profile"],
          },
        ],
        gone: sh`! grep -rq pwhistory /etc/pam.d /usr/share/pam-configs`,
      },
    ],
    unbroken: { dcredit: "as minlen", enforce_for_root: "as even_deny_root" },
  },
);
