import { parseGrowth, parsePercent, parseSize } from "#inventory/quantities.ts";
import type { WrittenVolume } from "#inventory/written.ts";

/** How full a volume is, as somebody last looked, and when it will be full at its growth. */
export interface Fill {
  /** Of its capacity: 0.82 for 82 %. */
  readonly part: number;
  readonly level: "fine" | "warning" | "critical";
  /** Whole days until as much is on it as may be at most, and until nothing more goes on it. Without growth, never. */
  readonly daysToCritical?: number;
  readonly daysToFull?: number;
}

/** Undefined where nobody wrote down what is on the volume. */
export function fillOf({ used, capacity, growth, warn_at, critical_at }: WrittenVolume): Fill | undefined {
  const room = parseSize(capacity);
  if (used === undefined || room === 0) return undefined;
  const taken = parseSize(used);
  const part = taken / room;
  const critical = parsePercent(critical_at);
  const daily = growth === undefined ? 0 : parseGrowth(growth);
  const daysTo = (amount: number): number => Math.max(0, Math.floor((amount - taken) / daily));
  return {
    part,
    level: part >= critical ? "critical" : part >= parsePercent(warn_at) ? "warning" : "fine",
    ...(daily > 0 && { daysToCritical: daysTo(room * critical), daysToFull: daysTo(room) }),
  };
}
