/** Words that mean a kind of gear of ours, besides its own name. */
const kinds = new Map([
  ...[
    "workstation",
    "server",
    "storage",
    "switch",
    "router",
    "patch-panel",
    "clock",
    "pdu",
    "ups",
    "kvm",
    "monitor",
    "panel",
    "tape",
    "converter",
    "recorder",
    "other",
  ].map((kind) => [kind, kind] as const),
  ["nas", "storage"],
  ["san", "storage"],
  ["grandmaster", "clock"],
  ["deck", "recorder"],
  ["display", "monitor"],
  ["patchpanel", "patch-panel"],
  ["tape-library", "tape"],
]);

/**
 * The kind of gear that a name of another tool's means, by its last words: `core-switch`, `Edit Workstations`.
 *
 * @example kindOfGear("Patch panel") // "patch-panel"
 */
export function kindOfGear(name: string): string | undefined {
  const words = name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  for (const count of [2, 1]) {
    const last = words.slice(-count).join("-");
    const kind = kinds.get(last) ?? kinds.get(last.replace(/(?<!s)s$|(?<=ch)es$/, ""));
    if (kind !== undefined && words.length >= count) return kind;
  }
  return undefined;
}

const systems: readonly (readonly [RegExp, "debian" | "rhel"])[] = [
  [/^(?:debian(?: gnu\/linux)?|ubuntu(?: server| desktop)?(?: linux)?)\b/i, "debian"],
  [/^(?:rhel|red ?hat(?: enterprise)?(?: linux)?|rocky(?: ?linux)?|alma(?: ?linux)?|centos(?: stream| linux)?|oracle linux)\b/i, "rhel"],
];

/** An operating system by its name: `Rocky Linux 9.4`. The release is missing where the name has none. */
export function systemOf(name: string): { readonly family: "debian" | "rhel"; readonly release?: string } | undefined {
  const plain = name.trim().replaceAll(/[-_](?=[a-z0-9])/gi, " ");
  for (const [pattern, family] of systems) {
    const [matched] = pattern.exec(plain) ?? [];
    if (matched === undefined) continue;
    // "22 04", as a slug has it, is no release: nobody knows where its dots were.
    const [, release] = /^\D*(\d+(?:\.\d+)*)(?=$|[\s(](?!\d))/.exec(plain.slice(matched.length)) ?? [];
    return { family, ...(release !== undefined && { release }) };
  }
  return undefined;
}

/** What stands above a room of which nobody knows what it is. */
export const kindOfRoom = "TODO kind: suite, machine-room, mcr, office or store; without it, it is a suite";
