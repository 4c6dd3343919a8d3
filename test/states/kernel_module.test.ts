import { kernelModule } from "#states/kernel_module.ts";
import { describeState } from "#support/describe-state.ts";

const nfs = { name: "nfs" };
const usb = { name: "usb-storage", ensure: "blocked" } as const;
const loads = {
  uname: "echo 6.1.0",
  modprobe: `case $1 in -r) rm -r "/sys/module/$(echo "$3" | tr - _)" ;; *) mkdir -p "/sys/module/$2" && : >"/sys/module/$2/initstate" ;; esac`,
};

describeState(
  kernelModule,
  [
    { it: "is quiet when it is loaded and will be at boot", want: nfs, found: { live: "loaded", boot: "nfs" }, drifts: [], repair: [] },
    {
      it: "loads it now and at boot",
      want: nfs,
      found: { live: "not loaded", boot: "" },
      drifts: ["live", "boot"],
      repair: [
        "mkdir -p /etc/modules-load.d",
        "printf '%s\\n' nfs | write_file /etc/modules-load.d/conform-nfs.conf 0644 root root",
        "modprobe -- nfs",
      ],
    },
    {
      it: "blocks it before it takes it out",
      want: usb,
      found: { live: "loaded", boot: "" },
      drifts: ["live", "boot"],
      repair: [
        "mkdir -p /etc/modprobe.d",
        "printf '%s\\n' 'install usb-storage /bin/false\nblacklist usb-storage' | write_file /etc/modprobe.d/conform-usb-storage.conf 0644 root root",
        "modprobe -r -- usb-storage",
      ],
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
    ],
    repairs: [
      {
        it: "loads it, and no longer at boot afterwards",
        want: nfs,
        files: { "/sys/module": null },
        tools: loads,
        drifts: ["live", "boot"],
        leaves: { "/etc/modules-load.d/conform-nfs.conf": "nfs\n" },
        undone: { "/etc/modules-load.d/conform-nfs.conf": undefined },
      },
      {
        it: "blocks one that is loaded, and lifts the block",
        want: usb,
        files: { "/sys/module/usb_storage/initstate": "live\n" },
        tools: loads,
        drifts: ["live", "boot"],
        leaves: { "/etc/modprobe.d/conform-usb-storage.conf": "install usb-storage /bin/false\nblacklist usb-storage\n" },
        undone: { "/etc/modprobe.d/conform-usb-storage.conf": undefined },
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
    ],
  },
);
