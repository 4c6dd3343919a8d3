import { expect, test } from "vitest";
import { sh } from "#core/sh.ts";
import { kernelModule } from "#states/kernel_module.ts";
import { describeState } from "#support/describe-state.ts";

const nfs = { name: "nfs" };
const usb = { name: "usb-storage", ensure: "blocked" } as const;
const loads = {
  uname: "echo 6.1.0",
  modprobe: `case $1 in -r) rm -r "/sys/module/$(echo "$3" | tr - _)" ;; *) mkdir -p "/sys/module/$2" && : >"/sys/module/$2/initstate" ;; esac`,
};

const asWanted = { live: "loaded", file: "nfs\n", access: "0644 root:root", optionsAccess: "" };
const card = { name: "snd-hda-intel", options: ["power_save=0", "enable=1"] };
const cardThere = {
  "/etc/modules-load.d/conform-snd-hda-intel.conf": "snd-hda-intel\n",
  "/etc/modprobe.d/conform-snd-hda-intel-options.conf": "options snd-hda-intel power_save=0 enable=1\n",
  "/sys/module/snd_hda_intel/initstate": "live\n",
};
/** A parameter that is only to be read, as find(1) tells of one. */
const readOnly = { find: "exit 0" };
const findParameter = "find /sys/module/snd_hda_intel/parameters -name power_save -perm -200";
const cardOptions = "options snd-hda-intel power_save=0 enable=1\n";

describeState(
  kernelModule,
  [
    { it: "is quiet when it is loaded and will be at boot", want: nfs, found: asWanted, drifts: [], repair: [] },
    {
      it: "loads it now and at boot",
      want: nfs,
      found: { live: "not loaded", file: "", access: "", optionsAccess: "" },
      drifts: ["live", "file", "access"],
      repair: [
        "put_back /etc/modprobe.d/conform-nfs.conf",
        "mkdir -p /etc/modules-load.d",
        "printf %s 'nfs\n' | write_file /etc/modules-load.d/conform-nfs.conf 0644 root root 4",
        "modprobe -- nfs",
      ],
    },
    {
      it: "blocks it before it takes it out",
      want: usb,
      found: { live: "loaded", file: "", access: "", optionsAccess: "" },
      drifts: ["live", "file", "access"],
      repair: [
        "put_back /etc/modules-load.d/conform-usb-storage.conf",
        "mkdir -p /etc/modprobe.d",
        "printf %s 'install usb-storage /bin/false\nblacklist usb-storage\n' | write_file /etc/modprobe.d/conform-usb-storage.conf 0644 root root 53",
        "modprobe -r -- usb-storage",
      ],
    },
    {
      it: "takes options away that nobody declares any more",
      want: nfs,
      found: { ...asWanted, optionsAccess: "0644 root:root" },
      drifts: ["optionsAccess"],
      repair: ["remove_file /etc/modprobe.d/conform-nfs-options.conf"],
    },
    {
      it: "has no parameter to set when it is loaded with its options",
      want: card,
      found: {
        live: "not loaded",
        file: "snd-hda-intel\n",
        access: "0644 root:root",
        options: cardOptions,
        optionsAccess: "0644 root:root",
      },
      drifts: ["live", "parameters"],
      repair: ["put_back /etc/modprobe.d/conform-snd-hda-intel.conf", "modprobe -- snd-hda-intel"],
    },
  ],
  {
    tools: { modprobe: "exit 0" },
    tells: [
      {
        it: "finds a loaded module, whose dashes the kernel writes as underscores",
        want: usb,
        files: { "/sys/module/usb_storage/initstate": "live\n" },
        tells: { live: "loaded" },
      },
      {
        it: "takes what is part of the kernel for loaded",
        want: { name: "dm-mod" },
        files: { "/lib/modules/6.1.0/modules.builtin": "kernel/drivers/md/dm-mod.ko\n" },
        tools: loads,
        tells: { live: "loaded" },
      },
      {
        it: "says that what is part of the kernel can't be blocked",
        want: usb,
        files: { "/lib/modules/6.1.0/modules.builtin": "kernel/drivers/usb/storage/usb-storage.ko\n" },
        tools: loads,
        tells: { live: "built in" },
      },
      {
        it: "is not misled by a longer name",
        want: { name: "nfs" },
        files: { "/lib/modules/6.1.0/modules.builtin": "kernel/fs/nfs/nfsv4.ko\nkernel/fs/xnfs.ko\n" },
        tools: loads,
        tells: { live: "not loaded" },
      },
      {
        it: "reads the options in force, whichever way they are true or false",
        want: { name: "loop", options: ["a=1", "b=on", "c=0", "d=5", "hidden=7"] },
        files: {
          "/sys/module/loop/initstate": "live\n",
          "/sys/module/loop/parameters/a": "Y\n",
          "/sys/module/loop/parameters/b": "N\n",
          "/sys/module/loop/parameters/c": "N\n",
          "/sys/module/loop/parameters/d": "10\n",
        },
        tells: { parameters: "a=1 b=N c=0 d=10 hidden=7", options: "", optionsAccess: "" },
      },
      { it: "finds no options in force where it is not loaded", want: card, tells: { parameters: "" } },
    ],
    repairs: [
      {
        it: "loads it, and no longer at boot afterwards",
        want: nfs,
        files: { "/sys/module": null },
        tools: loads,
        drifts: ["live", "file", "access"],
        leaves: { "/etc/modules-load.d/conform-nfs.conf": "nfs\n" },
        undone: { "/etc/modules-load.d/conform-nfs.conf": undefined },
      },
      {
        it: "blocks one that is loaded, and lifts the block",
        want: usb,
        files: { "/sys/module/usb_storage/initstate": "live\n" },
        tools: loads,
        drifts: ["live", "file", "access"],
        leaves: { "/etc/modprobe.d/conform-usb-storage.conf": "install usb-storage /bin/false\nblacklist usb-storage\n" },
        undone: { "/etc/modprobe.d/conform-usb-storage.conf": undefined },
      },
      {
        it: "sets a parameter that the kernel lets one set",
        want: card,
        files: { ...cardThere, "/sys/module/snd_hda_intel/parameters/power_save": "10\n" },
        tools: loads,
        drifts: ["parameters"],
        leaves: { "/sys/module/snd_hda_intel/parameters/power_save": "0\n" },
        calls: [],
      },
      {
        it: "loads a module again that drives nothing",
        want: card,
        files: { ...cardThere, "/sys/module/snd_hda_intel/parameters/power_save": "10\n" },
        tools: { ...readOnly, modprobe: "echo 0 >/sys/module/snd_hda_intel/parameters/power_save" },
        drifts: ["parameters"],
        calls: [findParameter, "modprobe -r -- snd-hda-intel", "modprobe -- snd-hda-intel"],
      },
    ],
    refuses: [
      {
        it: "hands on that a module is in use",
        want: usb,
        files: { "/sys/module/usb_storage/initstate": "live\n" },
        tools: { modprobe: "echo 'modprobe: FATAL: Module usb_storage is in use.' >&2; exit 1" },
        says: /is in use/,
      },
      {
        it: "does not take a driver away from its device",
        want: card,
        files: {
          ...cardThere,
          "/sys/module/snd_hda_intel/parameters/power_save": "10\n",
          "/sys/module/snd_hda_intel/drivers/pci:snd_hda_intel/0000:00:1b.0/driver": "-> ../../..",
        },
        tools: { ...readOnly, modprobe: ": >/changed" },
        says: /drives a device.*at the next boot these come into force: power_save/,
        keeps: { "/changed": undefined },
      },
      {
        it: "refuses an option that the module doesn't have",
        want: card,
        files: { "/sys/module": null },
        tools: { ...loads, modinfo: "echo 'power_save:Automatic power-saving timeout (in second, 0 = disable). (xint)'" },
        says: /snd-hda-intel has no option enable/,
        keeps: { "/etc/modprobe.d/conform-snd-hda-intel-options.conf": undefined },
      },
    ],
    lab: [
      {
        on: "san-01",
        want: { name: "cifs", options: ["enable_oplocks=0", "cifs_max_pending=1000"] },
        breaks: [
          { by: "took it out", with: sh`modprobe -r cifs`, drifts: ["live", "parameters"] },
          { by: "set a parameter", with: sh`echo Y >/sys/module/cifs/parameters/enable_oplocks`, drifts: ["parameters"] },
          {
            by: "loaded it with an option that only loading sets",
            with: sh`modprobe -r cifs && modprobe cifs cifs_max_pending=500`,
            drifts: ["parameters"],
          },
          { by: "edited what is loaded at boot", with: sh`echo '# by hand' >>/etc/modules-load.d/conform-cifs.conf`, drifts: ["file"] },
          { by: "removed it from what is loaded at boot", with: sh`rm /etc/modules-load.d/conform-cifs.conf`, drifts: ["file", "access"] },
          { by: "opened that file to all", with: sh`chmod 0666 /etc/modules-load.d/conform-cifs.conf`, drifts: ["access"] },
          { by: "edited its options", with: sh`sed -i s/1000/500/ /etc/modprobe.d/conform-cifs-options.conf`, drifts: ["options"] },
          { by: "opened its options to all", with: sh`chmod 0666 /etc/modprobe.d/conform-cifs-options.conf`, drifts: ["optionsAccess"] },
          { by: "removed its options", with: sh`rm /etc/modprobe.d/conform-cifs-options.conf`, drifts: ["options", "optionsAccess"] },
        ],
        gone: sh`! grep -rqs cifs /etc/modules-load.d /etc/modprobe.d`,
        afterwards: sh`modprobe -r cifs`,
      },
      {
        on: "san-01",
        want: { name: "dummy", ensure: "blocked" },
        breaks: [
          { by: "loaded it past the block", with: sh`insmod "$(modinfo -n dummy)"`, drifts: ["live"] },
          { by: "lifted the block", with: sh`rm /etc/modprobe.d/conform-dummy.conf`, drifts: ["file", "access"] },
          {
            by: "lifted the block and loaded it",
            with: sh`: >/etc/modprobe.d/conform-dummy.conf && modprobe dummy`,
            drifts: ["file", "live"],
          },
          {
            by: "gave it options",
            with: sh`echo 'options dummy numdummies=2' >/etc/modprobe.d/conform-dummy-options.conf`,
            drifts: ["optionsAccess"],
          },
        ],
        gone: sh`modprobe dummy && modprobe -r dummy`,
      },
    ],
  },
);

test("a blocked module has no options", () => {
  expect(() => kernelModule({ name: "uas", ensure: "blocked", options: ["quirks=1"] })).toThrow("is blocked, so it has no options");
});
