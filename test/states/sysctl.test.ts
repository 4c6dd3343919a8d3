import { sh } from "#core/sh.ts";
import { sysctl } from "#states/sysctl.ts";
import { describeState } from "#support/describe-state.ts";

const swappiness = { name: "vm.swappiness", value: "10" };

describeState(
  sysctl,
  [
    {
      it: "is quiet when the kernel and the drop-in agree",
      want: swappiness,
      found: { live: "10", file: "vm.swappiness = 10\n", access: "0644 root:root" },
      drifts: [],
    },
    {
      it: "writes only the drop-in when only the next boot would differ",
      want: swappiness,
      found: { live: "10", file: "", access: "" },
      drifts: ["file", "access"],
      repair: [
        "mkdir -p /etc/sysctl.d",
        "printf %s 'vm.swappiness = 10\n' | write_file /etc/sysctl.d/zz-conform-vm.swappiness.conf 0644 root root 19",
      ],
    },
    {
      it: "sets only the kernel when somebody changed it by hand",
      want: swappiness,
      found: { live: "60", file: "vm.swappiness = 10\n", access: "0644 root:root" },
      drifts: ["live"],
      repair: [
        "[ -e /proc/sys/vm/swappiness ] || { echo 'this kernel has no vm.swappiness: is the module that brings it loaded?' >&2; exit 1; }\nprintf '%s\\n' 10 >/proc/sys/vm/swappiness",
      ],
    },
    {
      it: "is not misled by a value of 0",
      want: { name: "net.ipv4.ip_forward", value: "0" },
      found: { live: "0", file: "net.ipv4.ip_forward = 0\n", access: "0644 root:root" },
      drifts: [],
    },
  ],
  {
    tells: [
      {
        it: "takes the kernel's tabs for spaces",
        want: { name: "net.ipv4.tcp_rmem", value: "4096 131072 16777216" },
        files: { "/proc/sys/net/ipv4/tcp_rmem": "4096\t131072\t16777216\n" },
        tells: { live: "4096 131072 16777216", file: "", access: "" },
      },
      {
        it: "expands nothing in what the kernel says",
        want: { name: "kernel.core_pattern", value: "|/bin/false" },
        files: { "/proc/sys/kernel/core_pattern": "/* $(id)\n" },
        tells: { live: "/* $(id)" },
      },
      {
        it: "finds a VLAN, whose name has a dot",
        want: { name: "net.ipv4.conf.eth0/100.rp_filter", value: "1" },
        files: {
          "/proc/sys/net/ipv4/conf/eth0.100/rp_filter": "1\n",
          "/etc/sysctl.d/zz-conform-net.ipv4.conf.eth0.100.rp_filter.conf": "net.ipv4.conf.eth0/100.rp_filter = 1\n",
        },
        tells: { live: "1", file: "net.ipv4.conf.eth0/100.rp_filter = 1\n" },
      },
      { it: "finds nothing where the kernel has no such key", want: swappiness, tells: { live: "", file: "", access: "" } },
    ],
    repairs: [
      {
        it: "sets the kernel and writes the drop-in, and takes the drop-in away again",
        want: swappiness,
        files: { "/proc/sys/vm/swappiness": "60\n", "/etc/sysctl.d": null },
        drifts: ["live", "file", "access"],
        leaves: { "/proc/sys/vm/swappiness": "10\n", "/etc/sysctl.d/zz-conform-vm.swappiness.conf": "vm.swappiness = 10\n" },
        undone: { "/etc/sysctl.d/zz-conform-vm.swappiness.conf": undefined },
      },
    ],
    refuses: [
      {
        it: "says so when the kernel has no such key",
        want: { name: "net.bridge.bridge-nf-call-iptables", value: "0" },
        files: { "/etc/sysctl.d": null },
        says: /this kernel has no net\.bridge\.bridge-nf-call-iptables/,
      },
    ],
    lab: [
      {
        on: "san-01",
        want: { name: "net.core.netdev_max_backlog", value: "5000" },
        breaks: [
          { by: "set it with sysctl -w", with: sh`sysctl -q -w net.core.netdev_max_backlog=1000`, drifts: ["live"] },
          {
            by: "edited the drop-in",
            with: sh`sed -i s/5000/1000/ /etc/sysctl.d/zz-conform-net.core.netdev_max_backlog.conf`,
            drifts: ["file"],
          },
          { by: "removed the drop-in", with: sh`rm /etc/sysctl.d/zz-conform-net.core.netdev_max_backlog.conf`, drifts: ["file", "access"] },
          {
            by: "made the drop-in writable for all",
            with: sh`chmod 0666 /etc/sysctl.d/zz-conform-net.core.netdev_max_backlog.conf`,
            drifts: ["access"],
          },
        ],
        gone: sh`[ ! -e /etc/sysctl.d/zz-conform-net.core.netdev_max_backlog.conf ]`,
      },
    ],
  },
);
