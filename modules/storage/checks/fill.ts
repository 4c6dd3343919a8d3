import { crossCheck } from "#inventory/cross-check.ts";
import { addDays } from "#inventory/days.ts";
import { parsePercent } from "#inventory/quantities.ts";
import { fillOf } from "#storage/fill.ts";
import type { Fill } from "#storage/fill.ts";

/** Volumes are told of before they are full. */
export const fill = crossCheck(
  {
    "fill-levels": "a volume is told of before it is as full as it may be",
    "volume-filling": { warning: "a volume has room left" },
    "volume-critical": { warning: "a volume is not as full as it may be at most" },
    "volume-full-soon": { warning: "a volume is not full within the days of notice" },
  },
  function* ({ volumes, facility }, { today }) {
    const notice = Math.max(0, ...(facility?.policy.notice ?? []));
    for (const [id, volume] of volumes) {
      const { capacity, used, growth, warn_at, critical_at } = volume;
      const path = ["volumes", id];
      if (parsePercent(warn_at) > parsePercent(critical_at))
        yield {
          id: "fill-levels",
          path: [...path, "warn_at"],
          message: `volume ${id} is told of at ${warn_at}, after the ${critical_at} that it may be full at most`,
          related: [...path, "critical_at"],
        };
      const found = fillOf(volume);
      if (found === undefined || used === undefined) continue;
      const { level, daysToFull } = found;
      const soon = daysToFull !== undefined && daysToFull <= notice;
      if (level === "fine" && !soon) continue;
      const about = `volume ${id} is ${showPart(found)} full: ${used} of ${capacity}`;
      const forecast = growth === undefined || daysToFull === undefined ? "" : `, and at ${growth} full by ${addDays(today, daysToFull)}`;
      if (level === "fine")
        yield { id: "volume-full-soon", path: [...path, "growth"], message: about + forecast, related: [...path, "used"] };
      else {
        const [rule, limit] =
          level === "critical" ? (["volume-critical", "critical_at"] as const) : (["volume-filling", "warn_at"] as const);
        const most = level === "critical" ? `; at most ${critical_at} may be` : "";
        yield { id: rule, path: [...path, "used"], message: about + most + forecast, related: [...path, limit] };
      }
    }
  },
);

/** Rounded down, so that nothing is called full before it is. */
const showPart = ({ part }: Fill): string => `${Math.floor(part * 100 + 1e-9)} %`;
