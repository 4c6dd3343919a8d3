import { lines, sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { inForce } from "#states/audit_rules/in-force.ts";
import { ownedFile, surveyOwned } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";
import { onTrial } from "#states/own-way.ts";

export interface AuditRules {
  readonly name: string;
  readonly rules: readonly string[];
}

const path = ({ name }: AuditRules): string => `/etc/audit/rules.d/${name}.rules`;

const rulesFile = (want: AuditRules): OwnedFile => ({
  path: path(want),
  text: want.rules.map((rule) => `${rule}\n`).join(""),
  mode: "0640",
});

/** Comments, and what steers the loading, leave nothing in the kernel that could be compared. */
const live = ({ rules }: AuditRules): string[] => rules.filter((rule) => !/^\s*(#|$|(-D|-c|-i)\s*$)/.test(rule));

/** What the kernel has: its rules, and the settings that the likes of `-b` and `-e` make. */
const asked = sh`$(auditctl -l 2>&1 && auditctl -s 2>&1)`;

const load = sh`augenrules --load >/dev/null`;

const refused = sh`${load} || { echo 'the kernel does not take these audit rules, and has the earlier ones again' >&2; exit 1; }`;

/**
 * What the kernel writes into the audit trail: rules in a file of their own, and each of them in force. The kernel prints rules in a
 * spelling of its own; they are compared by what they mean. Users and groups are written as numbers, since that is how it prints them.
 *
 * With `-e 2` in force the rules are locked: new ones wait for the next boot. A container has no audit of its own.
 *
 * @example auditRules({ name: "30-identity", rules: ["-w /etc/passwd -p wa -k identity", "-w /etc/shadow -p wa -k identity"] })
 * @example auditRules({ name: "30-time", rules: ["-a always,exit -F arch=b64 -S adjtimex,settimeofday -k time-change"] }, { controls: ["CIS 6.3.3.4"] })
 */
export const auditRules = defineState<AuditRules, OwnedFact | "live">({
  kind: "audit_rules",
  summary: "audit rules, in their file and in force",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[A-Za-z0-9_][A-Za-z0-9_.-]*$",
        maxLength: 100,
        description: "name of the file in /etc/audit/rules.d, without .rules; files are read in the order of their names",
        examples: ["30-identity"],
      },
      rules: {
        type: "array",
        items: { type: "string", pattern: "^[^\\u0000-\\u001f\\u007f]*$", maxLength: 4000 },
        minItems: 1,
        description: "one rule a line, as auditctl(8) has them",
        examples: [["-w /etc/passwd -p wa -k identity"]],
      },
    },
    required: ["name", "rules"],
    additionalProperties: false,
  },

  name: (want) => want.name,

  inspect: (want) => sh`
    needs auditctl
    ${ownedFile(rulesFile(want)).inspect}
    _audit=\${_audited-${asked}}
    case $_audit in
      *[Ee]rror* | *'Cannot open'* | *'must be root'*) line_of '' "$_audit"; cannot_look "the kernel does not answer auditctl: $_line" ;;
    esac
    emit live "$(printf '%s\\n' "$_audit" | _want=${live(want).join("\n")} ${inForce})"`,

  survey: (wants) => sh`${surveyOwned(wants.map(rulesFile))}
    if command -v auditctl >/dev/null; then _audited=${asked}; fi`,

  expect: (want) => ({ ...ownedFile(rulesFile(want)).expect, live: live(want).join("\n") }),

  repair: (want, drift) => {
    const changes = ownedFile(rulesFile(want)).repair(drift);
    if (!drift.live) return changes;
    return [
      sh`case $(auditctl -s) in *'enabled 2'*)
    ${lines(changes)}
    echo 'the audit rules of this host are locked (-e 2): these come into force at the next boot' >&2; exit 1 ;; esac`,
      onTrial([path(want)], [...changes, refused], { proof: sh`true`, back: sh`${load} || :`, otherwise: "" }),
    ];
  },

  undo: (want) => [...ownedFile(rulesFile(want)).undo, sh`! command -v augenrules >/dev/null || ${load} || :`],

  elsewhere: {
    ansible: "ansible.builtin.copy: { dest: /etc/audit/rules.d/30-identity.rules } + command: augenrules --load",
    salt: "/etc/audit/rules.d/30-identity.rules: file.managed + cmd.run: augenrules --load (onchanges)",
    puppet: "auditd::rule { 'identity': content => '-w /etc/passwd -p wa -k identity' }",
  },
});
