import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { apt } from "#states/package/apt.ts";
import { dnf } from "#states/package/dnf.ts";
import type { PackageManager } from "#states/package/manager.ts";
import type { Ensure } from "#states/params.ts";
import { ensure } from "#states/params.ts";

export interface Packages {
  readonly names: readonly string[];
  readonly ensure?: Ensure;
}

const managers: readonly PackageManager[] = [apt, dnf];

const byFamily = (branch: (manager: PackageManager) => Sh, otherwise: Sh): Sh => sh`case $(os_family) in
${lines(managers.map((manager) => sh`${manager.family}) ${branch(manager)} ;;`))}
*) ${otherwise} ;; esac`;

/**
 * Packages of the distribution, installed in one transaction. Each is a fact of its own, so that drift names exactly the missing ones.
 *
 * @example packages({ names: ["nfs-common", "chrony"] })
 * @example packages({ names: ["telnet"], ensure: "absent" }, { controls: ["CIS 2.2.4"] })
 */
export const packages = defineState<Packages, string>({
  kind: "package",
  summary: "packages of the distribution (apt, dnf)",
  params: {
    type: "object",
    properties: {
      names: {
        type: "array",
        items: { type: "string", pattern: "^[A-Za-z0-9][A-Za-z0-9+._-]*(:[a-z0-9]+)?$", maxLength: 200 },
        minItems: 1,
        uniqueItems: true,
        description: "names as the distribution calls them, without versions",
        examples: [["nfs-common", "chrony"]],
      },
      ensure: ensure("`absent` when none of them shall be installed; their configuration and data stay"),
    },
    required: ["names"],
    additionalProperties: false,
  },

  name: (want) => want.names.toSorted().join(","),

  inspect: ({ names }) => sh`
    ${byFamily(({ tool, query }) => sh`needs ${tool}; _found=$(${query(names)})`, sh`cannot_look 'packages are managed on the Debian and Red Hat families only'`)}
    for _name in ${names}; do
      case $_found in
        *"|$_name=installed|"*) emit "$_name" installed ;;
        *"|$_name=not-installed|"* | *"|$_name=config-files|"*) emit "$_name" '' ;;
        *"|$_name="*) _rest=\${_found#*"|$_name="}; emit "$_name" "\${_rest%%|*}" ;;
        *) emit "$_name" '' ;;
      esac
    done`,

  expect: ({ names, ensure }) => Object.fromEntries(names.map((name) => [name, ensure === "absent" ? "" : "installed"])),

  repair: ({ names, ensure }, drift) => {
    const drifted = names.filter((name) => drift[name]);
    return [
      drifted.length > 0 &&
        byFamily(
          ({ install, remove }) => (ensure === "absent" ? remove(drifted) : install(drifted)),
          sh`echo 'packages are managed on the Debian and Red Hat families only' >&2; exit 1`,
        ),
    ];
  },

  elsewhere: {
    ansible: "ansible.builtin.package: { name: [nfs-common, chrony], state: present }",
    salt: "tools: pkg.installed: [{pkgs: [nfs-common, chrony]}]",
    puppet: "package { ['nfs-common', 'chrony']: ensure => installed }",
  },
});
