import { Document, Scalar, isMap, isPair, isScalar, isSeq, visit } from "yaml";
import type { Pair } from "yaml";

import type { Draft, Entry } from "#exchange/from/draft.ts";
import { escapeAwkward, isAwkward } from "#exchange/yaml-text.ts";
import { sectionNames } from "#inventory/sections.ts";
import { escapeInvisible } from "#inventory/show.ts";

/** So that no file is longer than people and our own reader like. */
const mostInFile = 2000;

/** The files of a new inventory: one for each section, with remarks above its entries. */
export function renderDraft(draft: Draft, schema: string, source: string): ReadonlyMap<string, string> {
  const head = `# yaml-language-server: $schema=${schema}\n\n# Imported from ${escapeInvisible(source)}. TODO marks what it does not say.\n`;
  const files = new Map([["facility.yaml", head + render({ facility: inOrder(draft.facility.value) }, [draft.facility])]]);
  for (const section of sectionNames) {
    const entries = [...draft.entries(section)];
    for (let start = 0; start < entries.length; start += mostInFile) {
      const some = entries.slice(start, start + mostInFile);
      const name = section.replaceAll("_", "-") + (start === 0 ? "" : `-${start / mostInFile + 1}`);
      const value = { [section]: new Map(some.map(([id, entry]) => [id, entry.value])) };
      files.set(
        `${name}.yaml`,
        head +
          render(
            value,
            some.map(([, entry]) => entry),
          ),
      );
    }
  }
  return files;
}

/** What the facility says in the order in which people look for it. */
const inOrder = (facility: Entry["value"]): Entry["value"] => {
  const { id, name, timezone, domain, ...others } = facility;
  return Object.fromEntries(Object.entries({ id, name, timezone, domain, ...others }).filter(([, value]) => value !== undefined));
};

/** Entries one below the other, a line between them, small mappings and lists in one line as people write them. */
function render(value: object, entries: readonly Entry[]): string {
  const document = new Document(value, { compat: "yaml-1.1", aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === "string" && isAwkward(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
    Seq: (_, node) => {
      node.flow = node.items.every((item) => isScalar(item));
    },
    Map: (_, node, path) => {
      const isDeep = path.filter((above) => isPair(above)).length > 2;
      node.flow = node.items.length === 0 || (isDeep && node.items.every(({ value }) => isSmall(value)));
    },
  });
  const pairs = pairsToRemark(document, entries.length);
  for (const [i, pair] of pairs.entries()) {
    const remarks = entries[i]?.remarks ?? [];
    const key = document.createNode(pair.key);
    key.commentBefore = remarks.map((remark) => ` ${escapeInvisible(remark)}`).join("\n");
    key.spaceBefore = i > 0;
    pair.key = key;
  }
  return escapeAwkward(document.toString({ lineWidth: 0, doubleQuotedAsJSON: true, flowCollectionPadding: true }));
}

const isSmall = (value: unknown): boolean =>
  isScalar(value) || (isSeq(value) && value.items.length <= 3 && value.items.every((item) => isScalar(item)));

/** The pairs that entries stand in: those of the section, or the facility's own. */
function pairsToRemark(document: Document, count: number): readonly Pair[] {
  const { contents } = document;
  if (!isMap(contents)) return [];
  const [only] = contents.items;
  if (only === undefined) return [];
  if (isScalar(only.key) && only.key.value === "facility") return [only];
  if (!isMap(only.value) || only.value.items.length !== count) throw new Error("a draft was not rendered entry by entry");
  return only.value.items;
}
