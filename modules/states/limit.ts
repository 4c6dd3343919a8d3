import { lines, sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile, surveyOwned } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";

export interface Limit {
  readonly domain: string;
  readonly type: "soft" | "hard" | "-";
  readonly item: string;
  readonly value: string;
}

const folder = "/etc/security/limits.d";

const called = ({ domain, type, item }: Limit): string => [domain, type, item].join(" ");

// pam_limits(8): the files are read in the order of their names in the C locale, and the last line about a domain and item counts.
const dropIn = (want: Limit): OwnedFile => {
  const { domain, type, item, value } = want;
  const name = [domain === "*" ? "+all" : domain, item, type === "-" ? "both" : type].join("-");
  return { path: `${folder}/zz-conform-${name}.conf`, text: `${called(want)} ${value}\n` };
};

/** Every limit that a file of the folder sets, as `FILE|DOMAIN ITEM TYPE VALUE`. */
const allLimits = sh`_limits=$(awk '{ sub(/#.*/, "") } NF > 3 { print FILENAME "|" $1, $3, $2, $4 }' ${folder}/*.conf 2>/dev/null)`;

/**
 * A limit of what one login may use: open files, locked memory, real-time priority. It counts for logins that come after it (SSH, desktop,
 * su, cron). Services are no logins: give them `LimitNOFILE=` and the like with a drop-in (`unit`).
 *
 * @example limit({ domain: "*", type: "-", item: "nofile", value: "65536" })
 * @example limit({ domain: "@audio", type: "-", item: "rtprio", value: "95" }, { why: "sound that waits is sound that clicks" })
 */
export const limit = defineState<Limit, OwnedFact | "overridden">({
  kind: "limit",
  summary: "limit for logins (pam_limits)",
  params: {
    type: "object",
    properties: {
      domain: {
        type: "string",
        pattern: "^([*%]|[@%]?[A-Za-z0-9_][A-Za-z0-9_.:-]*)$",
        maxLength: 100,
        description: "whom it is for: a user, `@group`, or `*` for everybody but root",
        examples: ["@audio"],
      },
      type: { type: "string", enum: ["soft", "hard", "-"], description: "`soft` may be raised by the user up to `hard`; `-` is both" },
      item: {
        type: "string",
        enum: [
          "as",
          "core",
          "cpu",
          "data",
          "fsize",
          "locks",
          "maxlogins",
          "maxsyslogins",
          "memlock",
          "msgqueue",
          "nice",
          "nofile",
          "nonewprivs",
          "nproc",
          "priority",
          "rss",
          "rtprio",
          "sigpending",
          "stack",
        ],
        description: "what is limited, as limits.conf(5) names it; each has a unit of its own (memlock: KiB)",
        examples: ["nofile"],
      },
      value: { type: "string", pattern: "^(unlimited|infinity|-?[0-9]+)$", description: "the limit", examples: ["65536"] },
    },
    required: ["domain", "type", "item", "value"],
    additionalProperties: false,
  },

  name: called,

  inspect: (want) => {
    const { domain, type, item } = want;
    const { path } = dropIn(want);
    const types = type === "-" ? ["-", "soft", "hard"] : ["-", type];
    return sh`
    ${ownedFile(dropIn(want)).inspect}
    [ -n "\${_limits+asked}" ] || ${allLimits}
    _after='' _overridden='' IFS=$_newline
    set -f
    for _each in $_limits; do
      case $_after,$_each in
        *,${path}'|'*) _after=yes ;;
        ${lines(types.map((one) => sh`yes,*${`|${domain} ${item} ${one} `}*) _overridden=$_each ;;`))}
      esac
    done
    emit overridden "$_overridden"`;
  },

  survey: (wants) => sh`${surveyOwned(wants.map(dropIn))}
    ${allLimits}`,

  expect: (want) => ({ ...ownedFile(dropIn(want)).expect, overridden: "" }),

  repair: (want, drift) => [
    ...ownedFile(dropIn(want)).repair(drift),
    drift.overridden &&
      sh`echo ${`another file sets it after ours: ${drift.overridden.have} (file, domain, item, type, value); take that line out`} >&2
    exit 1`,
  ],

  undo: (want) => ownedFile(dropIn(want)).undo,

  elsewhere: {
    ansible: `community.general.pam_limits: { domain: "@audio", limit_type: "-", limit_item: rtprio, value: "95" }`,
    salt: "/etc/security/limits.d/audio.conf: file.managed: [{contents: '@audio - rtprio 95'}]",
    puppet: "limits::limits { '@audio/rtprio': both => 95 }",
  },
});
