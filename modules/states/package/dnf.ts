import { sh } from "#core/sh.ts";
import type { PackageManager } from "#states/package/manager.ts";

/** Red Hat Enterprise Linux and its relatives. */
export const dnf: PackageManager = {
  family: "rhel",
  tool: "rpm",

  // rpm also prints "package X is not installed", which holds no `|`
  query: (names) => sh`rpm -q --qf '|%{NAME}=installed|%{NAME}.%{ARCH}=installed|' -- ${names} 2>/dev/null`,

  // dnf waits for its lock by itself; changed configuration stays and the new one arrives as .rpmnew
  install: (names) => sh`dnf -y -q install -- ${names} </dev/null`,

  // rpm, unlike dnf, refuses when something else needs them
  remove: (names) => sh`rpm -e -- ${names}`,
};
