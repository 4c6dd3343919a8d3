/** How one run went. What the measuring process does itself has no CPU time and no memory of its own. */
export interface Run {
  readonly seconds: number;
  readonly cpuSeconds?: number;
  readonly peakMegabytes?: number;
  /** Why it can't be compared: it would change something, say, or did not look at everything. */
  readonly problem?: string;
}

/** Something that is measured, in turn with the others. */
export interface Contestant {
  readonly what: string;
  /** How often it runs. */
  readonly repeat: number;
  /** Runs once before, which does not count. What takes minutes goes without. */
  readonly warmsUp: boolean;
  run(): Promise<Run>;
}

/** What came of it, in medians. */
export interface Result {
  readonly what: string;
  readonly seconds: number;
  readonly all: readonly number[];
  readonly cpuSeconds?: number;
  readonly peakMegabytes?: number;
  readonly problem?: string;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}

export function summarise(what: string, runs: readonly Run[]): Result {
  const cpu = runs.flatMap(({ cpuSeconds = [] }) => cpuSeconds);
  const peak = runs.flatMap(({ peakMegabytes = [] }) => peakMegabytes);
  const problem = runs.find((run) => run.problem !== undefined)?.problem;
  return {
    what,
    seconds: median(runs.map(({ seconds }) => seconds)),
    all: runs.map(({ seconds }) => seconds),
    ...(cpu.length > 0 && { cpuSeconds: median(cpu) }),
    ...(peak.length > 0 && { peakMegabytes: Math.max(...peak) }),
    ...(problem !== undefined && { problem }),
  };
}

/**
 * Lets all run in turn, A B C A B C: whatever else the machine does meanwhile falls on all of them.
 */
export async function compare(contestants: readonly Contestant[], say: (text: string) => void): Promise<Result[]> {
  const runs = new Map<Contestant, Run[]>(contestants.map((one) => [one, []]));
  const rounds = Math.max(...contestants.map(({ repeat }) => repeat));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [one, sofar] of runs) {
      if (round > one.repeat || (round === 0 && !one.warmsUp)) continue;
      const run = await one.run();
      say(`${round === 0 ? "warm-up" : `round ${round}`}: ${one.what}: ${run.seconds.toFixed(2)} s`);
      if (round > 0) sofar.push(run);
    }
  }
  return contestants.map((one) => summarise(one.what, runs.get(one) ?? []));
}
