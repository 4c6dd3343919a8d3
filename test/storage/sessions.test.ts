import { array, assert, constantFrom, integer, nat, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { peakAhead, slotsAhead, timelineOf } from "#storage/sessions.ts";
import { readYaml } from "#support/read-yaml.ts";

/** Three suites and a farm, which ask for 100, 10, 1 and 1000. */
const asked = new Map([
  ["grade", 100],
  ["online", 10],
  ["offline", 1],
]);
const withFarm = new Map([...asked, ["farm", 1000]]);

const suites = ["grade", "online", "offline", "farm"].map(
  (id) => `  ${id}: { name: ${id}, room: "1", class: ${id === "farm" ? "render" : id}, hosts: [ws-1] }\n`,
);

/** Sessions as `suite day-hour day-hour [status]`, all in December. */
function timeline(...sessions: readonly string[]) {
  const moment = (text = "") => `2026-12-${text.replace("-", "T")}:00`;
  const bookings = sessions.map((session, i) => {
    const [suite, start, end, status = "confirmed"] = session.split(" ");
    return `  b-${i}: { suite: ${suite}, start: ${moment(start)}, end: ${moment(end)}, status: ${status} }\n`;
  });
  return timelineOf(readYaml(`suites:\n${suites.join("")}bookings:${bookings.length === 0 ? " {}\n" : `\n${bookings.join("")}`}`));
}

const show = (slots: ReturnType<typeof slotsAhead>): readonly string[] =>
  slots.map(({ from, to, asked }) => `${from?.slice(8, 13) ?? "…"} ${to?.slice(8, 13) ?? "…"} ${asked}`);

const beginning = "2026-11-26T09:00";

describe("slots are the times in which the same suites are at work", () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ["one session", ["grade 01-09 01-18"], ["01T09 01T18 100"]],
    ["sessions that overlap", ["grade 01-09 01-13", "online 01-12 01-18"], ["01T09 01T12 100", "01T12 01T13 110", "01T13 01T18 10"]],
    ["one session within another", ["grade 01-09 01-18", "online 01-12 01-13"], ["01T09 01T12 100", "01T12 01T13 110", "01T13 01T18 100"]],
    ["sessions with a night between them", ["grade 01-09 01-18", "online 02-09 02-18"], ["01T09 01T18 100", "02T09 02T18 10"]],
    ["another suite end to end", ["grade 01-09 01-12", "online 01-12 01-18"], ["01T09 01T12 100", "01T12 01T18 10"]],
    ["the same suite end to end: one slot", ["grade 01-09 01-12", "grade 01-12 01-18"], ["01T09 01T18 100"]],
    ["a suite that is booked twice works once", ["grade 01-09 01-15", "grade 01-12 01-18"], ["01T09 01T18 100"]],
    ["a pencil counts as taken", ["grade 01-09 01-18 pencil"], ["01T09 01T18 100"]],
    ["nobody works where a suite is maintained", ["grade 01-09 01-18", "online 01-09 01-18 maintenance"], ["01T09 01T18 100"]],
    ["a session that ends before it begins is none", ["grade 01-18 01-09", "online 01-09 01-18"], ["01T09 01T18 10"]],
    ["a suite that asks for nothing makes no slot", ["grade 01-09 01-18", "farm 01-12 01-13"], ["01T09 01T18 100"]],
    ["sessions of several days", ["grade 01-09 05-18", "online 02-09 02-18"], ["01T09 02T09 100", "02T09 02T18 110", "02T18 05T18 100"]],
    ["without any session all work always", [], ["… … 111"]],
    ["with nothing but maintenance all others work always", ["grade 01-09 01-18 maintenance"], ["… … 111"]],
  ])("%s", (_, sessions, slots) => expect(show(slotsAhead(timeline(...sessions), asked, beginning))).toEqual(slots));

  test("a farm that nobody books renders before, while and after others work", () =>
    expect(show(slotsAhead(timeline("grade 01-09 01-18"), withFarm, beginning))).toEqual([
      "… 01T09 1000",
      "01T09 01T18 1100",
      "01T18 … 1000",
    ]));

  test("a farm that is booked renders when it is booked", () =>
    expect(show(slotsAhead(timeline("farm 01-19 01-23"), withFarm, beginning))).toEqual(["01T19 01T23 1000"]));
});

describe("what is over is over", () => {
  const sessions = ["grade 01-09 01-18", "online 02-09 02-18"];

  test.each([
    ["2026-12-01T17:59", ["01T09 01T18 100", "02T09 02T18 10"]],
    ["2026-12-01T18:00", ["02T09 02T18 10"]],
    ["2026-12-02T18:00", []],
  ])("at %s only slots that have not ended count", (now, slots) =>
    expect(show(slotsAhead(timeline(...sessions), asked, now))).toEqual(slots),
  );

  test("when all sessions are over, suites do not begin to work always: time alone makes nothing worse", () =>
    expect(peakAhead(timeline(...sessions), asked, "2027-01-01T00:00")).toBeUndefined());
});

describe("the peak", () => {
  test("is the slot in which most is asked for, with those who ask", () =>
    expect(peakAhead(timeline("grade 01-09 01-13", "online 01-12 01-18", "offline 01-14 01-18"), asked, beginning)).toEqual({
      from: "2026-12-01T12:00",
      to: "2026-12-01T13:00",
      suites: ["grade", "online"],
      asked: 110,
    }));

  test("is the first of several", () =>
    expect(peakAhead(timeline("grade 03-09 03-18", "grade 01-09 01-18"), asked, beginning)?.from).toBe("2026-12-01T09:00"));

  test("is what somebody would count who looks every hour", () => {
    const session = record({ suite: constantFrom(...asked.keys()), start: nat(300), length: integer({ min: 1, max: 40 }) });
    const at = (hour: number): string => `${String(1 + Math.floor(hour / 24)).padStart(2, "0")}-${String(hour % 24).padStart(2, "0")}`;
    assert(
      property(array(session, { minLength: 1, maxLength: 20 }), (sessions) => {
        const inHour = (hour: number): number => {
          const open = sessions.filter(({ start, length }) => start <= hour && hour < start + length);
          return [...new Set(open.map(({ suite }) => suite))].reduce((sum, suite) => sum + (asked.get(suite) ?? 0), 0);
        };
        const lines = timeline(...sessions.map(({ suite, start, length }) => `${suite} ${at(start)} ${at(start + length)}`));
        expect(peakAhead(lines, asked, beginning)?.asked).toBe(Math.max(...Array.from({ length: 341 }, (_, hour) => inHour(hour))));
      }),
      { numRuns: 50 },
    );
  });
});
