import { sh } from "#core/sh.ts";
import { udevRule } from "#states/udev_rule.ts";
import { describeState } from "#support/describe-state.ts";

const rule = 'SUBSYSTEM=="usb", ATTR{idVendor}=="1edb", GROUP="plugdev", TAG+="uaccess"';
const panels = { name: "70-panels", rules: [rule], trigger: "usb" };
const file = "/etc/udev/rules.d/70-panels.rules";

describeState(
  udevRule,
  [
    {
      it: "is quiet when the file says so",
      want: panels,
      found: { file: `${rule}\n`, access: "0644 root:root" },
      drifts: [],
      repair: [],
    },
  ],
  {
    repairs: [
      {
        it: "writes the rules, and leaves udev alone where none runs",
        want: panels,
        drifts: ["file", "access"],
        leaves: { [file]: `${rule}\n` },
        undone: { [file]: undefined },
      },
    ],
    lab: [
      {
        on: "online-01",
        want: panels,
        breaks: [
          { by: "edited the rules", with: sh`sed -i s/1edb/1edc/ ${file}`, drifts: ["file"] },
          { by: "removed the rules", with: sh`rm ${file}`, drifts: ["file", "access"] },
          { by: "made them writable for all", with: sh`chmod 0666 ${file}`, drifts: ["access"] },
        ],
        gone: sh`[ ! -e ${file} ]`,
      },
    ],
  },
);
