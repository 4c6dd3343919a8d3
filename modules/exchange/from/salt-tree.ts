import { join } from "node:path";

import { UserError } from "#core/errors.ts";
import { isJinja } from "#exchange/from/salt-roster.ts";
import { kindOf } from "#exchange/from/source.ts";
import type { Source } from "#exchange/from/source.ts";
import { isForeign, readForeignYaml, textOf } from "#exchange/from/yaml.ts";
import type { Foreign } from "#exchange/from/yaml.ts";
import { showText } from "#inventory/show.ts";

/** A pillar's folder as far as it can be read without Salt. */
export interface PillarTree {
  /** In the order in which they come: which minions, and what those are told. */
  readonly targets: readonly { readonly glob: string; readonly pillar: Foreign }[];
  readonly minions: ReadonlySet<string>;
  readonly leftOut: readonly { readonly what: string; readonly why: string }[];
}

/** Reads top.sls and the files that it names. */
export async function readPillarTree(source: Source, folder: string): Promise<PillarTree> {
  const top = await source.read(join(folder, "top.sls"));
  if (isJinja(top.text))
    throw new UserError(
      `${top.file}: this holds Jinja, which only Salt can render`,
      "Import what this prints: salt '*' pillar.items --out=yaml --static",
    );
  const { value, placeOf } = readForeignYaml(top);
  if (!isForeign(value)) throw new UserError(`${top.file}: top.sls is a mapping of environments`);
  const targets: { glob: string; pillar: Foreign }[] = [];
  const minions = new Set<string>();
  const leftOut: { what: string; why: string }[] = [];
  const files = new Files(source, folder, (what, why) => leftOut.push({ what, why }));
  for (const [environment, targeted] of value) {
    if (!isForeign(targeted)) throw new UserError(`${placeOf(value)}: environment ${showText(environment)} should be a mapping of targets`);
    for (const [target, listed] of targeted) {
      if (!Array.isArray(listed)) throw new UserError(`${placeOf(targeted)}: target ${showText(target)} should be a list of names`);
      const names = (listed as readonly unknown[]).filter((item) => typeof item === "string");
      const match = (listed as readonly unknown[]).find(isForeign)?.get("match") ?? "glob";
      if (match !== "glob" && match !== "list") {
        leftOut.push({ what: `target ${target}`, why: `which minions it means only Salt can tell (match: ${textOf(match) ?? "…"})` });
        continue;
      }
      const globs = match === "list" ? target.split(",").map((part) => part.trim()) : [target];
      for (const glob of globs) if (!/[*?[\]{}()!+@|\\]/.test(glob)) minions.add(glob);
      for (const name of names) {
        const pillar = await files.read(name);
        targets.push(...globs.map((glob) => ({ glob, pillar })));
      }
    }
  }
  return { targets, minions, leftOut };
}

class Files {
  readonly #source: Source;
  readonly #folder: string;
  readonly #leaveOut: (what: string, why: string) => void;
  readonly #read = new Map<string, Foreign>();

  constructor(source: Source, folder: string, leaveOut: (what: string, why: string) => void) {
    this.#source = source;
    this.#folder = folder;
    this.#leaveOut = leaveOut;
  }

  /** The data of `a.b`, which is a/b.sls or a/b/init.sls. */
  async read(name: string): Promise<Foreign> {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const data = await this.#open(name);
    this.#read.set(name, data);
    return data;
  }

  async #open(name: string): Promise<Foreign> {
    const nothing = new Map<string, unknown>();
    // A name is words and dots: no way leads out of the folder.
    const path = /^[\w-]+(?:\.[\w-]+)*$/.test(name) ? await this.#find(join(this.#folder, ...name.split("."))) : undefined;
    if (path === undefined) {
      this.#leaveOut(name, "top.sls names it, and there is no such file");
      return nothing;
    }
    const file = await this.#source.read(path);
    if (isJinja(file.text) || /^#!(?!yaml\s)/.test(file.text)) {
      this.#leaveOut(file.file, "it holds Jinja or another template, which only Salt can render");
      return nothing;
    }
    const { value } = readForeignYaml(file);
    if (value === null) return nothing;
    if (!isForeign(value)) throw new UserError(`${file.file}: a mapping is expected`);
    if (value.has("include")) this.#leaveOut(`${file.file}: include`, "what it includes is not followed");
    return new Map([...value].filter(([key]) => key !== "include"));
  }

  async #find(path: string): Promise<string | undefined> {
    for (const candidate of [`${path}.sls`, join(path, "init.sls")]) if ((await kindOf(candidate)) === "file") return candidate;
    return undefined;
  }
}
