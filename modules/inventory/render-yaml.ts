import { blockLines, inline } from "#inventory/edit/spell.ts";
import { styleOf } from "#inventory/edit/style.ts";

const style = styleOf(undefined, "");

/** Plain data as YAML, written as our inventories are. */
export const renderYaml = (value: unknown): string =>
  typeof value === "object" && value !== null && Object.keys(value).length > 0
    ? blockLines(value, 0, style).join("\n")
    : inline(value, style);

/** The same in one line. */
export const renderInline = (value: unknown): string => inline(value, style);
