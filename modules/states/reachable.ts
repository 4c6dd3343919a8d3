import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";

export interface Reachable {
  readonly host: string;
  readonly port: number;
}

const tries = ({ host, port }: Reachable): Sh => sh`timeout -k 1 3 bash -c 'exec 3<>"/dev/tcp/$1/$2"' bash ${host} ${port} 2>/dev/null`;

/**
 * A TCP port of another host that answers when this host asks, within 3 seconds. Nothing here can put it right, so declare it with
 * `audit: true`: the other host may be off, its service stopped, or a firewall in between.
 *
 * @example reachable({ host: "10.77.20.5", port: 5053 }, { audit: true, why: "applications ask it for their licences" })
 */
export const reachable = defineState<Reachable, "port">({
  kind: "reachable",
  summary: "TCP port of another host that answers",
  params: {
    type: "object",
    properties: {
      host: {
        type: "string",
        pattern: "^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$",
        maxLength: 253,
        description: "address or name of the other host, as this one knows it",
        examples: ["10.77.20.5"],
      },
      port: { type: "integer", minimum: 1, maximum: 65_535, description: "its TCP port", examples: [5053] },
    },
    required: ["host", "port"],
    additionalProperties: false,
  },

  name: ({ host, port }) => `${host}:${port}`,

  inspect: (want) => sh`
    needs bash
    case $_newline\${_answers-}$_newline in
      *"$_newline"${`${want.host}:${want.port}`}"$_newline"*) emit port open ;;
      *) if [ -z "\${_asked-}" ] && ${tries(want)}; then emit port open; else emit port ''; fi ;;
    esac`,

  // All at once: those that don't answer cost three seconds together, not each.
  survey: (wants) => sh`
    _asked=yes
    _answers=$(${lines(wants.map((want) => sh`{ if ${tries(want)}; then echo ${`${want.host}:${want.port}`}; fi; } &`))}
    wait)`,

  expect: () => ({ port: "open" }),

  repair: ({ host, port }, drift) => [
    drift.port &&
      sh`echo ${`nobody answers at ${host} port ${port}: is the host on, its service running, the way to it open?`} >&2; exit 1`,
  ],

  elsewhere: {
    ansible: "ansible.builtin.wait_for: { host: 10.77.20.5, port: 5053, timeout: 3 }",
    salt: "salt '*' network.connect 10.77.20.5 5053",
    puppet: "tcp_conn_validator { 'licences': host => '10.77.20.5', port => 5053 }",
  },
});
