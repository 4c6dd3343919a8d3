import { sh } from "#core/sh.ts";
import { multipath } from "#states/multipath.ts";
import type { Multipath } from "#states/multipath.ts";
import { describeState } from "#support/describe-state.ts";

const wwid = "3600a098038314c4a433f4d3772354b41";
const raid: Multipath = { wwids: [wwid] };
const conf = (find: string, friendly: string, ...wwids: string[]): string => `defaults {
	find_multipaths "${find}"
	user_friendly_names "${friendly}"
}
blacklist {
	wwid ".*"
}
blacklist_exceptions {
${wwids.map((each) => `\twwid "^${each}$"\n`).join("")}}
`;
const live = (find: string, friendly: string, ...wwids: string[]): string =>
  `find_multipaths ${find}, user_friendly_names ${friendly}, wwids ${wwids.map((each) => `^${each}$`).join(" ")}`;
const asWanted = {
  access: "0644 root:root",
  file: conf("strict", "no", wwid),
  live: live("strict", "no", wwid),
  [`known:${wwid}`]: "yes",
  [`map:${wwid}`]: "2 paths or more",
};
const wwids = (...known: string[]): string =>
  `# Multipath wwids, Version : 1.0\n# NOTE: This file is automatically maintained by multipath and multipathd.\n#\n# Valid WWIDs:\n${known.map((each) => `/${each}/\n`).join("")}`;

/** multipathd(8) as far as these tests go, its output as version 0.9.4 prints it: what it goes by is a copy of the file. */
const multipathd = (paths: string): string => `case "$*" in
    'show config')
      printf 'defaults {\\n\\tverbosity 2\\n\\tmax_fds "max"\\n'; grep -e find_multipaths -e user_friendly /daemon.conf; printf '}\\nblacklist {\\n\\twwid ".*"\\n}\\n'
      printf 'blacklist_exceptions {\\n\\tproperty "(SCSI_IDENT_|ID_WWN)"\\n'; grep '"^' /daemon.conf; printf '}\\ndevices {\\n}\\n' ;;
    'show paths raw format'*) [ ! -e /maps ] || printf '${paths}' ;;
    reconfigure) cat /etc/multipath.conf >/daemon.conf; : >/maps; echo ok ;;
  esac 2>/dev/null`;
const twoPaths = `${wwid}|active|ready\\n${wwid}|active|ready\\nlocal|undef|undef\\n`;
const tools = {
  multipathd: multipathd(twoPaths),
  multipath: `case "$*" in *-a*) printf '/%s/\\n' "$3" >>/etc/multipath/wwids ;; esac`,
  systemctl: `case "$*" in *is-active*) [ -e /daemon.conf ] ;; start*) cat /etc/multipath.conf >/daemon.conf ;; esac`,
  unshare: "exit 0",
  sleep: "exit 0",
};

describeState(
  multipath,
  [
    { it: "is quiet when file, daemon and maps are as declared", want: raid, found: asWanted, drifts: [], repair: [] },
    {
      it: "names a map that has lost a path",
      want: raid,
      found: { ...asWanted, [`map:${wwid}`]: "1" },
      drifts: [`map:${wwid}`],
    },
    {
      it: "tells a map of now from one of the next boot",
      want: raid,
      found: { ...asWanted, [`known:${wwid}`]: "" },
      drifts: [`known:${wwid}`],
    },
    {
      it: "finds a name with a dot as that name only, and does not look at local disks",
      want: { wwids: ["eui.0025385b71b0e7c4"], findMultipaths: "greedy", userFriendlyNames: true, blacklist: ["^nvme0"], paths: 4 },
      found: {
        access: "0644 root:root",
        file: 'defaults {\n\tfind_multipaths "greedy"\n\tuser_friendly_names "yes"\n}\nblacklist {\n\tdevnode "^nvme0"\n\twwid ".*"\n}\nblacklist_exceptions {\n\twwid "^eui[.]0025385b71b0e7c4$"\n}\n',
        live: "find_multipaths greedy, user_friendly_names yes, wwids ^eui[.]0025385b71b0e7c4$",
        "known:eui.0025385b71b0e7c4": "yes",
        "map:eui.0025385b71b0e7c4": "4 paths or more",
      },
      drifts: [],
    },
  ],
  {
    tools: { multipathd: "exit 1", sleep: "exit 0" },
    tells: [
      {
        it: "tells of file, daemon, list and maps",
        want: raid,
        files: {
          "/etc/multipath.conf": conf("strict", "no", wwid),
          "/daemon.conf": conf("strict", "no", wwid),
          "/etc/multipath/wwids": wwids("other", wwid),
          "/maps": "",
        },
        tools,
        tells: asWanted,
      },
      {
        it: "tells that the daemon has not read the file",
        want: raid,
        files: { "/etc/multipath.conf": conf("strict", "no", wwid), "/daemon.conf": conf("greedy", "yes", "old", wwid), "/maps": "" },
        tools,
        tells: { ...asWanted, live: live("greedy", "yes", "old", wwid), [`known:${wwid}`]: "" },
      },
      {
        it: "counts only paths that work",
        want: raid,
        files: { "/daemon.conf": "", "/maps": "" },
        tools: { ...tools, multipathd: multipathd(`${wwid}|active|ready\\n${wwid}|failed|faulty\\n${wwid}|active|faulty\\n`) },
        tells: { [`map:${wwid}`]: "1" },
      },
      {
        it: "tells a map without any path from none",
        want: raid,
        files: { "/daemon.conf": "", "/maps": "" },
        tools: { ...tools, multipathd: multipathd(`${wwid}|failed|faulty\\n`) },
        tells: { [`map:${wwid}`]: "0" },
      },
      {
        it: "does not wake a daemon that does not run",
        want: raid,
        files: { "/etc/multipath/wwids": wwids(wwid) },
        tools,
        tells: { live: "", [`map:${wwid}`]: "", [`known:${wwid}`]: "yes" },
      },
      { it: "needs multipath's tools", want: raid, tells: { "!needs": "multipathd" } },
    ],
    repairs: [
      {
        it: "writes the file, adds to the list, wakes the daemon, and takes the file away again",
        want: raid,
        files: { "/etc/multipath/wwids": wwids() },
        tools,
        drifts: ["file", "access", "live", `known:${wwid}`, `map:${wwid}`],
        leaves: { "/etc/multipath.conf": conf("strict", "no", wwid), "/etc/multipath/wwids": wwids(wwid) },
        undone: { "/etc/multipath.conf": undefined, "/etc/multipath/wwids": wwids(wwid) },
        undoCalls: ["multipathd reconfigure"],
      },
      {
        it: "only adds to the list what is a map already",
        want: raid,
        files: {
          "/etc/multipath.conf": conf("strict", "no", wwid),
          "/daemon.conf": conf("strict", "no", wwid),
          "/etc/multipath/wwids": wwids(),
          "/maps": "",
        },
        tools,
        drifts: [`known:${wwid}`],
        leaves: { "/etc/multipath/wwids": wwids(wwid) },
      },
    ],
    refuses: [
      {
        it: "puts nothing in force that multipath does not understand",
        want: { ...raid, blacklist: ["[a"] },
        // recorded on multipath-tools 0.9.4
        tools: { ...tools, unshare: `echo '2050.475564 | /etc/multipath.conf line 6, parsing failed:   devnode "[a"'` },
        says: /line 6, parsing failed[^]*not in force/,
        keeps: { "/etc/multipath.conf": undefined },
      },
      {
        it: "does not take away a map that is in use",
        want: raid,
        files: {
          "/etc/multipath.conf": conf("strict", "no", "old"),
          "/sys/block/dm-0/dm/uuid": "mpath-old\n",
          "/sys/block/dm-0/dev": "254:0\n",
          "/sys/block/dm-1/dm/uuid": "LVM-abc\n",
          "/proc/1/mountinfo": "80 22 254:0 / /mnt/raid rw - xfs /dev/mapper/old rw\n",
        },
        tools,
        says: /the map old is mounted, and is not in the list/,
      },
    ],
    factsAreNames: true,
    lab: [
      {
        on: "online-01",
        want: { wwids: ["1Linux_scsi_debug_2000"] },
        // One LUN of 32 MiB that is seen by two ways. Its name depends on the rules for udev that come with the package.
        ready: sh`{ apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install multipath-tools; } </dev/null >/dev/null 2>&1
          modprobe scsi_debug dev_size_mb=32 num_tgts=1 max_luns=1 add_host=2 vpd_use_hostno=0 && udevadm settle`,
        breaks: [
          { by: "edited the file", with: sh`sed -i s/strict/greedy/ /etc/multipath.conf`, drifts: ["file"] },
          { by: "removed the file", with: sh`rm /etc/multipath.conf`, drifts: ["file", "access"] },
          { by: "let everybody edit the file", with: sh`chmod 0666 /etc/multipath.conf`, drifts: ["access"] },
          {
            by: "told the daemon something else and put the file back",
            with: sh`cp /etc/multipath.conf /etc/trial && sed -i 's/names "no"/names "yes"/' /etc/multipath.conf
              multipathd reconfigure >/dev/null && sleep 3 && cat /etc/trial >/etc/multipath.conf && rm /etc/trial`,
            drifts: ["live"],
          },
          {
            by: "took the LUN off the list for the next boot",
            with: sh`multipath -q -w 1Linux_scsi_debug_2000 >/dev/null`,
            drifts: ["known:1Linux_scsi_debug_2000"],
          },
          { by: "removed the map", with: sh`multipath -f 1Linux_scsi_debug_2000`, drifts: ["map:1Linux_scsi_debug_2000"] },
          {
            by: "removed one path",
            with: sh`for _path in /sys/block/dm-*/slaves/sd*; do :; done; multipathd del path "\${_path##*/}" >/dev/null`,
            drifts: ["map:1Linux_scsi_debug_2000"],
          },
          {
            by: "stopped the daemon",
            with: sh`systemctl -q stop multipathd.socket multipathd.service`,
            drifts: ["live", "map:1Linux_scsi_debug_2000"],
          },
        ],
        gone: sh`[ ! -e /etc/multipath.conf ]`,
        afterwards: sh`systemctl -q stop multipathd.socket multipathd.service
          multipath -f 1Linux_scsi_debug_2000 2>/dev/null || :
          multipath -q -w 1Linux_scsi_debug_2000 >/dev/null 2>&1
          udevadm settle && rmmod scsi_debug && systemctl -q start multipathd.socket multipathd.service`,
      },
    ],
  },
);
