import { wasReached } from "#core/verdict.ts";
import type { HostReport, Verdict } from "#core/verdict.ts";

/** How many states of a host have which verdict. */
export type Count = Readonly<Record<Verdict, number>> & { readonly unreachable: 0 | 1 };

export function count(report: HostReport): Count {
  const counts = {
    conforming: 0,
    drift: 0,
    pending: 0,
    due: 0,
    waived: 0,
    blocked: 0,
    error: 0,
    unreachable: wasReached(report) ? (0 as const) : (1 as const),
  };
  if (wasReached(report)) for (const { verdict } of report.findings) counts[verdict] += 1;
  return counts;
}

/** States that a repair would touch. */
export const differing = ({ drift, pending, blocked }: Count): number => drift + pending + blocked;

export const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;
