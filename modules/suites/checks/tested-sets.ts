import { crossCheck } from "#inventory/cross-check.ts";
import type { WrittenTestedSet } from "#inventory/written.ts";

/** Hosts run the operating system that their tested set was tested on, are held to one set, and find drivers for their cards in it. */
export const testedSets = crossCheck(
  {
    "two-tested-sets": "a host is held to one tested set",
    "untested-os": "a host runs the operating system that its tested set was tested on",
    "no-driver": "a tested set has drivers for the cards of its hosts",
  },
  function* ({ hosts, suites, tested_sets }) {
    const held = new Map<string, { readonly set: string; readonly suite: string }>();
    for (const [suite, { hosts: members, tested_set: id }] of suites) {
      const set = id === undefined ? undefined : tested_sets.get(id);
      if (id === undefined || set === undefined) continue;
      for (const member of members) {
        const host = hosts.get(member);
        if (host === undefined) continue;
        const other = held.get(member);
        if (other === undefined) held.set(member, { set: id, suite });
        else if (other.set !== id)
          yield {
            id: "two-tested-sets",
            path: ["suites", suite, "tested_set"],
            message: `host ${member} is held to tested set ${other.set} by suite ${other.suite} already, not to ${id}`,
            related: ["suites", other.suite, "tested_set"],
          };
        if (showOs(host.os) !== showOs(set.os))
          yield {
            id: "untested-os",
            path: ["hosts", member, "os"],
            message: `host ${member} of suite ${suite} runs ${showOs(host.os)}, but tested set ${id} was tested on ${showOs(set.os)}`,
            related: ["tested_sets", id, "os"],
          };
        for (const [i, card] of host.cards.entries())
          if (set.drivers[card] === undefined)
            yield {
              id: "no-driver",
              path: ["hosts", member, "cards", i],
              message: `tested set ${id}, to which suite ${suite} holds host ${member}, has no driver for ${card}`,
              related: ["tested_sets", id],
            };
      }
    }
  },
);

const showOs = ({ family, release }: WrittenTestedSet["os"]): string => `${family} ${release}`;
