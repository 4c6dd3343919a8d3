import { LabError } from "./error.ts";
import { labHosts, type LabHost } from "./hosts.ts";
import { readLab } from "./record.ts";

/** The hosts there are, or would be. */
export const presentHosts = (): readonly LabHost[] => readLab()?.hosts ?? labHosts;

/** A host of the lab, by name or address. */
export function findHost(name: string): LabHost {
  const hosts = presentHosts();
  const found = hosts.find((host) => host.name === name || host.address === name);
  if (found) return found;
  const near = hosts.map((host) => host.name).filter((known) => distance(known, name) <= 3);
  const hint = near.length > 0 ? `Did you mean ${near.join(" or ")}?` : `It has ${hosts.map((host) => host.name).join(", ")}.`;
  throw new LabError(`The lab has no host "${name}". ${hint}`);
}

/** Levenshtein's: how many letters one has to add, drop or change. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of from.split("").entries()) {
    const next = [index + 1];
    for (const [column, other] of to.split("").entries()) {
      const changed = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
