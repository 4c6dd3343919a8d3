import type { Path } from "#inventory/finding.ts";
import { escapeInvisible, showText } from "#inventory/show.ts";
import { isSection, sections } from "#inventory/sections.ts";

/** What people call the thing at a path: `host suite-01`, `release`, `item 2 of software`. */
export function nameOf(path: Path): string {
  const [section, id] = path;
  const last = path.at(-1);
  if (last === undefined) return "the file";
  if (path.length === 2 && isSection(section)) return `${sections[section].noun} ${showKey(id)}`;
  return typeof last === "number" ? `item ${last + 1} of ${nameOf(path.slice(0, -1))}` : showKey(last);
}

/** A key as it is, unless that could be misread. */
const showKey = (key: string | number | undefined): string =>
  /^[\w./@+-]{1,80}$/.test(String(key)) ? escapeInvisible(String(key)) : showText(String(key));
