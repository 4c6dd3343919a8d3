import { isAlias, isMap, isScalar, isSeq, parseDocument, visit } from "yaml";
import type { Document, Pair, Scalar, YAMLMap } from "yaml";
import { listReferences } from "#inventory/references.ts";
import { isSection } from "#inventory/sections.ts";
import type { Section } from "#inventory/sections.ts";

/** The files of an inventory by name. */
export type Files = Readonly<Record<string, string>>;

/** What is one for the whole house, however many buildings it has. */
const shared: ReadonlySet<string> = new Set(["facility", "classes", "baselines", "software", "tested_sets", "repositories"]);

/** What the keys of an inventory lead to, `*` for any key, and the section that a text there refers to. */
interface Steps {
  readonly next: Map<string, Steps>;
  to?: Section;
  besides?: string | undefined;
}

interface File {
  readonly name: string;
  readonly document: Document;
}

/**
 * An inventory as many times over as it takes to have that many hosts, at most two for each suite, and no mistake: every copy has buildings,
 * addresses, VLANs and licences of its own. Suites of several hosts make do with fewer where there would be too many.
 */
export function scaleInventory(files: Files, hosts: number): Files {
  const originals = Object.entries(files).map(([name, text]) => ({
    name,
    document: withoutAliases(parseDocument(text, { merge: false })),
  }));
  const members = originals.flatMap(membersOf);
  const each = originals.reduce((sum, { document }) => sum + entriesOf(document, "hosts").length, 0);
  const copies = Math.floor(hosts / (2 * members.length));
  const spare = members.flatMap((suite) => suite.slice(1)).toReversed();
  // Spread over the copies, so that none is much smaller than the others.
  const toDrop = (copy: number): number =>
    Math.floor(((copy + 1) * (each * copies - hosts)) / copies) - Math.floor((copy * (each * copies - hosts)) / copies);
  if (copies === 0 || each * copies < hosts || toDrop(copies - 1) > spare.length)
    throw new Error(`these files can't be multiplied to ${hosts} hosts`);
  const steps = stepsOfReferences();
  const classes = originals.map(({ document }) => document.get("classes")).find((found) => isMap(found));
  return Object.fromEntries(
    Array.from({ length: copies }, (_, copy) => copy).flatMap((copy) => {
      const gone = withTheirGear(originals, new Set(spare.slice(0, toDrop(copy))));
      return originals.map(({ name, document }) => {
        const own = without(document, gone, steps);
        if (copy === 0) widenNaming(own);
        else {
          spellOut(own, classes, steps);
          rename(own, steps, copy);
        }
        return [copy === 0 ? name : `${String(copy).padStart(3, "0")}-${name}`, own.toString({ lineWidth: 0 })];
      });
    }),
  );
}

function withoutAliases(document: Document): Document {
  visit(document, {
    Alias: (_, alias) => {
      const copy = alias.resolve(document)?.clone();
      return isMap(copy) || isSeq(copy) || isScalar(copy) ? copy : undefined;
    },
  });
  visit(document, { Value: (_, node) => void delete node.anchor });
  return document;
}

const textOf = (node: unknown): string => String(isScalar(node) ? node.value : node);

function entriesOf(document: Document, section: string): readonly Pair[] {
  const entries = document.get(section);
  return isMap(entries) ? entries.items : [];
}

/** The hosts of every suite in a file. */
const membersOf = ({ document }: File): readonly (readonly string[])[] =>
  entriesOf(document, "suites").map(({ value }) => {
    const hosts = isMap(value) ? value.get("hosts") : undefined;
    return isSeq(hosts) ? hosts.items.map(textOf) : [];
  });

type Ids = ReadonlyMap<string, ReadonlySet<string>>;

/** Hosts, and the gear that they run on. */
function withTheirGear(files: readonly File[], hosts: ReadonlySet<string>): Ids {
  const assets = files
    .flatMap(({ document }) => entriesOf(document, "hosts"))
    .flatMap(({ key, value }) => (hosts.has(textOf(key)) && isMap(value) ? [String(value.get("asset"))] : []));
  return new Map([
    ["hosts", hosts],
    ["assets", new Set(assets)],
  ]);
}

/** A file without some entries, and without what is about them: an item of a list, or whatever could not be without its key. */
function without(document: Document, gone: Ids, steps: Steps): Document {
  const left = document.clone();
  if (!isMap(left.contents)) return left;
  for (const { key, value } of left.contents.items) {
    const name = textOf(key);
    if (!isMap(value)) continue;
    removeFrom(value, (entry) => gone.get(name)?.has(textOf(entry.key)) === true);
    staysAfterPruning(value, steps.next.get(name), gone);
  }
  return left;
}

const removeFrom = (map: YAMLMap, isGone: (pair: Pair) => boolean): void =>
  void map.items.splice(0, map.items.length, ...map.items.filter((pair) => !isGone(pair)));

function staysAfterPruning(node: unknown, steps: Steps | undefined, gone: Ids): boolean {
  if (steps === undefined) return true;
  if (isScalar(node)) return steps.to === undefined || gone.get(steps.to)?.has(textOf(node)) !== true;
  const any = steps.next.get("*");
  if (isSeq(node)) node.items.splice(0, node.items.length, ...node.items.filter((item) => staysAfterPruning(item, any, gone)));
  if (!isMap(node)) return true;
  if (any !== undefined) removeFrom(node, ({ value }) => !staysAfterPruning(value, any, gone));
  return any !== undefined || node.items.every(({ key, value }) => staysAfterPruning(value, steps.next.get(textOf(key)), gone));
}

function stepsOfReferences(): Steps {
  const root: Steps = { next: new Map() };
  for (const { at, to, besides } of listReferences()) {
    let steps = root;
    for (const key of at) {
      const next = steps.next.get(key) ?? { next: new Map() };
      steps.next.set(key, next);
      steps = next;
    }
    Object.assign(steps, { to, besides });
  }
  return root;
}

/** Lets ids be those of copies, too. */
function widenNaming(document: Document): void {
  const naming = document.getIn(["facility", "naming"]);
  if (isMap(naming)) for (const { value } of naming.items) if (isScalar(value)) setText(value, `(?:${textOf(value)})(?:-s[0-9]+)?`);
}

/** Says at suites what their class says of volumes, databases and licence servers, since every copy has others. */
function spellOut(document: Document, classes: YAMLMap | undefined, steps: Steps): void {
  for (const { value: suite } of entriesOf(document, "suites")) {
    if (!isMap(suite)) continue;
    for (const layer of [textOf(suite.get("class")), "all"]) {
      const defaults = classes?.getIn([layer, "suite"]);
      for (const pair of isMap(defaults) ? defaults.items : []) {
        const key = textOf(pair.key);
        if (!suite.has(key) && refersToCopies(steps.next.get("suites")?.next.get("*")?.next.get(key))) suite.items.push(pair.clone());
      }
    }
  }
}

const refersToCopies = (steps: Steps | undefined): boolean =>
  steps !== undefined && ((steps.to !== undefined && !shared.has(steps.to)) || [...steps.next.values()].some(refersToCopies));

/** Gives everything in a file a name, an address and a number of its own. */
function rename(document: Document, steps: Steps, copy: number): void {
  if (!isMap(document.contents)) return;
  removeFrom(document.contents, ({ key }) => shared.has(textOf(key)));
  for (const { key, value } of document.contents.items) {
    const name = textOf(key);
    if (!isSection(name) || !isMap(value)) continue;
    for (const { key: id } of value.items) if (isScalar(id)) setText(id, renamed(textOf(id), copy));
    renameIn(value, steps.next.get(name), copy, "");
  }
}

const renamed = (id: string, copy: number): string => `${id}-s${copy}`;

function renameIn(node: unknown, steps: Steps | undefined, copy: number, name: string): void {
  const any = steps?.next.get("*");
  if (isSeq(node)) for (const item of node.items) renameIn(item, any, copy, name);
  if (isMap(node)) for (const { key, value } of node.items) renameIn(value, any ?? steps?.next.get(textOf(key)), copy, textOf(key));
  if (!isScalar(node) || isAlias(node)) return;
  if (name === "vlan" && typeof node.value === "number") node.value += 100 * copy;
  if (typeof node.value !== "string") return;
  const isId = steps?.to !== undefined && node.value !== steps.besides && !shared.has(steps.to);
  setText(node, isId ? renamed(node.value, copy) : renumbered(node.value, name, copy));
}

/** Sets a text, and forgets how the old one was spelt. */
function setText(node: Scalar, text: string): void {
  if (node.value === text) return;
  node.value = text;
  delete node.source;
}

/** Addresses, hardware addresses and serial numbers: none may be there twice. */
function renumbered(text: string, name: string, copy: number): string {
  switch (name) {
    case "serial":
      return `${text}-${copy}`;
    case "initiator":
    case "target":
      return text.startsWith("iqn.") ? `${text}.s${copy}` : text;
    case "wwid":
      return text.slice(0, -4) + hex(copy, 4);
    case "mac":
      return raiseByte(text, 9, 2 * copy);
    case "hostid":
      return raiseByte(text, 6, 2 * copy);
    default:
      return text
        .replaceAll(/\b10\.(\d+)\.(?=\d+\.\d+)/g, (_, site: string) => `10.${Number(site) + 2 * copy}.`)
        .replaceAll(/\b203\.0\.113\.(?=\d)/g, `198.18.${copy}.`);
  }
}

const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, "0");

const raiseByte = (text: string, at: number, by: number): string =>
  text.slice(0, at) + hex(Number.parseInt(text.slice(at, at + 2), 16) + by, 2) + text.slice(at + 2);
