import { join } from "node:path";

import picomatch from "picomatch";

import { UserError } from "#core/errors.ts";
import { Draft } from "#exchange/from/draft.ts";
import { Ids, idFrom } from "#exchange/from/ids.ts";
import { plain } from "#exchange/from/plain.ts";
import { readPillarTree } from "#exchange/from/salt-tree.ts";
import { isSecret, keepSecret } from "#exchange/from/secrets.ts";
import { Source, kindOf, kindOfSource } from "#exchange/from/source.ts";
import { isForeign, readForeignYaml, textOf } from "#exchange/from/yaml.ts";
import type { Foreign } from "#exchange/from/yaml.ts";

/** What is said of each minion. */
type Pillars = ReadonlyMap<string, Foreign>;

/**
 * What Salt's pillar says: its minions, and what all of them share that our facility has too. The path is the pillar's folder with its
 * top.sls, or what `salt '*' pillar.items --out=yaml --static` printed.
 */
export async function draftFromSaltPillar(path: string): Promise<Draft> {
  const draft = new Draft();
  const pillars = (await kindOfSource(path)) === "folder" ? await readFolder(path, draft) : await readDump(path);
  const ids = new Ids();
  for (const [minion, pillar] of pillars) {
    const id = ids.claim(minion, [idFrom(minion.split(".")[0] ?? ""), idFrom(minion)]);
    if (id === undefined) {
      draft.leaveOut(`host ${minion}`, "", "its name makes no id, or one that another host has");
      continue;
    }
    const { remarks } = draft.entry("hosts", id);
    if (id !== minion) remarks.push(`Salt calls it ${minion}.`);
    for (const [key, value] of pillar)
      if (!sharedKeys.has(key))
        draft.leaveOut(key, id, isSecret(key, value) ? keepSecret : (places.get(key) ?? "Conform has no place for it"));
  }
  takeShared(draft, [...pillars.values()]);
  return draft;
}

/** Where our inventory has what pillars often hold: too different in form to be taken, and too good to be forgotten. */
const places = new Map([
  ["users", "accounts stand in a baseline: baselines.NAME.accounts"],
  ["sysctl", "kernel parameters stand in a baseline: baselines.NAME.sysctls"],
  ["ntp", "time servers stand in a baseline: baselines.NAME.time_servers"],
  ["chrony", "time servers stand in a baseline: baselines.NAME.time_servers"],
  ["sshd_config", "keywords of sshd stand in a baseline: baselines.NAME.ssh"],
  ["mounts", "mounts stand at suites: suites.NAME.mounts"],
  ["packages", "packages stand in software: software.NAME.packages"],
]);

const sharedKeys = new Set(["timezone", "domain", "resolver"]);

/** The names that formulas of Salt's have for what a facility says of all its hosts; taken where no minion is told otherwise. */
function takeShared(draft: Draft, pillars: readonly Foreign[]): void {
  const same = (key: string): unknown => {
    const values = pillars.map((pillar) => pillar.get(key));
    const [first] = values;
    if (values.every((value) => JSON.stringify(plain(value)) === JSON.stringify(plain(first)))) return first;
    draft.leaveOut(key, "", "minions are told different ones, and our facility has one");
    return undefined;
  };
  const { value } = draft.facility;
  const zone = same("timezone");
  const timezone = isForeign(zone) ? textOf(zone.get("name")) : textOf(zone);
  if (timezone !== undefined) value["timezone"] = timezone;
  const domain = textOf(same("domain"));
  if (domain !== undefined) value["domain"] = domain;
  const resolver = same("resolver");
  if (isForeign(resolver) && Array.isArray(resolver.get("nameservers"))) {
    const search = plain(resolver.get("searchpaths"));
    value["dns"] = { servers: plain(resolver.get("nameservers")), ...(search !== undefined && { search }) };
  }
}

async function readDump(path: string): Promise<Pillars> {
  const source = readForeignYaml(await new Source().read(path));
  const { value, file } = source;
  const hint = "Give the pillar's folder, or what this prints: salt '*' pillar.items --out=yaml --static";
  if (!isForeign(value)) throw new UserError(`${file}: a mapping of minions is expected`, hint);
  const pillars = [...value].map(([minion, pillar]) => {
    if (!isForeign(pillar)) throw new UserError(`${source.placeOf(value)}: ${minion} should be a mapping, what one minion is told`, hint);
    return [minion, pillar] as const;
  });
  return new Map(pillars);
}

/** Follows top.sls: minions that it names, and what its targets tell each of them. */
async function readFolder(folder: string, draft: Draft): Promise<Pillars> {
  const source = new Source();
  if ((await kindOf(join(folder, "top.sls"))) !== "file")
    throw new UserError(`${folder}: there is no top.sls, which says what minions are told`);
  const { targets, minions, leftOut } = await readPillarTree(source, folder);
  for (const { what, why } of leftOut) draft.leaveOut(what, "", why);
  // Salt's globs know `*`, `?` and `[…]`, no more.
  const told = targets.map(({ glob, pillar }) => ({ isFor: picomatch(glob, { dot: true, nobrace: true, noextglob: true }), pillar }));
  return new Map(
    [...minions].map((minion) => [
      minion,
      told.filter(({ isFor }) => isFor(minion)).reduce<Foreign>((below, { pillar }) => merge(below, pillar), new Map()),
    ]),
  );
}

/** As Salt's `smart` merging: mappings key by key, everything else as a whole. */
export function merge(below: Foreign, above: Foreign): Foreign {
  const merged = new Map(below);
  for (const [key, value] of above) {
    const old = merged.get(key);
    merged.set(key, isForeign(old) && isForeign(value) ? merge(old, value) : value);
  }
  return merged;
}
