/**
 * What the kernel shows of declared mount options. It adds its own to what was asked for, spells some differently and never shows others.
 */

// Read by mount(8), mount.nfs(8), mount.cifs(8) or systemd; the kernel never hears of them or never tells.
const unseen =
  /^(defaults|auto|noauto|nofail|_netdev|user|users|nouser|owner|group|bg|fg|retry=.*|x-.*|X-.*|comment=.*|credentials=.*|password=.*|intr|nointr|lock|iversion|loud|silent)$/;

// The kernel shows the contrary or nothing at all.
const shownByContrary: ReadonlyMap<string, string> = new Map(
  Object.entries({
    suid: "nosuid",
    dev: "nodev",
    exec: "noexec",
    async: "sync",
    atime: "noatime",
    diratime: "nodiratime",
    cto: "nocto",
    ac: "noac",
    acl: "noacl",
    rdirplus: "nordirplus",
    resvport: "noresvport",
    sharecache: "nosharecache",
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
]);

const contrary: ReadonlyMap<string, string> = new Map(Object.entries({ rw: "ro", ro: "rw", hard: "soft", soft: "hard" }));

const aliases: ReadonlyMap<string, string> = new Map(Object.entries({ tcp: "proto=tcp", udp: "proto=udp", nolock: "local_lock=all" }));

/** The declared options in the kernel's spelling, without those that it never shows. */
export function visibleOptions(declared: readonly string[]): string[] {
  return declared
    .filter((option) => !unseen.test(option))
    .flatMap((option) => {
      const [name = "", value] = option.split("=", 2);
      if (name === "nfsvers") return [`vers=${value}`];
      if (name === "actimeo") return ["acregmin", "acregmax", "acdirmin", "acdirmax"].map((each) => `${each}=${value}`);
      return [aliases.get(option) ?? option];
    });
}

/** One visible option as words for the shell: itself, its contrary, and whether it is in force when neither is shown. */
export function optionWords(option: string): [option: string, contrary: string, inForceUnseen: "yes" | "no"] {
  const opposite = shownByContrary.get(option);
  if (opposite !== undefined) return [option, opposite, "yes"];
  return [option, contrary.get(option) ?? "", unsaid.has(option) ? "yes" : "no"];
}
