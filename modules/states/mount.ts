import { lines, sh } from "#core/sh.ts";
import { defineState } from "#core/state.ts";
import { closeCredentials, credentialsOf, emitCredentials } from "#states/mount/credentials.ts";
import { escaped, fstabOf, writeFstab } from "#states/mount/fstab.ts";
import { device, isRemote, readAnswer, readMount, surveyMounts } from "#states/mount/live.ts";
import { compareOptions, visibleOptions } from "#states/mount/options.ts";
import { refuseOptions } from "#states/mount/refusals.ts";
import { remount } from "#states/mount/remount.ts";
import { keepMemory, startAutomount, stopAutomount, unmount } from "#states/mount/unmount.ts";
import { path } from "#states/params.ts";

export interface Mount {
  readonly path: string;
  readonly source: string;
  readonly fstype: string;
  readonly options?: readonly string[];
  readonly automount?: boolean;
  readonly idleTimeout?: number;
  readonly passno?: number;
  readonly ensure?: "mounted" | "absent";
}

/** The options as fstab has them. */
function optionsOf({ options = [], automount, idleTimeout = 0 }: Mount): readonly string[] {
  const all = [
    ...options,
    ...(automount === true ? ["x-systemd.automount"] : []),
    ...(automount === true && idleTimeout > 0 ? [`x-systemd.idle-timeout=${idleTimeout}`] : []),
  ];
  return all.length > 0 ? all : ["defaults"];
}

const fstabLine = (want: Mount): string =>
  [escaped(want.source), escaped(want.path), want.fstype, escaped(optionsOf(want).join(",")), `0 ${want.passno ?? 0}`].join(" ");

const visibleOf = (want: Mount): string[] => visibleOptions(want.fstype, optionsOf(want));

/**
 * A mounted file system: its line in fstab, what is mounted now, and the options that kernel and server agreed on. The kernel may add
 * options to the declared ones, but not `ro`, `nosuid`, `nodev` or `noexec`. A server that no longer answers is found within seconds. With `automount`, systemd mounts it when
 * somebody goes there; a look does not. What somebody has open is never unmounted: who it is stands in the message.
 *
 * @example mount({ path: "/mnt/projects", source: "10.77.20.10:/srv/projects", fstype: "nfs4", options: ["rw", "vers=4.2", "nconnect=4", "hard", "_netdev"] })
 * @example mount({ path: "/mnt/rushes", source: "//nas/rushes", fstype: "cifs", options: ["vers=3.1.1", "seal", "credentials=/etc/rushes.cred"], automount: true, idleTimeout: 600 })
 */
export const mount = defineState<Mount, "fstab" | "source" | "fstype" | "options" | "automount" | "answers" | "credentials">({
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
      automount: { type: "boolean", description: "whether systemd mounts it when somebody goes there, not at boot", default: false },
      idleTimeout: {
        type: "integer",
        minimum: 0,
        description: "seconds after which an automount nobody uses is unmounted again; 0 for never",
        default: 0,
        examples: [600],
      },
      passno: {
        type: "integer",
        minimum: 0,
        maximum: 2,
        description: "when fsck(8) checks it at boot: 1 the root, 2 other disks, 0 never",
        default: 0,
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

  name: ({ path, options = [] }) => {
    refuseOptions(path, options);
    return path;
  },

  // Everything but `answers` comes from files that never wait for a server. An automount at rest is as declared: nobody wakes it up.
  inspect: (want) => {
    const { path, source, fstype, ensure, automount } = want;
    const credentials = credentialsOf(optionsOf(want));
    const atRest = automount === true && ensure !== "absent";
    return sh`
    ${atRest && sh`needs systemctl`}
    emit fstab "$(${fstabOf(path)})"
    ${readMount(path)}
    case $_automount in '' | active*) ;; *) cannot_look "another automount than systemd's is there, which this kind does not manage: $_automount" ;; esac
    emit automount "$_automount"
    case $_fstype in nfs | nfs4) case ${fstype} in nfs | nfs4) _fstype=${fstype} ;; esac ;; esac
    _device=${device(source)} _wanted=${escaped(source)}
    case $_source in /dev/*) [ "$(readlink -f "$_source")" != "$(readlink -f "$_device")" ] || _source=$_wanted ;; esac
    ${compareOptions(fstype, optionsOf(want))}
    ${atRest && sh`[ -n "$_source" ] || [ -z "$_automount" ] || _source=$_wanted _fstype=${fstype} _options=${visibleOf(want).join(",")} _answer=yes`}
    emit source "$_source"; emit fstype "$_fstype"; emit options "$_options"
    ${
      isRemote(fstype) &&
      ensure !== "absent" &&
      sh`if [ "$_source" != "$_wanted" ]; then _answer=; elif [ -z "\${_answer-}" ]; then ${readAnswer(path)}
    fi
    emit answers "$_answer"`
    }
    ${credentials !== undefined && ensure !== "absent" && emitCredentials(credentials)}`;
  },

  survey: (wants) => {
    const files = wants.flatMap(({ options = [] }) => credentialsOf(options) ?? []);
    return lines([surveyMounts(wants.map(({ path }) => path)), files.length > 0 && sh`survey_stats ${files}`]);
  },

  expect: (want) =>
    want.ensure === "absent"
      ? { fstab: "", source: "", automount: "" }
      : {
          fstab: fstabLine(want),
          source: escaped(want.source),
          fstype: want.fstype,
          options: visibleOf(want).join(","),
          automount: want.automount === true ? `active,timeout=${want.idleTimeout ?? 0}` : "",
          ...(isRemote(want.fstype) && { answers: "yes" }),
          ...(credentialsOf(optionsOf(want)) !== undefined && { credentials: "private" }),
        },

  repair: (want, drift) => {
    const { path, source, fstype, ensure, automount } = want;
    const inFstab = drift.fstab && writeFstab(path, drift.fstab.want);
    const takeAway = drift.automount?.have ? stopAutomount(path) : unmount(path);
    if (ensure === "absent") return [(drift.source ?? drift.automount) && takeAway, inFstab];

    const credentials = credentialsOf(optionsOf(want));
    const isSilent = drift.answers?.have === "no";
    const elsewhere = drift.source ?? drift.fstype ?? drift.automount ?? (drift.answers?.have === "fails" ? drift.answers : undefined);
    const again = lines([
      drift.source?.have !== "" && /^(tmpfs|ramfs)$/.test(drift.fstype?.have ?? fstype) && keepMemory(path),
      takeAway,
      (automount !== true || drift.automount) && sh`[ -d ${path} ] || mkdir -p ${path}`,
      automount === true ? drift.automount && startAutomount(path) : sh`timeout -k 5 150 mount ${path}`,
    ]);
    return [
      drift.credentials && credentials !== undefined && closeCredentials(credentials),
      inFstab,
      isSilent && sh`echo ${`${source} does not answer: a new mount would not change that`} >&2; exit 1`,
      !isSilent && elsewhere && again,
      !isSilent && !elsewhere && drift.options && remount(path, fstype, drift.options, again),
    ];
  },

  undo: (want) => [want.automount === true ? stopAutomount(want.path) : unmount(want.path), writeFstab(want.path, "")],

  elsewhere: {
    ansible: "ansible.posix.mount: { path: /mnt/projects, src: 'nas:/projects', fstype: nfs4, opts: 'vers=4.2,hard', state: mounted }",
    salt: "/mnt/projects: mount.mounted: [{device: 'nas:/projects'}, {fstype: nfs4}, {opts: 'vers=4.2,hard'}, {persist: True}]",
    puppet: "mount { '/mnt/projects': ensure => mounted, device => 'nas:/projects', fstype => 'nfs4', options => 'vers=4.2,hard' }",
  },
});
