import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";

/**
 * What the kernel shows of declared mount options. It adds its own to what was asked for, spells some differently and never shows others.
 */

// Read by mount(8), mount.nfs(8), mount.cifs(8) or systemd; the kernel never hears of them or never tells.
const unseen =
  /^(defaults|auto|noauto|nofail|_netdev|user|users|nouser|owner|group|bg|fg|retry=.*|x-.*|X-.*|comment=.*|intr|nointr|lock|iversion|loud|silent)$/;

const unseenOfCifs = /^(cred(entials)?=.*|guest|sign|port=.*|nosharesock|noacl|setuids|nosetuids)$/;

// The kernel shows the contrary or nothing at all.
const shownByContrary: ReadonlyMap<string, string> = new Map(
  Object.entries({
    suid: "nosuid",
    dev: "nodev",
    exec: "noexec",
    async: "sync",
    atime: "noatime",
    diratime: "nodiratime",
    strictatime: "relatime",
    norelatime: "relatime",
    cto: "nocto",
    ac: "noac",
    acl: "noacl",
    rdirplus: "nordirplus",
    resvport: "noresvport",
    sharecache: "nosharecache",
    noserverino: "serverino",
  }),
);

// Values that go without saying: shown only where they differ.
const unsaid: ReadonlySet<string> = new Set([
  "nconnect=1",
  "acregmin=3",
  "acregmax=60",
  "acdirmin=30",
  "acdirmax=60",
  "lookupcache=all",
  "port=2049",
  "data=ordered",
  "errors=continue",
]);

const contrary: ReadonlyMap<string, string> = new Map(Object.entries({ rw: "ro", ro: "rw", hard: "soft", soft: "hard" }));

const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries({ tcp: "proto=tcp", udp: "proto=udp", rdma: "proto=rdma", nolock: "local_lock=all" }),
);

const kibibytes: ReadonlyMap<string, number> = new Map(Object.entries({ k: 1, m: 1024, g: 1_048_576 }));

const isNfs = (fstype: string): boolean => /^nfs4?$/.test(fstype);

/** One option in the kernel's spelling. */
function spelt(fstype: string, option: string): string[] {
  const [name = "", value] = option.split("=", 2);
  if (isNfs(fstype)) {
    if (name === "nfsvers") return [`vers=${value}`];
    if (/^v[234]([.]\d)?$/.test(option)) return [`vers=${option.slice(1)}`];
    if (name === "actimeo") return ["acregmin", "acregmax", "acdirmin", "acdirmax"].map((each) => `${each}=${value}`);
    return [aliases.get(option) ?? option];
  }
  if (fstype === "tmpfs") {
    const [, size, unit = ""] = /^size=([0-9]+)([kmg])$/i.exec(option) ?? [];
    if (size !== undefined) return [`size=${Number(size) * (kibibytes.get(unit.toLowerCase()) ?? 1)}k`];
    return option.endsWith("%") ? [] : [option.replace(/^mode=0+(?=.)/, "mode=")];
  }
  if (!/^(cifs|smb3)$/.test(fstype)) return [option];
  if (unseenOfCifs.test(option)) return [];
  return [
    option
      .replace(/^user=/, "username=")
      .replace(/^(dom|workgroup)=/, "domain=")
      .replace(/^ip=/, "addr="),
  ];
}

/**
 * The declared options in the kernel's spelling, without those that it never shows. Whoever declares neither `ro` nor `rw` wants to write:
 * a file system that turned read-only after an error is not as declared.
 */
export function visibleOptions(fstype: string, declared: readonly string[]): string[] {
  const visible = declared.filter((option) => !unseen.test(option)).flatMap((option) => spelt(fstype, option));
  return visible.includes("ro") || visible.includes("rw") ? visible : ["rw", ...visible];
}

/** One visible option as words for the shell: itself, its contrary, and whether it is in force when neither is shown. */
function words(option: string): [option: string, contrary: string, inForceUnseen: "yes" | "no"] {
  const opposite = shownByContrary.get(option);
  if (opposite !== undefined) return [option, opposite, "yes"];
  return [option, contrary.get(option) ?? "", unsaid.has(option) ? "yes" : "no"];
}

/** What the kernel may not add: it takes something away from people. Mounts for users, and FUSE, bring it along by themselves. */
function uninvited(fstype: string, declared: readonly string[]): string[] {
  if (fstype.startsWith("fuse") || declared.some((option) => /^(users?|owner|group)$/.test(option))) return [];
  return ["suid", "dev", "exec"].filter((flag) => !declared.includes(flag) && !declared.includes(`no${flag}`)).map((flag) => `no${flag}`);
}

/** Sets `$_options` to what became of the declared options among those in force, `$_live`, and what was added that may not be. */
export const compareOptions = (
  fstype: string,
  declared: readonly string[],
): Sh => sh`set -- ${visibleOptions(fstype, declared).flatMap(words)}
    _options=
    while [ $# -gt 0 ]; do
      _key=\${1%%=*} _have=
      case $1,$_live in
        *=*,*",$_key="*) _have=\${_live#*",$_key="}; _have=$_key=\${_have%%,*} ;;
        *",$1,"*) _have=$1 ;;
        *",\${2:-,},"*) _have=$2 ;;
        *) [ -z "$_live" ] || [ "$3" = no ] || _have=$1 ;;
      esac
      # version 4 is agreed on as 4.0, 4.1 or 4.2, version 3 of SMB as 3.1.1, a way to compress with its level
      case $_have in "$1"[.:][0-9]*) _have=$1 ;; esac
      _options=$_options\${_have:+,$_have}
      shift 3
    done
    for _flag in ${uninvited(fstype, declared)}; do
      case $_live in *",$_flag,"*) _options=$_options,$_flag ;; esac
    done
    _options=\${_options#,}`;
