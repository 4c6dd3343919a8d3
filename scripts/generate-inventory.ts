import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { scaleInventory } from "./bench/scaled-inventory.ts";

// Writes a large inventory without a mistake, made of many copies of the example: `node scripts/generate-inventory.ts HOSTS FOLDER`.

const example = path.resolve(import.meta.dirname, "../inventory/example");

/** Writes an inventory of that many hosts and half as many suites into a folder. */
export function writeScaledInventory(hosts: number, folder: string): void {
  const names = readdirSync(example).filter((name) => name.endsWith(".yaml"));
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(path.join(example, name), "utf8")]));
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(scaleInventory(files, hosts))) writeFileSync(path.join(folder, name), text);
  cpSync(path.join(example, "vendor"), path.join(folder, "vendor"), { recursive: true });
}

if (import.meta.main) {
  const [hosts = "", folder] = process.argv.slice(2);
  if (!/^[1-9]\d*$/.test(hosts) || folder === undefined) {
    process.stderr.write("usage: node scripts/generate-inventory.ts HOSTS FOLDER\n");
    process.exitCode = 1;
  } else writeScaledInventory(Number(hosts), path.resolve(folder));
}
