import { Sh, sh } from "#core/sh.ts";
import { patiently } from "#states/package/manager.ts";
import type { PackageManager } from "#states/package/manager.ts";

// needrestart only lists: when what restarts is decided by roles, not by a package. A name is never taken for a pattern of names.
const aptGet = new Sh(`${patiently.text}
apt_get() {
  patiently env DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_MODE=l UCF_FORCE_CONFFOLD=1 \\
    apt-get -y -q -o APT::Cmd::Pattern-Only=true -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"
}`);

/** Debian and Ubuntu. */
export const apt: PackageManager = {
  family: "debian",
  tool: "dpkg-query",

  query: (names) =>
    sh`dpkg-query -W -f='|\${Package}=\${db:Status-Status}=\${Version}=\${db:Status-Want}||\${Package}:\${Architecture}=\${db:Status-Status}=\${Version}=\${db:Status-Want}|' -- ${names} 2>/dev/null`,

  // A package of the host's own architecture is printed without it.
  newer: (names) => sh`apt-cache policy -- ${names} 2>/dev/null | _names=${names.join(" ")} awk '
      /^[^ ]/ { sub(/:$/, ""); name = $0 }
      $1 == "Installed:" { installed = $2 }
      $1 == "Candidate:" && installed != "(none)" && $2 != "(none)" && $2 != installed {
        printf "|%s=%s|", name, $2
        n = split(ENVIRON["_names"], asked, " ")
        for (i = 1; i <= n; i++) if (index(asked[i], name ":") == 1) printf "|%s=%s|", asked[i], $2
      }'`,

  locks: sh`hold`,

  // A bare host has no package lists and an old one has stale ones: they are fetched when the first try fails.
  install: ({ wanted, allowDowngrade, installRecommends, released }) => {
    const options = [
      ...(allowDowngrade ? ["--allow-downgrades"] : []),
      ...(installRecommends === undefined ? [] : [installRecommends ? "--install-recommends" : "--no-install-recommends"]),
    ];
    const specs = wanted.map(({ name, version }) => (version === undefined ? name : `${name}=${version}`));
    return sh`${aptGet}
    ${
      released.length > 0 &&
      sh`_held=$(apt-mark showhold -- ${released} 2>/dev/null) || _held=''
    # shellcheck disable=SC2086 # each word is a name
    [ -z "$_held" ] || patiently apt-mark unhold -- $_held`
    }
    try() {
      apt_get ${options} install -- ${specs} || case $_said in
        *'without --allow-downgrades'*) echo 'so it is older than what is installed: declare allowDowngrade where that is meant'; return 2 ;;
        *'without --allow-change-held-packages'*) echo 'somebody holds it: declare hold, or let it go with apt-mark unhold'; return 2 ;;
        *) return 1 ;;
      esac
    }
    _tried=0
    try || _tried=$?
    if [ "$_tried" -eq 1 ] && apt_get update && try; then _tried=0; fi
    ${
      released.length > 0 &&
      sh`# shellcheck disable=SC2086 # each word is a name
    [ "$_tried" -eq 0 ] || [ -z "$_held" ] || patiently apt-mark hold -- $_held`
    }
    [ "$_tried" -eq 0 ] || exit 1`;
  },

  hold: (names) => sh`${patiently}
    patiently apt-mark hold -- ${names}`,

  release: (names) => sh`${patiently}
    patiently apt-mark unhold -- ${names}`,

  remove: (names, purge) => sh`${aptGet}
    _others=$(apt-get -s remove -- ${names} | while read -r _verb _name _; do
      [ "$_verb" = Remv ] || continue
      case ${` ${names.join(" ")} `} in *" $_name "*) ;; *) printf ' %s' "$_name" ;; esac
    done)
    if [ -n "$_others" ]; then echo "this would also remove$_others, which need it: declare them absent, too" >&2; exit 1; fi
    apt_get ${purge ? "purge" : "remove"} -- ${names}`,
};
