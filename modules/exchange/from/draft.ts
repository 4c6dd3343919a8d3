import type { Section } from "#inventory/sections.ts";

/** One entry of an inventory as far as it is known. */
export interface Entry {
  readonly value: { [key: string]: unknown };
  /** What stands above it as comments: where it comes from, and what could not be known. */
  readonly remarks: string[];
}

/** Something that the other tool says and that is not taken. */
export interface LeftOut {
  readonly what: string;
  /** Whose it is: `web-01`, or nothing where that is plain. */
  readonly of: string;
  readonly why: string;
}

/** An inventory in the making: only what another tool really says. */
export class Draft {
  readonly facility: Entry = { value: {}, remarks: [] };
  readonly sections = new Map<Section, Map<string, Entry>>();
  readonly leftOut: LeftOut[] = [];

  /** The entry of an id, new where there is none yet. */
  entry(section: Section, id: string): Entry {
    const entries = this.sections.get(section) ?? new Map<string, Entry>();
    this.sections.set(section, entries);
    const entry = entries.get(id) ?? { value: {}, remarks: [] };
    entries.set(id, entry);
    return entry;
  }

  entries(section: Section): ReadonlyMap<string, Entry> {
    return this.sections.get(section) ?? new Map();
  }

  leaveOut(what: string, of: string, why: string): void {
    this.leftOut.push({ what, of, why });
  }
}
