import type { Clock } from "#inventory/cross-check.ts";
import type { Written } from "#inventory/written.ts";
import { isOver, listAsks, storageCarriers } from "#storage/demand.ts";
import type { Ask, Carrier } from "#storage/demand.ts";
import { fillOf } from "#storage/fill.ts";
import type { Fill } from "#storage/fill.ts";
import { linkCarriers } from "#storage/links.ts";
import { listOversubscription } from "#storage/oversubscription.ts";
import type { Oversubscription } from "#storage/oversubscription.ts";
import { slotsAhead, timelineOf } from "#storage/sessions.ts";
import type { Slot } from "#storage/sessions.ts";

/** What is asked of one carrier in the time ahead. */
export interface Load {
  readonly carrier: Carrier;
  /** The one in which most is asked for comes first. */
  readonly slots: readonly (Slot & { readonly over: boolean })[];
}

/** What suites ask of the storage and of the links to it, and how full it is. */
export interface Capacity {
  readonly loads: readonly Load[];
  readonly asks: readonly Ask[];
  readonly oversubscription: readonly Oversubscription[];
  readonly fills: readonly { readonly volume: string; readonly fill: Fill }[];
}

/** The figures behind the checks of demand, links and fill. */
export function capacityOf(written: Written, { now }: Clock): Capacity {
  const asks = listAsks(written);
  const timeline = timelineOf(written);
  return {
    loads: [...storageCarriers(written, asks), ...linkCarriers(written, asks)].map((carrier) => ({
      carrier,
      slots: slotsAhead(timeline, carrier.asked, now)
        .map((slot) => ({ ...slot, over: isOver(carrier, slot.asked) }))
        .toSorted((a, b) => b.asked - a.asked),
    })),
    asks,
    oversubscription: listOversubscription(written),
    fills: [...written.volumes].flatMap(([volume, entry]) => {
      const fill = fillOf(entry);
      return fill === undefined ? [] : [{ volume, fill }];
    }),
  };
}
