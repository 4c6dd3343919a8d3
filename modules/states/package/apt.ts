import { Sh, sh } from "#core/sh.ts";
import type { PackageManager } from "#states/package/manager.ts";

// needrestart only lists: when what restarts is decided by roles, not by a package.
const aptGet = new Sh(`apt_get() {
  DEBIAN_FRONTEND=noninteractive APT_LISTCHANGES_FRONTEND=none NEEDRESTART_MODE=l UCF_FORCE_CONFFOLD=1 \\
    apt-get -y -q -o DPkg::Lock::Timeout=120 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" </dev/null
}`);

/** Debian and Ubuntu. */
export const apt: PackageManager = {
  family: "debian",
  tool: "dpkg-query",

  query: (names) =>
    sh`dpkg-query -W -f='|\${Package}=\${db:Status-Status}|\${Package}:\${Architecture}=\${db:Status-Status}|' -- ${names} 2>/dev/null`,

  // A bare host has no package lists and an old one has stale ones: they are fetched when the first try fails.
  install: (names) => sh`${aptGet}
    apt_get install -- ${names} || { apt_get update && apt_get install -- ${names}; } || exit 1`,

  remove: (names) => sh`${aptGet}
    _others=$(apt_get -s remove -- ${names} | while read -r _verb _name _; do
      [ "$_verb" = Remv ] || continue
      case ${` ${names.join(" ")} `} in *" $_name "*) ;; *) printf ' %s' "$_name" ;; esac
    done)
    if [ -n "$_others" ]; then echo "this would also remove$_others, which need it: declare them absent, too" >&2; exit 1; fi
    apt_get remove -- ${names}`,
};
