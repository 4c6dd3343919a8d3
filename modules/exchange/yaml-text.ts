import { Document, Scalar, isCollection, isScalar, visit } from "yaml";

// PyYAML refuses or folds these where they stand as they are, our own reader refuses some; in quotes `\uXXXX` means the same to all.
const awkward = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** Whether a text must stand in double quotes, for `escapeAwkward` to reach into it. */
export const isAwkward = (text: string): boolean => text.search(awkward) !== -1;

/** A YAML document in which awkward characters stand in double quotes only, with these escaped. */
export const escapeAwkward = (yaml: string): string =>
  yaml.replace(awkward, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

export interface YamlStyle {
  /** Comment lines above everything. */
  readonly head: readonly string[];
  /** The tag of a text that its reader would take for more than text, as Ansible's `!unsafe`. */
  readonly tagOf?: (text: string) => string | undefined;
}

/**
 * Data as YAML that YAML 1.1 (Ansible, Salt, Puppet) and 1.2 read alike: every text is in double quotes, and so is every key that could be
 * taken for something else.
 */
export function renderYaml(value: unknown, { head, tagOf }: YamlStyle): string {
  const document = new Document(value, { compat: "yaml-1.1", aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (at, node) => {
      if (at === "key" || typeof node.value !== "string") return;
      node.type = Scalar.QUOTE_DOUBLE;
      const tag = tagOf?.(node.value);
      if (tag !== undefined) node.tag = tag;
    },
    Seq: (_, node) => {
      node.flow = node.items.every((item) => isScalar(item));
    },
    Map: (_, node) => {
      if (isCollection(node) && node.items.length === 0) node.flow = true;
    },
  });
  const text = document.toString({ lineWidth: 0, doubleQuotedAsJSON: true, defaultKeyType: "PLAIN", flowCollectionPadding: false });
  return head.map((line) => `${line}\n`).join("") + escapeAwkward(text);
}
