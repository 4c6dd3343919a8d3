import type { Result } from "./contestant.ts";
import { byName, floorName, plainName, ratio } from "./report.ts";
import type { Bar } from "./report.ts";

/** What Conform wants to reach, held against what was measured. What was not measured is left out; nothing fails because of it. */
export function judgeBars(results: readonly Result[]): Bar[] {
  const conform = byName(results, "conform drift");
  const of = (what: string): number | undefined => ratio(byName(results, what), conform);
  const light = [of("pyinfra"), of("salt-ssh")].filter((times) => times !== undefined);
  return [
    atMost("at most 1.2 x the checks one by one", ratio(conform, byName(results, plainName)), 1.2, (times) => `${times.toFixed(2)} x`),
    atMost("at most 1.2 x the checks made for speed", ratio(conform, byName(results, floorName)), 1.2, (times) => `${times.toFixed(2)} x`),
    atMost("at most 150 MB", conform?.peakMegabytes, 150, (megabytes) => `${megabytes.toFixed(0)} MB`),
    atLeast("10 x faster than the fastest of pyinfra and salt-ssh", light.length === 0 ? undefined : Math.min(...light), 10),
    atLeast("100 x faster than Ansible", of("ansible"), 100),
  ].filter((bar) => bar !== undefined);
}

const atMost = (bar: string, found: number | undefined, most: number, show: (found: number) => string): Bar | undefined =>
  found === undefined ? undefined : { bar, figure: show(found), reached: found <= most };

const atLeast = (bar: string, found: number | undefined, least: number): Bar | undefined =>
  found === undefined ? undefined : { bar, figure: `${found.toFixed(1)} x`, reached: found >= least };
