import { basename, join } from "node:path";

import { UserError } from "#core/errors.ts";
import { at, readJson } from "#exchange/from/json.ts";
import { Source, kindOfSource } from "#exchange/from/source.ts";
import { showText } from "#inventory/show.ts";

/** The lists of NetBox's API that are read. */
const endpoints = [
  "sites",
  "locations",
  "racks",
  "device-types",
  "devices",
  "interfaces",
  "ip-addresses",
  "vlans",
  "prefixes",
  "cables",
] as const;

export type Endpoint = (typeof endpoints)[number];

/** What NetBox's API lists, by the last part of its address; nothing of what is not there. */
export type NetBox = Readonly<Record<Endpoint, readonly unknown[]>>;

/**
 * Reads what `GET /api/dcim/devices/?limit=0` and the like answered: a folder with devices.json, sites.json …, or one file that holds them all
 * by these names.
 *
 * @throws {UserError} when there is none, or one is only a page of many
 */
export async function readNetBox(path: string): Promise<NetBox> {
  const source = new Source();
  const found = new Map<Endpoint, readonly unknown[]>();
  if ((await kindOfSource(path)) === "folder") {
    for (const name of await source.list(path)) {
      const endpoint = endpointOf(basename(name, ".json"));
      if (!name.endsWith(".json") || endpoint === undefined) continue;
      const file = await source.read(join(path, name));
      found.set(endpoint, listOf(readJson(file), file.file));
    }
  } else {
    const file = await source.read(path);
    const value = readJson(file);
    if (typeof value === "object" && value !== null)
      for (const name of Object.keys(value)) {
        const endpoint = endpointOf(name);
        if (endpoint !== undefined) found.set(endpoint, listOf(at(value, name), `${file.file}: ${name}`));
      }
  }
  if (found.size === 0)
    throw new UserError(
      `${path}: there is no list of NetBox's API`,
      `Name them as the API does: ${endpoints.map((name) => `${name}.json`).join(", ")}.`,
    );
  const of = (endpoint: Endpoint): readonly unknown[] => found.get(endpoint) ?? [];
  return {
    sites: of("sites"),
    locations: of("locations"),
    racks: of("racks"),
    "device-types": of("device-types"),
    devices: of("devices"),
    interfaces: of("interfaces"),
    "ip-addresses": of("ip-addresses"),
    vlans: of("vlans"),
    prefixes: of("prefixes"),
    cables: of("cables"),
  };
}

const endpointOf = (name: string): Endpoint | undefined => endpoints.find((endpoint) => endpoint === name.replaceAll("_", "-"));

function listOf(value: unknown, place: string): readonly unknown[] {
  const results = Array.isArray(value) ? value : at(value, "results");
  if (!Array.isArray(results)) throw new UserError(`${place}: a list is expected, or an answer of NetBox's API with its \`results\``);
  const next = at(value, "next");
  if (typeof next === "string")
    throw new UserError(
      `${place}: this is one page of many: ${results.length} of ${String(at(value, "count"))}, and ${showText(next)} comes next`,
      "Ask for all at once with ?limit=0.",
    );
  return results as readonly unknown[];
}
