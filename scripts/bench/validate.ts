import { join } from "node:path";
import { writeScaledInventory } from "../generate-inventory.ts";
import type { Contestant, Result, Run } from "./contestant.ts";
import { measure } from "./measure.ts";
import { byName } from "./report.ts";
import type { Bar } from "./report.ts";
import type { Setting } from "./setting.ts";

const launcher = join(import.meta.dirname, "../conform");

/** Each twice the one before. */
const sizes = [250, 500, 1000, 2000];

const nameOf = (hosts: number): string => `conform validate, ${hosts.toLocaleString("en-GB")} hosts`;

/** The command as a person types it, on the example copied so often that it has so many hosts. It reaches none of them. */
export const validations = ({ repeat, signal, folder }: Pick<Setting, "repeat" | "signal" | "folder">): readonly Contestant[] =>
  sizes.map((hosts) => {
    const inventory = folder(`inventory-${hosts}`);
    writeScaledInventory(hosts, inventory);
    return {
      what: nameOf(hosts),
      repeat,
      warmsUp: true,
      run: async (): Promise<Run> => {
        const { status, stdout, stderr, ...figures } = await measure(launcher, ["validate", "--inventory", inventory], { signal });
        if (status === 0 && stdout.includes(` ${hosts} hosts`)) return figures;
        return { ...figures, problem: `ended with ${status}: ${`${stdout}\n${stderr}`.trim().split("\n").at(-1) ?? ""}` };
      },
    };
  });

/** How many times as long each took as the one of half its size. */
export function describeGrowth(results: readonly Result[]): string {
  const found = sizes.flatMap((hosts) => byName(results, nameOf(hosts)) ?? []);
  const times = found.slice(1).map(({ seconds }, i) => (seconds / (found[i]?.seconds ?? Number.NaN)).toFixed(2));
  return `Twice the hosts took ${times.join(", then ")} times as long.`;
}

/** What Conform wants to reach for a facility of 2,000 hosts. */
export function judgeValidations(results: readonly Result[]): readonly Bar[] {
  const largest = byName(results, nameOf(2000));
  if (largest === undefined) return [];
  const { seconds, peakMegabytes = Number.NaN } = largest;
  return [
    { bar: "2,000 hosts validated in at most 3 s", figure: `${seconds.toFixed(2)} s`, reached: seconds <= 3 },
    { bar: "2,000 hosts validated in at most 300 MB", figure: `${peakMegabytes.toFixed(0)} MB`, reached: peakMegabytes <= 300 },
  ];
}
