import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { path } from "#states/params.ts";
import { escaped, fstabOf, writeFstab } from "#states/mount/fstab.ts";
import { optionWords, visibleOptions } from "#states/mount/options.ts";

export interface Mount {
  readonly path: string;
  readonly source: string;
  readonly fstype: string;
  readonly options?: readonly string[];
  readonly ensure?: "mounted" | "absent";
}

const isRemote = (fstype: string): boolean => /^(nfs4?|cifs|smb3|ceph|glusterfs|lustre|beegfs)$/.test(fstype);

const optionsOf = ({ options = [] }: Mount): readonly string[] => (options.length > 0 ? options : ["defaults"]);

const fstabLine = (want: Mount): string =>
  [escaped(want.source), escaped(want.path), want.fstype, escaped(optionsOf(want).join(",")), "0 0"].join(" ");

// `UUID=…` and `LABEL=…` are names of links that udev keeps.
const device = (source: string): string => {
  const [tag = "", value = ""] = source.split("=", 2);
  return ["UUID", "LABEL", "PARTUUID", "PARTLABEL"].includes(tag) ? `/dev/disk/by-${tag.toLowerCase()}/${value}` : source;
};

/** Whether anything is mounted at `$_path`. */
const isMounted = sh`awk -v n=0 '$5 == ENVIRON["_path"] { n++ } END { exit !n }' /proc/self/mountinfo`;

// Never lazily, never by force: whoever is at work on it would lose what they have open.
const unmount = ({ path }: Mount): Sh => sh`if _path=${escaped(path)} ${isMounted}; then
      timeout -k 5 60 umount ${path} || { echo ${`${path} is in use, so it stays as it is; fuser -vm ${path} on the host tells by whom`} >&2; exit 1; }
    fi`;

/**
 * A mounted file system: its line in fstab, what is mounted now, and the options that kernel and server agreed on.
 * The kernel may add options to the declared ones. A server that no longer answers is found within seconds.
 *
 * @example mount({ path: "/mnt/projects", source: "10.77.20.10:/srv/projects", fstype: "nfs4", options: ["rw", "vers=4.2", "nconnect=4", "hard", "_netdev"] })
 */
export const mount = defineState<Mount, "fstab" | "source" | "fstype" | "options" | "answers">({
  kind: "mount",
  summary: "mounted file system: at boot, now, with which options",
  params: {
    type: "object",
    properties: {
      path: path("the mount point, made when it is missing", "/mnt/projects"),
      source: {
        type: "string",
        pattern: "^[^\\u0000-\\u001f]+$",
        description: "server and export, or device",
        examples: ["10.77.20.10:/srv/projects"],
      },
      fstype: {
        type: "string",
        pattern: "^[a-z0-9_.-]+$",
        description: "type of the file system; `nfs` and `nfs4` count as one",
        examples: ["nfs4"],
      },
      options: {
        type: "array",
        items: { type: "string", pattern: "^[^,\\s]+$" },
        uniqueItems: true,
        description: "every option that matters; the kernel may add others",
        examples: [["rw", "vers=4.2", "hard"]],
      },
      ensure: {
        type: "string",
        enum: ["mounted", "absent"],
        description: "`absent` when it shall be neither mounted nor in fstab",
        default: "mounted",
      },
    },
    required: ["path", "source", "fstype"],
    additionalProperties: false,
  },

  name: (want) => want.path,

  // Everything but `answers` comes from files that never wait for a server.
  inspect: (want) => sh`
    _path=${escaped(want.path)}; export _path
    emit fstab "$(${fstabOf(want.path)})"
    _mount=$(awk '$5 == ENVIRON["_path"] {
      for (i = 7; i < NF && $i != "-"; i++);
      live = "," $6 "," $(i + 3) ","
      if (live ~ /,ro,/) while (sub(/,rw,/, ",", live));
      found = $(i + 2) " " $(i + 1) " " live
    } END { print found }' /proc/self/mountinfo 2>/dev/null)
    _source=\${_mount%% *} _live=\${_mount##* } _fstype=\${_mount#* }; _fstype=\${_fstype%% *}
    [ "$_fstype" != autofs ] || cannot_look 'it is mounted on demand (autofs), which this kind does not manage'
    case $_fstype in nfs | nfs4) case ${want.fstype} in nfs | nfs4) _fstype=${want.fstype} ;; esac ;; esac
    _device=${device(want.source)} _wanted=${escaped(want.source)}
    case $_source in /dev/*) [ "$(readlink -f "$_source")" != "$(readlink -f "$_device")" ] || _source=$_wanted ;; esac
    emit source "$_source"
    emit fstype "$_fstype"
    set -- ${visibleOptions(optionsOf(want)).flatMap(optionWords)}
    _options=
    while [ $# -gt 0 ]; do
      _key=\${1%%=*} _have=
      case $1,$_live in
        *=*,*",$_key="*) _have=\${_live#*",$_key="}; _have=$_key=\${_have%%,*} ;;
        *",$1,"*) _have=$1 ;;
        *",\${2:-,},"*) _have=$2 ;;
        *) [ -z "$_mount" ] || [ "$3" = no ] || _have=$1 ;;
      esac
      # version 4 is agreed on as 4.0, 4.1 or 4.2
      case $_have in "$1".[0-9]) _have=$1 ;; esac
      _options=$_options\${_have:+,$_have}
      shift 3
    done
    emit options "\${_options#,}"
    ${
      isRemote(want.fstype) &&
      want.ensure !== "absent" &&
      sh`if [ "$_source" != "$_wanted" ]; then emit answers ''
    elif timeout -s KILL 5 stat -f ${want.path} >/dev/null 2>&1; then emit answers yes
    else emit answers no; fi`
    }`,

  expect: (want) =>
    want.ensure === "absent"
      ? { fstab: "", source: "" }
      : {
          fstab: fstabLine(want),
          source: escaped(want.source),
          fstype: want.fstype,
          options: visibleOptions(optionsOf(want)).join(","),
          ...(isRemote(want.fstype) && { answers: "yes" }),
        },

  repair: (want, drift) => {
    const { path } = want;
    const live = drift.source ?? drift.fstype ?? drift.options;
    if (want.ensure === "absent") return [drift.source && unmount(want), drift.fstab && writeFstab(path, "")];
    return [
      drift.fstab && writeFstab(path, drift.fstab.want),
      // Most options of NFS can't be changed by a remount.
      live && unmount(want),
      live && sh`[ -d ${path} ] || mkdir -p ${path}`,
      live && sh`timeout -k 5 150 mount ${path}`,
      drift.answers?.have === "no" && !live && sh`echo ${`${want.source} does not answer: a new mount would not change that`} >&2; exit 1`,
    ];
  },

  undo: (want) => [unmount(want), writeFstab(want.path, "")],

  elsewhere: {
    ansible: "ansible.posix.mount: { path: /mnt/projects, src: 'nas:/projects', fstype: nfs4, opts: 'vers=4.2,hard', state: mounted }",
    salt: "/mnt/projects: mount.mounted: [{device: 'nas:/projects'}, {fstype: nfs4}, {opts: 'vers=4.2,hard'}, {persist: True}]",
    puppet: "mount { '/mnt/projects': ensure => mounted, device => 'nas:/projects', fstype => 'nfs4', options => 'vers=4.2,hard' }",
  },
});
