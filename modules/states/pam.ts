import { memory } from "#core/prelude.ts";
import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ini } from "#states/ini.ts";
import { line } from "#states/line.ts";
import { canBecomeRoot, findOwnWay, onTrial } from "#states/own-way.ts";
import { pamModules } from "#states/pam/modules.ts";

export interface Pam {
  readonly module: "faillock" | "pwhistory" | "pwquality";
  readonly settings?: Readonly<Record<string, string | boolean>>;
}

const debianStack = ["/etc/pam.d/common-auth", "/etc/pam.d/common-account", "/etc/pam.d/common-password"];
const rhelStack = ["/etc/pam.d/system-auth", "/etc/pam.d/password-auth"];
// What pam-auth-update and authselect write.
const debianFiles = [
  ...["auth", "account", "password", "session", "session-noninteractive"].flatMap((type) => [
    `/etc/pam.d/common-${type}`,
    `/var/lib/pam/${type}`,
  ]),
  "/var/lib/pam/seen",
];
const rhelFiles = [
  "authselect.conf",
  "system-auth",
  "password-auth",
  "fingerprint-auth",
  "smartcard-auth",
  "postlogin",
  "nsswitch.conf",
].map((name) => `/etc/authselect/${name}`);

const byFamily = (debian: Sh, rhel: Sh): Sh => sh`case $(os_family) in
    debian) ${debian} ;;
    rhel) ${rhel} ;;
    *) echo 'PAM is managed on the Debian and Red Hat families only' >&2; exit 1 ;; esac`;

const configuration = ({ module }: Pam): string => `/etc/security/${module}.conf`;

const args = ({ settings = {} }: Pam): string =>
  Object.entries(settings)
    .flatMap(([key, value]) => (value === false ? [] : [`${value === true ? key : `${key}=${value}`} `]))
    .join("");

const profilesOf = (want: Pam): [file: string, name: string, text: string][] =>
  Object.entries(pamModules[want.module].profiles(args(want))).map(([name, text]) => [`/usr/share/pam-configs/${name}`, name, text]);

/** What is set where: each file of settings in turn, the stack's own arguments last, and whether the stack has all its lines. */
const reading = `
{ sub(/#.*/, "") }
FILENAME !~ /\\/pam[.]d\\// { if (split($0, part, /[ \\t]*=[ \\t]*/) > 1) { sub(/^[ \\t]+/, "", part[1]); sub(/[ \\t]+$/, "", part[2]); said[part[1]] = part[2] } else if (NF) said[$1] = "yes"; next }
{
  for (at = 2; at <= NF && $at != ENVIRON["_module"]; at++);
  if (at > NF) next
  type = $1
  sub(/^-/, "", type)
  for (i = at + 1; i <= NF; i++) {
    if ($i ~ /^(preauth|authfail|authsucc)$/) type = type " " $i
    else if (split($i, part, "=") > 1) said[part[1]] = part[2]
    else said[$i] = "yes"
  }
  if (!((type, FILENAME) in has)) { has[type, FILENAME]; times[type]++ }
}
END {
  count = split(ENVIRON["_lines"], need, ",")
  for (i = 1; i <= count; i++) if (times[need[i]] < ENVIRON["_times"] + 0) lacks = lacks (lacks == "" ? "no " : ", no ") need[i]
  print "!stack " (lacks == "" ? "in force" : lacks)
  for (key in said) print key " " said[key]
}`;

/** Each way to log in still asks for a password, every module that is named is there, root passes, and so does whoever is at work here. */
const stillOpen = (stack: readonly string[]): Sh => sh`(
      for _type in auth account password; do
        grep -hE "^-?\${_type}[[:blank:]]" ${stack} | grep -q 'pam_unix[.]so' || { echo "PAM would no longer ask pam_unix.so in $_type" >&2; exit 1; }
      done
      # shellcheck disable=SC2013 # words
      for _named in $(grep -hv '^#' ${stack} | grep -oE 'pam_[a-z0-9_]+[.]so' | sort -u); do
        [ -e "\${_so%/*}/$_named" ] || { echo "PAM would ask $_named, which is not there" >&2; exit 1; }
      done
      timeout 30 su -s /bin/sh root -c : && ${canBecomeRoot}
    )`;

const otherwise = "PAM is as it was: whoever logs in, or is at work here, must still be able to";

const find = ({ module }: Pam): Sh => sh`_so=''
    for _each in /lib/*/security /usr/lib/*/security /lib64/security /usr/lib64/security; do
      if [ -e "$_each/"${`pam_${module}.so`} ]; then _so=$_each/${`pam_${module}.so`}; fi
    done`;

const enableOnDebian = (want: Pam): Sh => {
  const profiles = profilesOf(want);
  const names = profiles.length > 0 ? profiles.map(([, name]) => name) : [want.module];
  return onTrial(
    [...debianFiles, ...profiles.map(([file]) => file)],
    [
      ...profiles.map(([file, , text]) => sh`printf %s ${text} | write_file ${file} 0644 root root ${Buffer.byteLength(text)}`),
      // it would keep arguments that somebody gave the module by hand
      sh`DEBIAN_FRONTEND=noninteractive pam-auth-update --package --remove ${names}`,
      sh`DEBIAN_FRONTEND=noninteractive pam-auth-update --enable ${names}`,
    ],
    { proof: stillOpen(debianStack), otherwise },
  );
};

const marker = (feature: string): string => `${memory}/before-authselect/${feature}`;

// With --force what somebody wrote into authselect's own files by hand goes; it keeps a copy of them.
const enableOnRhel = ({ module }: Pam): Sh => {
  const { feature } = pamModules[module];
  return sh`_now=$(authselect current --raw) || { echo 'authselect does not manage PAM on this host: choose a profile with authselect select first' >&2; exit 1; }
    ${feature !== undefined && sh`case " $_now " in *${` ${feature} `}*) ;; *) _now="$_now "${feature}; (umask 077 && mkdir -p ${`${memory}/before-authselect`}) && : >${marker(feature)} ;; esac`}
    ${onTrial(
      rhelFiles,
      [
        sh`# shellcheck disable=SC2086 # a profile and its features
    authselect select $_now --force -b >/dev/null`,
      ],
      { proof: stillOpen(rhelStack), otherwise },
    )}`;
};

/** A setting as a state of its own: an option with a value, or a line that is there or not. */
const setting = (want: Pam, key: string, value: string | boolean): { repair: readonly (Sh | false | undefined)[]; undo: readonly Sh[] } => {
  const path = configuration(want);
  if (typeof value === "string") {
    const option = { path, option: key, value };
    return { repair: ini.repair(option, { option: { want: value, have: "" } }), undo: ini.undo?.(option) ?? [] };
  }
  const flag = { path, line: key, match: `^[[:blank:]]*${key}[[:blank:]]*$`, ensure: value ? "present" : "absent" } as const;
  return { repair: line.repair(flag, { line: { want: value ? key : "", have: "" } }), undo: line.undo?.(flag) ?? [] };
};

const settingsOf = ({ settings = {} }: Pam): [key: string, value: string | boolean][] => Object.entries(settings);

/**
 * A module of PAM: that the stack asks it, now and when the stack is made anew (pam-auth-update, authselect), and its settings, each as it
 * takes effect: an argument in the stack wins over the module's file, and /etc/security/pwquality.conf over its drop-ins.
 *
 * Nothing comes into force after which root or whoever is at work here would be shut out. faillock counts a wrong password once for each
 * time that a program asks: sudo asks three times, so one slip of the finger counts up to three unless sudoers has `passwd_tries=1`.
 *
 * @example pam({ module: "faillock", settings: { deny: "5", unlock_time: "0", even_deny_root: false } }, { controls: ["MPA TS-1.6"] })
 * @example pam({ module: "pwquality", settings: { minlen: "16", minclass: "3", enforce_for_root: true } })
 */
export const pam = defineState<Pam, string>({
  kind: "pam",
  summary: "passwords and lock-out: a PAM module in force, with its settings",
  params: {
    type: "object",
    properties: {
      module: {
        type: "string",
        enum: ["faillock", "pwhistory", "pwquality"],
        description: "faillock locks accounts after wrong passwords, pwquality refuses weak new ones, pwhistory earlier ones",
      },
      settings: {
        type: "object",
        propertyNames: { pattern: "^[a-z_]+$" },
        additionalProperties: {
          anyOf: [
            { type: "string", pattern: "^[A-Za-z0-9_./:,-]([A-Za-z0-9_./:, -]*[A-Za-z0-9_./:,-])?$", maxLength: 400 },
            { type: "boolean" },
          ],
        },
        description: "options of the module by the names of its manual; true and false for those that have no value",
        examples: [{ deny: "5", unlock_time: "900", even_deny_root: true }],
      },
    },
    required: ["module"],
    additionalProperties: false,
  },

  name: (want) => want.module,

  inspect: (want) => {
    const { lines: needed, feature } = pamModules[want.module];
    const words = needed.map((each) => each.split(" ")[1] ?? "");
    return sh`
    ${find(want)}
    [ -n "$_so" ] || needs ${`pam_${want.module}.so`}
    case $(os_family) in
      debian)
        _stack=${debianStack.join(" ")} _times=1 _profile=enabled
        ${lines(words.map((word) => sh`grep -qsE ${`pam_${want.module}[.]so.*${word}`} /usr/share/pam-configs/* || _profile=''`))} ;;
      rhel)
        _stack=${rhelStack.join(" ")} _times=2 _profile=enabled
        ${feature === undefined ? sh`[ -f /etc/authselect/authselect.conf ]` : sh`grep -qsx ${feature} /etc/authselect/authselect.conf`} || _profile='' ;;
      *) cannot_look 'PAM is managed on the Debian and Red Hat families only' ;;
    esac
    set --
    # shellcheck disable=SC2086 # their names
    for _each in ${`${configuration(want)}.d`}/*.conf ${configuration(want)} $_stack; do
      [ ! -f "$_each" ] || set -- "$@" "$_each"
    done
    _said=$(_module=${`pam_${want.module}.so`} _lines=${needed.join(",")} _times=$_times awk ${reading} "$@")
    line_of '!stack ' "$_said"; emit stack "$_line"
    emit profile "$_profile"
    ${lines(settingsOf(want).map(([key]) => sh`line_of ${`${key} `} "$_said"; emit ${key} "$_line"`))}`;
  },

  expect: (want) => ({
    stack: "in force",
    profile: "enabled",
    ...Object.fromEntries(settingsOf(want).map(([key, value]) => [key, value === true ? "yes" : value === false ? "" : value])),
  }),

  repair: (want, drift) => {
    const drifted = settingsOf(want).filter(([key]) => drift[key]);
    const inFile = lines(drifted.flatMap(([key, value]) => setting(want, key, value).repair));
    const enable = sh`${find(want)}
    ${findOwnWay}
    ${byFamily(enableOnDebian(want), enableOnRhel(want))}`;
    // An argument in the stack wins over the file; Debian keeps all settings of pwhistory there.
    const inStack = sh`grep -hE ${`pam_${want.module}[.]so`} ${[...debianStack, ...rhelStack]} 2>/dev/null | grep -qE ${`[[:blank:]](${drifted.map(([key]) => key).join("|")})(=|[[:blank:]]|$)`}`;
    const viaStack = want.module === "pwhistory" ? sh`{ [ "$(os_family)" = debian ] || ${inStack}; }` : inStack;
    return [
      drifted.length > 0 && (want.module === "pwhistory" ? byFamily(sh`:`, inFile) : inFile),
      drift["stack"] || drift["profile"]
        ? enable
        : drifted.length > 0 &&
          sh`if ${viaStack}; then ${enable}
    fi`,
    ];
  },

  undo: (want) => {
    const { feature } = pamModules[want.module];
    const profiles = profilesOf(want);
    const files = profiles.map(([file]) => file);
    const back = sh`authselect disable-feature ${feature ?? ""}; rm -f ${marker(feature ?? "")}`;
    return [
      ...settingsOf(want).flatMap(([key, value]) => setting(want, key, value).undo),
      ...(profiles.length === 0
        ? []
        : [
            sh`${find(want)}
    ${findOwnWay}
    ${byFamily(
      sh`for _profile in ${files}; do [ -e "$_profile" ] || continue
      ${onTrial([...debianFiles, ...files], [sh`DEBIAN_FRONTEND=noninteractive pam-auth-update --package --remove ${profiles.map(([, name]) => name)}`, ...files.map((file) => sh`put_back ${file}`)], { proof: stillOpen(debianStack), otherwise })}
      break; done`,
      sh`if [ -e ${marker(feature ?? "")} ]; then ${back}; fi`,
    )}`,
          ]),
    ];
  },

  elsewhere: {
    ansible:
      "community.general.pamd: { name: common-auth, type: auth, control: requisite, module_path: pam_faillock.so } + lineinfile of faillock.conf",
    salt: "/etc/security/faillock.conf: file.keyvalue: [{key_values: {deny: 5}}] + cmd.run: pam-auth-update or authselect",
    puppet: "pam { 'faillock': service => 'common-auth', type => 'auth', control => 'requisite', module => 'pam_faillock.so' }",
  },
});
