import { crossCheck } from "#inventory/cross-check.ts";
import { showText } from "#inventory/show.ts";
import type { WrittenVolume } from "#inventory/written.ts";

type Protocol = WrittenVolume["protocol"];

/** What a volume's `export` is for each protocol, and which keys it needs or may have besides. */
const rules: {
  readonly [P in Protocol]: {
    readonly export: { readonly pattern: RegExp; readonly words: string };
    readonly needs?: "credentials" | "target";
    readonly may?: "credentials";
  };
} = {
  nfs: { export: { pattern: /^\/./, words: "the absolute path of a folder, as in /srv/projects" } },
  cephfs: {
    export: { pattern: /^\//, words: "the absolute path of a folder in the file system, as in /projects or /" },
    may: "credentials",
  },
  smb: { export: { pattern: /^[^/]+$/, words: "the name of a share, as in projects" }, needs: "credentials" },
  iscsi: { export: { pattern: /^[^/]{1,12}$/, words: "the label of an XFS file system, at most 12 characters long" }, needs: "target" },
  stornext: { export: { pattern: /^[^/]+$/, words: "the name of the file system, as in snfs1" } },
  beegfs: { export: { pattern: /^[^/]+$/, words: "the name of the file system, as in beegfs" }, may: "credentials" },
};

const needed = { credentials: "What opens a share is kept as a secret.", target: "The server offers its disk under that name." };

const toldSecret = /^(?:pass(?:word)?2?|secret)(?:=|$)/;

/** A volume has what its protocol needs, and nothing that would have no effect. */
export const volumeParts = crossCheck(
  {
    "export-form": "what a volume exports is what its protocol can offer",
    "volume-parts": "a volume has what its protocol needs, and nothing that would have no effect",
    "secret-in-clear": "mount options tell no secret",
  },
  function* ({ volumes }) {
    for (const [id, volume] of volumes) {
      const { protocol, options } = volume;
      const path = ["volumes", id];
      const { export: form, needs, may } = rules[protocol];
      if (!form.pattern.test(volume.export))
        yield {
          id: "export-form",
          path: [...path, "export"],
          message: `export is ${showText(volume.export)}; for ${protocol} it should be ${form.words}`,
        };
      for (const key of ["credentials", "target"] as const)
        if (key === needs && volume[key] === undefined)
          yield {
            id: "volume-parts",
            path,
            on: "key",
            message: `volume ${id} is reached over ${protocol} and has no ${key}`,
            hint: needed[key],
          };
        else if (key !== needs && key !== may && volume[key] !== undefined)
          yield {
            id: "volume-parts",
            path: [...path, key],
            on: "key",
            message: `${key} means nothing for a volume that is reached over ${protocol}`,
          };
      for (const [i, option] of options.entries())
        if (toldSecret.test(option))
          yield {
            id: "secret-in-clear",
            path: [...path, "options", i],
            message: `item ${i + 1} of options tells a secret in clear`,
            hint: "Keep it under `credentials`.",
            veiled: true,
          };
    }
  },
);
