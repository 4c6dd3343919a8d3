import { oneLine } from "#core/printable.ts";
import { addDays } from "#inventory/days.ts";
import type { Written } from "#inventory/written.ts";
import type { Paint } from "#report/paint.ts";
import { renderTable } from "#report/table.ts";
import type { Capacity, Load } from "#storage/capacity.ts";
import type { Carrier } from "#storage/demand.ts";
import { showAmount, showFigure } from "#storage/show-amount.ts";

type Row = readonly string[];

/** Slots of one carrier that are shown besides its worst, when they are over as well. JSON has all. */
const mostSlots = 3;

/** Figures of capacity as tables. What is over the plan stands out. */
export function renderCapacity({ loads, asks, oversubscription, fills }: Capacity, written: Written, today: string, paint: Paint): string {
  const table = (head: Row, rows: readonly Row[], figures: readonly string[]): string | undefined => {
    if (rows.length === 0) return undefined;
    const [first = "", ...lines] = renderTable(head, rows, figures).split("\n");
    return [first, ...lines.map((line, i) => (rows[i]?.includes("OVER") === true ? paint("red", line) : line))].join("\n");
  };
  const of = (...kinds: readonly Carrier["kind"][]): readonly Load[] => loads.filter(({ carrier }) => kinds.includes(carrier.kind));
  const figures = ["ASKED", "PLAN", "LIMIT", "USE"];
  const parts = [
    table(["STORAGE", "", ...figures, "", "WHEN", "SUITES"], of("volume", "system", "streams").flatMap(loadRows), figures),
    table(["SUITE", "", ...figures, "", "TIGHTEST PLACE"], suiteRows(of("client", "host"), written.suites.keys()), figures),
    table(["LINK", "", ...figures, "", "WHEN", "SUITES"], [...of("server"), ...of("uplink")].flatMap(loadRows), figures),
    table(
      ["SERVER", "SPEED", "CLIENTS", "TOGETHER", "OVERSUBSCRIBED"],
      oversubscription.map(({ server, device, speed, clients, clientSpeed, ratio, unknown }) => [
        `interface ${device} of ${server}`,
        showSpeed(speed),
        String(clients),
        showSpeed(clientSpeed),
        `${ratio.toFixed(1)} : 1${unknown.length === 0 ? "" : ` without ${unknown.length} of unknown speed`}`,
      ]),
      ["SPEED", "CLIENTS", "TOGETHER", "OVERSUBSCRIBED"],
    ),
    table(
      ["FILL", "USED", "CAPACITY", "FULL", "", "GROWTH", "AT MOST", "BY", "FULL BY"],
      fills.map(({ volume, fill: { part, level, daysToCritical, daysToFull } }) => {
        const { used = "", capacity = "", growth = "none", critical_at = "" } = written.volumes.get(volume) ?? {};
        const mark = { fine: "", warning: "warning", critical: "OVER" }[level];
        return [
          `volume ${volume}`,
          used,
          capacity,
          showPart(part),
          mark,
          growth,
          critical_at,
          showDay(today, daysToCritical),
          showDay(today, daysToFull),
        ];
      }),
      ["USED", "CAPACITY", "FULL", "GROWTH", "AT MOST"],
    ),
    noteUnknown(asks, of("host")),
  ];
  return parts.filter((part) => part !== undefined).join("\n\n");
}

/** What is over, in words; nothing when all fits. */
export const listOver = ({ loads, fills }: Capacity): readonly string[] => [
  ...new Set([
    ...loads.filter(({ slots }) => slots.some(({ over }) => over)).map(({ carrier }) => `${placeOf(carrier)} (${carrier.does})`),
    ...fills.filter(({ fill }) => fill.level === "critical").map(({ volume }) => `volume ${volume} (fill)`),
  ]),
];

function loadRows({ carrier, slots }: Load): readonly Row[] {
  const { name, does, unit, plan, limit } = carrier;
  if (slots.length === 0) return [[name, does, "", showAmount(plan, unit), showAmount(limit, unit), "", "", "no session ahead", ""]];
  const [worst, ...others] = slots;
  const over = others.filter((slot) => slot.over);
  const shown = [...(worst === undefined ? [] : [worst]), ...over.slice(0, mostSlots)];
  const rows = shown.map(({ asked, over, suites, from, to }, i): Row => [
    i === 0 ? name : "",
    i === 0 ? does : "",
    showAmount(asked, unit),
    i === 0 ? showAmount(plan, unit) : "",
    i === 0 ? showAmount(limit, unit) : "",
    showUse(asked, plan),
    over ? "OVER" : "",
    showTime(from, to),
    oneLine(suites.join(", "), 60),
  ]);
  return over.length <= mostSlots ? rows : [...rows, ["", "", "", "", "", "", "OVER", `and ${over.length - mostSlots} times more`, ""]];
}

/** Of each suite and direction the tightest place between it and the storage, and every other one that is over. */
function suiteRows(loads: readonly Load[], suites: Iterable<string>): readonly Row[] {
  const places = loads.flatMap(({ carrier, slots }) =>
    [...carrier.asked].map(([suite, rate]) => ({ suite, rate, use: rate / carrier.plan, over: slots.some(({ over }) => over), carrier })),
  );
  const bySuite = Map.groupBy(places, ({ suite }) => suite);
  return [...suites].flatMap((suite) =>
    [...Map.groupBy(bySuite.get(suite) ?? [], ({ carrier }) => carrier.does).values()].flatMap((own) =>
      own
        .toSorted((a, b) => b.use - a.use)
        .filter(({ over }, i) => i === 0 || over)
        .map(({ rate, over, carrier }): Row => {
          const { does, unit, plan, limit } = carrier;
          const figures = [showAmount(rate, unit), showAmount(plan, unit), showAmount(limit, unit), showUse(rate, plan)];
          return [suite, does, ...figures, over ? "OVER" : "", placeOf(carrier)];
        }),
    ),
  );
}

const placeOf = ({ kind, name }: Carrier): string => (kind === "client" ? `${name}, single client` : name);

function noteUnknown(asks: Capacity["asks"], hosts: readonly Load[]): string | undefined {
  const known = new Set(hosts.flatMap(({ carrier }) => [...carrier.asked.keys()]));
  const unknown = [...new Set(asks.map(({ suite }) => suite))].filter((suite) => !known.has(suite));
  return unknown.length === 0
    ? undefined
    : `Nobody can say what the network carries for ${unknown.join(", ")}: the hosts have no interface with a speed in the network of the server.`;
}

const showPart = (part: number): string => `${Math.floor(part * 100 + 1e-9)} %`;

const showUse = (asked: number, plan: number): string => (plan === 0 ? "" : `${Math.round((asked / plan) * 100)} %`);

const showSpeed = (speed: number): string => `${showFigure(speed / 1000)} Gb/s`;

const showDay = (today: string, days: number | undefined): string =>
  days === undefined ? "" : days === 0 ? "now" : days > 9999 ? "later" : `${addDays(today, days)} (${days} d)`;

function showTime(from: string | undefined, to: string | undefined): string {
  if (from === undefined) return to === undefined ? "always" : `until ${showMoment(to)}`;
  if (to === undefined) return `from ${showMoment(from)} on`;
  return `${showMoment(from)} - ${to.slice(0, 10) === from.slice(0, 10) ? to.slice(11) : showMoment(to)}`;
}

const showMoment = (moment: string): string => moment.replace("T", " ");
