import { expect, test } from "vitest";

import { calibration } from "#suites/checks/calibration.ts";
import { foundBy } from "#support/found-by.ts";
import { withSuites } from "#support/suites-text.ts";

const monitor = (calibrated: string): string => `monitors: [{ target: rec709-bt1886, calibrated_on: ${calibrated}, every: 90 d }]`;

const was = (calibrated: string): string => `monitor 1 of suite grade-1 was calibrated to rec709-bt1886 on ${calibrated}`;

const later = "bookings: { late: { suite: grade-1, start: 2027-03-01T09:00, end: 2027-03-01T18:00 }";

// Today is 2026-11-26; 90 days before was 2026-08-28.
test.each<[string, string, string, readonly string[]]>([
  ["holds on its last day", `class: grade, ${monitor("2026-08-28")}`, "", []],
  [
    "does not hold the day after",
    `class: offline, ${monitor("2026-08-27")}`,
    "",
    [`calibration-past: ${was("2026-08-27")}, and that held until 2026-11-25`],
  ],
  [
    "holds on the day on which the next session ends",
    `class: grade, ${monitor("2026-09-02")}`,
    `${later}, next: { suite: grade-1, start: 2026-11-30T09:00, end: 2026-12-01T18:00 } }`,
    [],
  ],
  [
    "ends before the next session is over",
    `class: qc, ${monitor("2026-09-01")}`,
    `${later}, next: { suite: grade-1, start: 2026-11-30T09:00, end: 2026-12-01T18:00 } }`,
    [`calibration-ends-early: ${was("2026-09-01")}, and that holds until 2026-11-30, but booking next ends at 2026-12-01T18:00`],
  ],
  [
    "ends before the session that goes on is over",
    `class: grade, ${monitor("2026-08-28")}`,
    `${later}, now: { suite: grade-1, start: 2026-11-26T08:00, end: 2026-11-27T02:00 } }`,
    [`calibration-ends-early: ${was("2026-08-28")}, and that holds until 2026-11-26, but booking now ends at 2026-11-27T02:00`],
  ],
  [
    "may end where nobody judges pictures",
    `class: audio, ${monitor("2026-09-01")}`,
    `${later}, next: { suite: grade-1, start: 2026-11-30T09:00, end: 2026-12-01T18:00 } }`,
    [],
  ],
  [
    "may end before a session is maintained away",
    `class: grade, ${monitor("2026-09-01")}`,
    "bookings: { next: { suite: grade-1, start: 2026-11-30T09:00, end: 2026-12-01T18:00, status: maintenance } }",
    [],
  ],
])("a calibration %s", (_, suite, bookings, says) => {
  expect(foundBy(calibration, withSuites({ "grade-1": suite }, bookings))).toEqual(says);
});

test.each<[string, string, readonly string[]]>([
  ["after its last change", "changed_on: 2026-11-20, accepted_on: 2026-11-21", []],
  ["on the day of its last change", "changed_on: 2026-11-20, accepted_on: 2026-11-20", []],
  ["without any change since", "accepted_on: 2026-11-20", []],
  [
    "before its last change only",
    "changed_on: 2026-11-20, accepted_on: 2026-11-19",
    ["changed-since-acceptance: suite edit-1 was changed on 2026-11-20 and passed its acceptance test before, on 2026-11-19"],
  ],
  [
    "never",
    "changed_on: 2026-11-20",
    ["changed-since-acceptance: suite edit-1 was changed on 2026-11-20 and no acceptance test of it is on record"],
  ],
])("a suite was accepted %s", (_, suite, says) => expect(foundBy(calibration, withSuites({ "edit-1": suite }))).toEqual(says));
