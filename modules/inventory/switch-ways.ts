import type { WrittenSwitch } from "#inventory/written.ts";

/** A link between two switches in the direction that it is gone, and where it is written. */
export interface Hop {
  readonly from: string;
  readonly to: string;
  readonly uplink: WrittenSwitch["uplinks"][number];
  readonly at: { readonly switch: string; readonly index: number };
}

/** The fewest links from one switch to another; with a network only such as carry it. Undefined when no way leads there. */
export type FindWay = (from: string, to: string, network?: string) => readonly Hop[] | undefined;

const carries = ({ networks }: WrittenSwitch["uplinks"][number], network: string): boolean =>
  networks.length === 0 || networks.includes(network);

/** Finds ways between switches. What it found once it does not look for again. */
export function wayFinder(switches: ReadonlyMap<string, WrittenSwitch>): FindWay {
  const hops = Map.groupBy(
    [...switches].flatMap(([id, { uplinks }]) =>
      uplinks.flatMap((uplink, index): readonly Hop[] => {
        const at = { switch: id, index };
        return [
          { from: id, to: uplink.to, uplink, at },
          { from: uplink.to, to: id, uplink, at },
        ];
      }),
    ),
    ({ from }) => from,
  );
  const found = new Map<string, ReadonlyMap<string, Hop>>();
  const reach = (start: string, network: string | undefined): ReadonlyMap<string, Hop> => {
    const last = new Map<string, Hop>();
    const queue = [start];
    for (const at of queue)
      for (const hop of hops.get(at) ?? []) {
        if (hop.to === start || last.has(hop.to) || (network !== undefined && !carries(hop.uplink, network))) continue;
        last.set(hop.to, hop);
        queue.push(hop.to);
      }
    return last;
  };
  return (from, to, network) => {
    const key = `${from} ${network ?? ""}`;
    const last = found.get(key) ?? reach(from, network);
    found.set(key, last);
    const way: Hop[] = [];
    for (let at = to; at !== from;) {
      const hop = last.get(at);
      if (hop === undefined) return undefined;
      way.unshift(hop);
      at = hop.from;
    }
    return way;
  };
}
