import { memory } from "#core/prelude.ts";
import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { unit } from "#states/params.ts";
import { show, showAll } from "#states/systemd-show.ts";

export interface Service {
  readonly name: string;
  readonly enabled?: boolean;
  readonly running?: boolean;
  readonly masked?: boolean;
}

const image = (name: string): string => `${memory}/before-unit/${name}`;

/** Remembers how the unit was before the first change. */
const keepUnit = (name: string): Sh => sh`[ -e ${image(name)} ] || {
    (umask 077 && mkdir -p ${`${memory}/before-unit`})
    printf '%s:%s\\n' "$(systemctl is-enabled -- ${name} 2>/dev/null || :)" "$(systemctl is-active -- ${name} || :)" >${image(name)}
    }`;

/**
 * A systemd unit: whether it starts at boot, whether it runs now, and whether systemd has read its newest file.
 * A unit that isn't there is as good as one that is disabled and stopped.
 *
 * @example service({ name: "chrony.service", enabled: true, running: true })
 * @example service({ name: "rpcbind.socket", masked: true }, { why: "NFS 4 needs no port mapper" })
 */
export const service = defineState<Service, "enabled" | "active" | "loaded">({
  kind: "service",
  summary: "systemd unit: enabled, running, masked",
  params: {
    type: "object",
    properties: {
      name: unit("the unit with its suffix", "chrony.service"),
      enabled: { type: "boolean", description: "whether it starts at boot" },
      running: { type: "boolean", description: "whether it runs now" },
      masked: { type: "boolean", description: "whether nothing may start it; `enabled` and `running` then say no more", default: false },
    },
    required: ["name"],
    additionalProperties: false,
  },

  name: (want) => want.name,

  // `is-enabled` reads the disk; systemd's own property may be older than a link that somebody removed by hand.
  inspect: ({ name, enabled, running, masked }) => sh`
    needs systemctl
    line_of ${`${name}|`} "\${_units-}"
    _shown=$_line
    [ -n "$_shown" ] || _shown=$(${show([name])}) || cannot_look 'systemd does not answer'
    _enabled=''
    ${
      (enabled !== undefined || masked === true) &&
      sh`_enabled=$(systemctl is-enabled -- ${name} 2>/dev/null)
    case $_enabled in alias) _enabled=enabled ;; not-found) _enabled= ;; masked-runtime) _enabled=masked ;; esac`
    }
    _active=\${_shown##*ActiveState=}; _active=\${_active%%[!a-z]*} _loaded=current
    case $_shown in *NeedDaemonReload=yes*) _loaded=outdated ;; esac
    case $_active in reloading | refreshing) _active=active ;; esac
    case $_shown in *LoadState=not-found*) _enabled='' _active='' _loaded='' ;; esac
    ${enabled === false && sh`case $_enabled in '' | static | indirect | masked) _enabled=disabled ;; esac`}
    ${running !== true && sh`case $_active in '' | failed) _active=inactive ;; esac`}
    ${enabled !== true && running !== true && sh`_loaded=\${_loaded:-current}`}
    emit enabled "$_enabled"
    emit active "$_active"
    emit loaded "$_loaded"`,

  survey: (wants) => sh`_units=${showAll(wants.map(({ name }) => name))} || _units=''`,

  expect: ({ enabled, running, masked }) =>
    masked === true
      ? { enabled: "masked", active: "inactive" }
      : {
          ...(enabled !== undefined && { enabled: enabled ? "enabled" : "disabled" }),
          ...(running !== undefined && { active: running ? "active" : "inactive" }),
          loaded: "current",
        },

  repair: ({ name }, { enabled, active, loaded }) => [
    (enabled ?? active) && keepUnit(name),
    loaded && sh`systemctl daemon-reload`,
    active?.want === "inactive" && sh`! systemctl -q is-active -- ${name} || systemctl stop -- ${name}`,
    enabled?.want === "masked" && sh`systemctl mask -- ${name}`,
    enabled?.want === "enabled" && enabled.have !== "disabled" && sh`systemctl unmask -- ${name}`,
    enabled?.want === "enabled" && sh`systemctl enable -- ${name}`,
    enabled?.want === "disabled" && sh`systemctl disable -- ${name}`,
    active?.want === "active" &&
      sh`systemctl reset-failed -- ${name} 2>/dev/null || :
    systemctl start -- ${name} || { systemctl status --no-pager --lines=10 -- ${name} || :; exit 1; }`,
  ],

  undo: ({ name }) => [
    sh`if [ -r ${image(name)} ]; then
      IFS=: read -r _enabled _active <${image(name)}
      case $_enabled in masked*) ;; *) systemctl unmask -- ${name} ;; esac
      case $_enabled in
        enabled) systemctl enable -- ${name} ;;
        masked) systemctl mask -- ${name} ;;
        '' | disabled | not-found) systemctl disable -- ${name} 2>/dev/null || : ;;
      esac
      case $_active in
        active) systemctl start -- ${name} ;;
        *) ! systemctl -q is-active -- ${name} || systemctl stop -- ${name} ;;
      esac
      rm -f ${image(name)}
    fi`,
  ],

  elsewhere: {
    ansible: "ansible.builtin.systemd_service: { name: chrony, enabled: true, state: started }",
    salt: "chrony: service.running: [{enable: True}]",
    puppet: "service { 'chrony': ensure => running, enable => true }",
  },
});
