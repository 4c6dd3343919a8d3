import { sh } from "#core/sh.ts";
import { dconf } from "#states/dconf.ts";
import { packages } from "#states/package.ts";
import { describeState } from "#support/describe-state.ts";

const delay = "/org/gnome/desktop/session/idle-delay";
const lock = "/org/gnome/desktop/screensaver/lock-enabled";
const banner = "/org/gnome/login-screen/banner-message-text";
const screen = { name: "50-screen-lock", settings: { [delay]: "uint32 600", [lock]: "true" }, locks: [delay, lock] };
const text = "[org/gnome/desktop/session]\nidle-delay=uint32 600\n\n[org/gnome/desktop/screensaver]\nlock-enabled=true\n";
const locks = `${delay}\n${lock}\n`;
const asWanted = {
  file: text,
  access: "0644 root:root",
  locks,
  locks_access: "0644 root:root",
  locked: `${delay} ${lock}`,
  profile: "yes",
  [delay]: "uint32 600",
  [lock]: "true",
};
const path = "/etc/dconf/db/local.d/50-screen-lock";
const locksPath = "/etc/dconf/db/local.d/locks/50-screen-lock";

/** dconf 0.40. A "compiled" database is here the text that it would dump. */
const tools = {
  dconf: `case $1 in
  dump) name=$(grep '^system-db:' | cut -d: -f2); cat "/etc/dconf/db/$name" ;;
  list-locks) name=$(grep '^system-db:' | cut -d: -f2); cat "/etc/dconf/db/$name.locks" ;;
  compile) ! grep -q nonsense "$3"/* || { echo "error: settings: [org]: x: invalid value: nonsense: 0-8:unknown keyword" >&2; exit 1; }; : >"$2" ;;
  update) cd /etc/dconf/db && for folder in *.d; do
      for file in "$folder"/*; do [ ! -f "$file" ] || cat "$file"; done >"\${folder%.d}"
      for file in "$folder"/locks/*; do [ ! -f "$file" ] || cat "$file"; done >"\${folder%.d}.locks"
    done ;;
esac`,
};
const profile = { "/etc/dconf/profile/user": "user-db:user\nsystem-db:local\n" };

describeState(
  dconf,
  [
    { it: "is quiet when files and database agree", want: screen, found: asWanted, drifts: [] },
    {
      it: "finds a database that was not compiled anew",
      want: screen,
      found: { ...asWanted, [delay]: "uint32 900" },
      drifts: [delay],
      repair: ["mkdir -p /etc/dconf/db/local.d; touch /etc/dconf/db/local.d; dconf update"],
    },
    {
      it: "has databases of other names, and no locks",
      want: { name: "10-banner", database: "gdm", profile: "gdm", settings: { [banner]: "'Grading only'" } },
      found: {
        file: "[org/gnome/login-screen]\nbanner-message-text='Grading only'\n",
        access: "0644 root:root",
        profile: "yes",
        [banner]: "'Grading only'",
      },
      drifts: [],
    },
  ],
  {
    tools,
    tells: [
      { it: "waits for the package that brings dconf", want: screen, tells: { "!needs": "dconf" } },
      {
        it: "tells what sessions get",
        want: screen,
        files: {
          ...profile,
          [path]: text,
          // as dconf dump and dconf list-locks printed it
          "/etc/dconf/db/local":
            "[org/gnome/desktop/screensaver]\nlock-delay=uint32 0\nlock-enabled=false\n\n[org/gnome/desktop/session]\nidle-delay=uint32 600\n",
          "/etc/dconf/db/local.locks": `${delay}\n`,
        },
        tools,
        tells: {
          file: text,
          access: "0644 root:root",
          locks: "",
          locks_access: "",
          locked: delay,
          profile: "yes",
          [delay]: "uint32 600",
          [lock]: "false",
        },
      },
      { it: "finds nothing on a bare host", want: screen, tools, tells: { profile: "", locked: "", [delay]: "" } },
    ],
    repairs: [
      {
        it: "writes everything and has it compiled, and takes it away again",
        want: screen,
        files: {},
        tools,
        drifts: ["file", "access", "locks", "locks_access", "locked", "profile", delay, lock],
        leaves: { [path]: text, [locksPath]: locks, "/etc/dconf/profile/user": "user-db:user\nsystem-db:local\n" },
        undone: { [path]: undefined, [locksPath]: undefined, "/etc/dconf/db/local": "" },
      },
      {
        it: "leaves the other databases of a profile alone",
        want: { name: "50-banner", settings: { [banner]: "'Grading only'" } },
        files: { "/etc/dconf/profile/user": "user-db:user\nsystem-db:site\n" },
        tools,
        drifts: ["file", "access", "profile", banner],
        leaves: { "/etc/dconf/profile/user": "user-db:user\nsystem-db:site\nsystem-db:local\n" },
      },
    ],
    refuses: [
      {
        it: "does not let a value come into force that is none",
        want: { name: "50-screen-lock", settings: { [delay]: "nonsense" } },
        files: { ...profile, [path]: text },
        tools,
        says: /invalid value: nonsense: 0-8:unknown keyword\nthe text was refused, and is not in force$/,
      },
    ],
    factsAreNames: true,
    lab: [
      {
        on: "suite-02",
        want: { name: "50-trial", settings: { [delay]: "uint32 600", [lock]: "true" }, locks: [delay] },
        after: [packages({ names: ["dconf-cli"] })],
        ready: sh`rm -f /etc/dconf/profile/user`,
        breaks: [
          { by: "edited the settings", with: sh`sed -i s/600/900/ /etc/dconf/db/local.d/50-trial`, drifts: ["file"] },
          {
            by: "edited the settings and had them compiled",
            with: sh`sed -i s/600/900/ /etc/dconf/db/local.d/50-trial; dconf update`,
            drifts: ["file", delay],
          },
          {
            by: "compiled another database in its place",
            with: sh`mkdir -p /root/trial; printf '[org/gnome/desktop/screensaver]\\nlock-enabled=false\\n' >/root/trial/a; dconf compile /etc/dconf/db/local /root/trial; rm -r /root/trial`,
            drifts: [delay, lock, "locked"],
          },
          {
            by: "set another value in a later file",
            with: sh`printf '[org/gnome/desktop/screensaver]\\nlock-enabled=false\\n' >/etc/dconf/db/local.d/99-trial; dconf update; rm /etc/dconf/db/local.d/99-trial`,
            drifts: [lock],
          },
          {
            by: "took away a lock",
            with: sh`rm /etc/dconf/db/local.d/locks/50-trial; touch /etc/dconf/db/local.d; dconf update`,
            drifts: ["locks", "locks_access", "locked"],
          },
          { by: "made the locks writable for all", with: sh`chmod 0666 /etc/dconf/db/local.d/locks/50-trial`, drifts: ["locks_access"] },
          { by: "made the settings writable for all", with: sh`chmod 0666 /etc/dconf/db/local.d/50-trial`, drifts: ["access"] },
          {
            by: "kept sessions from reading the database",
            with: sh`sed -i /system-db:local/d /etc/dconf/profile/user`,
            drifts: ["profile"],
          },
        ],
        gone: sh`[ ! -e /etc/dconf/db/local.d/50-trial ] && ! printf 'system-db:local\\n' | DCONF_PROFILE=/dev/stdin dconf dump / | grep -q idle-delay`,
        afterwards: sh`rm -f /etc/dconf/profile/user`,
      },
    ],
  },
);
