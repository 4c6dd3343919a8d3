import type { Facility } from "#inventory/facility.ts";

const made = "# Made by `conform inventory export";

/** The comment above what is exported. Files that carry it may be exchanged by a newer export, no others. */
export const headOf = (format: string, { id }: Pick<Facility, "id">): readonly string[] => [
  `${made} ${format}\` from the inventory of ${id}: change that, not this.`,
];

/** Whether a text was exported before. */
export const isExported = (text: string): boolean => text.split("\n", 2).some((line) => line.startsWith(made));
