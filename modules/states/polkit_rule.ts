import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile, surveyOwned } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";
import { onTrial } from "#states/own-way.ts";

export interface PolkitRule {
  readonly name: string;
  readonly content: string;
}

const path = ({ name }: PolkitRule): string => `/etc/polkit-1/rules.d/${name}.rules`;

const ruleFile = (want: PolkitRule): OwnedFile => ({ path: path(want), text: want.content });

const journal = sh`journalctl -u polkit.service -q --no-pager`;

/** polkitd reads a rule as soon as it is there, and writes into the journal what it did not understand. */
const understood = (want: PolkitRule): Sh => sh`{ for _ in 1 2 3 4 5 6 7 8 9 10; do
      _says=$(${journal} -o cat --after-cursor="$_cursor" 2>/dev/null) || break
      case $_says in *'Finished loading'*) break ;; esac
      sleep 0.5
    done
    case $_says in *Error*${path(want)}*) printf '%s\\n' "$_says" | grep Error >&2; false ;; esac; }`;

/**
 * A rule by which polkit decides who may do what on a desktop: mount a disk, set the clock, reboot. polkitd sees new files by itself; rules
 * are JavaScript, and one that it does not understand is taken back. Debian before 12 has a polkit that knows no such rules.
 *
 * @example polkitRule({ name: "10-no-mounts", content: "polkit.addRule(function (action) { if (action.id.indexOf('org.freedesktop.udisks2.') === 0) return polkit.Result.NO; });\n" })
 */
export const polkitRule = defineState<PolkitRule, OwnedFact>({
  kind: "polkit_rule",
  summary: "polkit rule: who may do what on a desktop",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[0-9]{2}-[A-Za-z0-9_.-]+$",
        maxLength: 100,
        description: "name of the file with its number, without .rules; the first rule that decides wins",
        examples: ["10-no-mounts"],
      },
      content: { type: "string", pattern: "^[^\\u0000\\u0001]+$", maxLength: 262_144, description: "JavaScript, as polkit(8) has it" },
    },
    required: ["name", "content"],
    additionalProperties: false,
  },

  name: (want) => want.name,

  inspect: (want) => sh`
    needs pkaction
    ${ownedFile(ruleFile(want)).inspect}`,

  survey: (wants) => surveyOwned(wants.map(ruleFile)),

  expect: (want) => ownedFile(ruleFile(want)).expect,

  repair: (want, drift) => {
    const changes = ownedFile(ruleFile(want)).repair(drift);
    if (drift.file === undefined) return changes;
    return [
      sh`systemctl start polkit.service
    _cursor=$(${journal} -n 1 --show-cursor 2>/dev/null | awk 'sub(/^-- cursor: /, "")') || :`,
      onTrial([path(want)], changes, {
        proof: understood(want),
        otherwise: "polkit does not understand the rule, and has the earlier one again",
      }),
    ];
  },

  undo: (want) => ownedFile(ruleFile(want)).undo,

  elsewhere: {
    ansible: "ansible.builtin.copy: { dest: /etc/polkit-1/rules.d/10-no-mounts.rules, content: '…' }",
    salt: "/etc/polkit-1/rules.d/10-no-mounts.rules: file.managed: [{contents: '…'}]",
    puppet: "polkit::rule { '10-no-mounts': content => '…' }",
  },
});
