import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { apt } from "#states/package/apt.ts";
import { dnf } from "#states/package/dnf.ts";
import type { PackageManager } from "#states/package/manager.ts";

export interface Packages {
  readonly name?: string;
  readonly names: readonly string[];
  readonly versions?: { readonly [name: string]: string };
  readonly hold?: boolean | readonly string[];
  readonly ensure?: "present" | "latest" | "absent" | "purged";
  readonly allowDowngrade?: boolean;
  readonly installRecommends?: boolean;
}

const managers: readonly PackageManager[] = [apt, dnf];

// apt would take a hyphen at the end for "remove it".
const aName = { type: "string", pattern: "^[A-Za-z0-9]([A-Za-z0-9+._-]*[A-Za-z0-9+._])?(:[a-z0-9]+)?$", maxLength: 200 } as const;

const noFamily = "packages are managed on the Debian and Red Hat families only";

const byFamily = (branch: (manager: PackageManager) => Sh | false, otherwise: Sh | false): Sh => sh`case $(os_family) in
${lines(managers.map((manager) => sh`${manager.family}) ${branch(manager)} ;;`))}
*) ${otherwise} ;; esac`;

const repairByFamily = (branch: (manager: PackageManager) => Sh): Sh => byFamily(branch, sh`echo ${noFamily} >&2; exit 1`);

const isGone = ({ ensure }: Packages): boolean => ensure === "absent" || ensure === "purged";

const namesOf = ({ names, versions = {} }: Packages): readonly string[] => [...new Set([...names, ...Object.keys(versions)])];

/** Those whose holds the state decides. */
const heldOf = (want: Packages): readonly string[] =>
  isGone(want) || want.hold === undefined ? [] : typeof want.hold === "boolean" ? namesOf(want) : want.hold;

const wantedOf = (want: Packages, name: string): string =>
  isGone(want) ? "" : (want.versions?.[name] ?? (want.ensure === "latest" ? "latest" : "installed"));

/** Asks for all of these at once: what is installed, what would be newer, what is held. */
const ask = ({ query, newer, locks }: PackageManager, wants: readonly Packages[]): Sh => {
  const latest = wants.filter(({ ensure }) => ensure === "latest").flatMap(namesOf);
  return sh`_packages="|$(${query([...new Set(wants.flatMap((want) => [...namesOf(want), ...heldOf(want)]))])})"
    ${latest.length > 0 && sh`_newer=$(${newer([...new Set(latest)])})`}
    ${wants.some((want) => heldOf(want).length > 0) && sh`_locks=${locks}`}`;
};

/**
 * Packages of the distribution, in one transaction. Each is a fact of its own, so that drift names exactly the missing ones.
 *
 * With `versions`, the installed version is compared; a newer one is taken back only with `allowDowngrade`. `hold` keeps upgrades away from
 * what is installed (apt-mark, dnf versionlock), so only this state changes it. `latest` compares with the package lists that the host has:
 * its own timers fetch them, a look never does. Packages and holds stay when nothing declares them any more; `hold: false` lets go.
 *
 * @example packages({ names: ["nfs-common", "chrony"] })
 * @example packages({ names: ["nvidia-driver"], versions: { "nvidia-driver": "550.127.*" }, hold: true }, { why: "the release that Resolve 19 was tested with" })
 * @example packages({ names: ["telnet"], ensure: "absent" }, { controls: ["CIS 2.2.4"] })
 */
export const packages = defineState<Packages, string>({
  kind: "package",
  summary: "packages of the distribution: installed, at which version, held (apt, dnf)",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[A-Za-z0-9][A-Za-z0-9 ._-]*$",
        maxLength: 80,
        description: "what to call the state; without one, it is called after all its packages",
        examples: ["resolve-prerequisites"],
      },
      names: {
        type: "array",
        items: aName,
        minItems: 1,
        uniqueItems: true,
        description: "names as the distribution calls them, without versions",
        examples: [["nfs-common", "chrony"]],
      },
      versions: {
        type: "object",
        propertyNames: { pattern: aName.pattern },
        additionalProperties: { type: "string", pattern: "^(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9.+:~^_-]*[*]?$", maxLength: 100 },
        description: "the version of some of them as the distribution writes it; with `*` at the end, any that begins so",
        examples: [{ "nvidia-driver": "550.127.*" }],
      },
      hold: {
        anyOf: [{ type: "boolean" }, { type: "array", items: aName, uniqueItems: true }],
        description: "whether upgrades pass over them, or which of them; without it, that is nobody's business",
        examples: [true, ["nvidia-driver"]],
      },
      ensure: {
        type: "string",
        enum: ["present", "latest", "absent", "purged"],
        description: "`absent` when none of them shall be installed, their configuration and data stay; `purged` takes configuration along",
        default: "present",
      },
      allowDowngrade: { type: "boolean", description: "whether an older version may replace what is installed", default: false },
      installRecommends: {
        type: "boolean",
        description: "whether recommended packages come along; without it, as the host has it",
        examples: [false],
      },
    },
    required: ["names"],
    additionalProperties: false,
  },

  name: (want) => want.name ?? namesOf(want).toSorted().join(","),

  // Where several versions are installed (kernels), the wanted one counts.
  inspect: (want) => sh`
    if [ -z "\${_packages-}" ]; then
      ${byFamily((manager) => sh`needs ${manager.tool}; ${ask(manager, [want])}`, sh`cannot_look ${noFamily}`)}
    fi
    set -f
    set -- ${[...new Set([...namesOf(want), ...heldOf(want)])].flatMap((name) => [name, wantedOf(want, name)])}
    while [ $# -gt 0 ]; do
      _all=$_packages _found='' _hold=''
      while :; do
        case $_all in *"|$1="*) _all=\${_all#*"|$1="} ;; *) break ;; esac
        _rest=\${_all%%|*}
        _status=\${_rest%%=*} _rest=\${_rest#*=}
        _version=\${_rest%%=*} _mark=\${_rest#*=}
        case $_status in
          installed) ;;
          ${want.ensure === "purged" ? sh`not-installed` : sh`not-installed | config-files`}) continue ;;
          *) _found=\${_found:-$_status}; continue ;;
        esac
        for _lock in \${_locks-}; do
          # shellcheck disable=SC2254 # both are patterns
          case $_mark in $_lock) _hold=held ;; "$1"-*) case $_lock in "$1"-[0-9]*) _hold=\${_hold:-$_lock} ;; esac ;; esac
        done
        case $2 in
          '' | installed) _found=installed; break ;;
          latest)
            case \${_newer-} in
              *"|$1="*) _newest=\${_newer#*"|$1="}; _found="$_version < \${_newest%%|*}" ;;
              '?') _found="$_version < ?" ;;
              *) _found=latest ;;
            esac
            break ;;
        esac
        # shellcheck disable=SC2254
        case $_version in $2) _found=$2; break ;; *) _found=\${_found:-$_version} ;; esac
      done
      emit "$1" "$_found"
      emit "hold:$1" "$_hold"
      shift 2
    done`,

  survey: (wants) =>
    byFamily(
      (manager) => sh`! command -v ${manager.tool} >/dev/null 2>&1 || { ${ask(manager, wants)}
    }`,
      sh`:`,
    ),

  expect: (want) => ({
    ...Object.fromEntries(namesOf(want).map((name) => [name, wantedOf(want, name)])),
    ...Object.fromEntries(heldOf(want).map((name) => [`hold:${name}`, want.hold === false ? "" : "held"])),
  }),

  repair: (want, drift) => {
    const { ensure, versions = {}, hold, allowDowngrade = false, installRecommends } = want;
    const drifted = namesOf(want).filter((name) => drift[name]);
    if (isGone(want)) return [drifted.length > 0 && repairByFamily(({ remove }) => remove(drifted, ensure === "purged"))];
    const decided = heldOf(want);
    const released = drifted.filter((name) => decided.includes(name));
    const held = decided.filter((name) => drift[`hold:${name}`] ?? released.includes(name));
    const wanted = drifted.map((name) => ({ name, version: versions[name] }));
    return [
      wanted.length > 0 &&
        repairByFamily(({ install }) => install({ wanted, latest: ensure === "latest", allowDowngrade, installRecommends, released })),
      held.length > 0 && repairByFamily((manager) => (hold === false ? manager.release(held) : manager.hold(held))),
    ];
  },

  elsewhere: {
    ansible: "ansible.builtin.apt: { name: [nfs-common, nvidia-driver=550.127.*], state: present, allow_downgrade: false }",
    salt: "tools: pkg.installed: [{pkgs: [nfs-common, nvidia-driver: '550.127.*']}, {hold: True}]",
    puppet: "package { 'nvidia-driver': ensure => '550.127.08-1', mark => hold }",
  },
});
