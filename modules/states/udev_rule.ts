import { lines, sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { ownedFile, surveyOwned } from "#states/owned-file.ts";
import type { OwnedFact, OwnedFile } from "#states/owned-file.ts";

export interface UdevRule {
  readonly name: string;
  readonly rules: readonly string[];
  readonly trigger?: string;
}

const ruleFile = ({ name, rules }: UdevRule): OwnedFile => ({
  path: `/etc/udev/rules.d/${name}.rules`,
  text: rules.map((rule) => `${rule}\n`).join(""),
});

// A container has no udevd: the rules then count when the machine that is made of it boots.
const reload = sh`[ ! -S /run/udev/control ] || udevadm control --reload`;

const apply = ({ trigger }: UdevRule) =>
  lines([reload, trigger !== undefined && sh`[ ! -S /run/udev/control ] || udevadm trigger --action=change --subsystem-match=${trigger}`]);

/**
 * Rules by which udev names devices and says who may open them: panels, tablets, dongles, cards. The file's number decides the order;
 * `uaccess` works only below 73, where systemd's own rules hand devices to whoever sits there.
 *
 * @example udevRule({ name: "70-panels", rules: ['SUBSYSTEM=="usb", ATTR{idVendor}=="1edb", GROUP="plugdev", MODE="0660", TAG+="uaccess"'] })
 */
export const udevRule = defineState<UdevRule, OwnedFact>({
  kind: "udev_rule",
  summary: "udev rules: device names and who may open them",
  params: {
    type: "object",
    properties: {
      name: {
        type: "string",
        pattern: "^[0-9]{2}-[A-Za-z0-9_.-]+$",
        maxLength: 100,
        description: "name of the file with its number, without .rules",
        examples: ["70-panels"],
      },
      rules: {
        type: "array",
        items: { type: "string", pattern: "^[^\\u0000-\\u0008\\u000a-\\u001f]+$", maxLength: 4000 },
        minItems: 1,
        description: "lines as udev(7) has them",
      },
      trigger: {
        type: "string",
        pattern: "^[a-z0-9_-]+$",
        description: "subsystem whose devices that are there already get the rules at once",
        examples: ["usb"],
      },
    },
    required: ["name", "rules"],
    additionalProperties: false,
  },

  name: (want) => want.name,

  inspect: (want) => ownedFile(ruleFile(want)).inspect,

  survey: (wants) => surveyOwned(wants.map(ruleFile)),

  expect: (want) => ownedFile(ruleFile(want)).expect,

  repair: (want, drift) => [...ownedFile(ruleFile(want)).repair(drift), drift.file && apply(want)],

  undo: (want) => [...ownedFile(ruleFile(want)).undo, apply(want)],

  elsewhere: {
    ansible: "ansible.builtin.copy: { dest: /etc/udev/rules.d/70-panels.rules, content: '…' } + notify: udevadm control --reload",
    salt: "/etc/udev/rules.d/70-panels.rules: file.managed: [{contents: '…'}]",
    puppet: "udev::rule { '70-panels.rules': content => '…' }",
  },
});
