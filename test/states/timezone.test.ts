import { sh } from "#core/sh.ts";
import { timezone } from "#states/timezone.ts";
import { describeState } from "#support/describe-state.ts";

const london = { name: "Europe/London" };
const zones = { "/usr/share/zoneinfo/Europe/London": "TZif2", "/usr/share/zoneinfo/Etc/UTC": "TZif2" };

describeState(
  timezone,
  [
    { it: "is quiet in the right zone", want: london, found: { zone: "Europe/London", file: "Europe/London", clock: "UTC" }, drifts: [] },
    {
      it: "touches only the hardware clock when that keeps local time",
      want: london,
      found: { zone: "Europe/London", file: "Europe/London", clock: "LOCAL" },
      drifts: ["clock"],
    },
    {
      it: "leaves local time to a host that also boots Windows",
      want: { name: "Europe/London", utc: false },
      found: { zone: "Europe/London", file: "Europe/London", clock: "LOCAL" },
      drifts: [],
    },
  ],
  {
    tools: { hwclock: "" },
    tells: [
      {
        it: "reads the link, also a relative one as hostnamed makes it",
        want: london,
        files: {
          "/etc/localtime": "-> ../usr/share/zoneinfo/Etc/UTC",
          "/etc/timezone": "Etc/UTC\n",
          "/etc/adjtime": "0.0 0 0.0\n0\nLOCAL\n",
        },
        tells: { zone: "Etc/UTC", file: "Etc/UTC", clock: "LOCAL" },
      },
      {
        it: "misses no /etc/timezone where the family has none, and takes the clock for UTC without /etc/adjtime",
        want: london,
        files: { "/etc/localtime": "-> /usr/share/zoneinfo/Europe/London", ...zones },
        tells: { zone: "Europe/London", file: "Europe/London", clock: "UTC" },
      },
      {
        it: "says so when the zone was copied, so that no update reaches it",
        want: london,
        files: { "/etc/localtime": "TZif2" },
        tells: { zone: "not a link to a zone" },
      },
      { it: "tells nothing where no zone is set", want: london, tells: { zone: "" } },
    ],
    repairs: [
      {
        it: "sets zone, name and scale, and puts all three back",
        want: london,
        files: {
          ...zones,
          "/etc/localtime": "-> /usr/share/zoneinfo/Etc/UTC",
          "/etc/timezone": "Etc/UTC\n",
          "/etc/adjtime": "0.5 1 0.0\n1\nLOCAL\n",
        },
        drifts: ["zone", "file", "clock"],
        leaves: {
          "/etc/localtime": "-> /usr/share/zoneinfo/Europe/London",
          "/etc/timezone": "Europe/London\n",
          "/etc/adjtime": "0.5 1 0.0\n1\nUTC\n",
        },
        undone: {
          "/etc/localtime": "-> /usr/share/zoneinfo/Etc/UTC",
          "/etc/timezone": "Etc/UTC\n",
          "/etc/adjtime": "0.5 1 0.0\n1\nLOCAL\n",
        },
      },
      {
        it: "writes the time anew where there is a clock, in the scale that Windows expects",
        want: { name: "Europe/London", utc: false },
        tools: { hwclock: "" },
        files: { ...zones, "/etc/localtime": "-> /usr/share/zoneinfo/Europe/London", "/dev/rtc": "" },
        drifts: ["clock"],
        leaves: { "/etc/adjtime": "0.0 0 0.0\n0\nLOCAL\n" },
        calls: ["hwclock --systohc"],
        undone: { "/etc/adjtime": undefined },
      },
      {
        it: "makes a link of a copy",
        want: london,
        files: { ...zones, "/etc/localtime": "TZif2" },
        drifts: ["zone"],
        leaves: { "/etc/localtime": "-> /usr/share/zoneinfo/Europe/London" },
        undone: { "/etc/localtime": "TZif2" },
      },
    ],
    refuses: [
      {
        it: "says so when there is no such zone",
        want: { name: "Europe/Lundon" },
        files: { ...zones, "/etc/localtime": "-> /usr/share/zoneinfo/Etc/UTC" },
        says: /this host has no time zone Europe\/Lundon/,
        keeps: { "/etc/localtime": "-> /usr/share/zoneinfo/Etc/UTC" },
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: london,
        breaks: [
          { by: "set another zone with timedatectl", with: sh`timedatectl set-timezone Asia/Tokyo`, drifts: ["zone"] },
          { by: "linked another zone", with: sh`ln -sfn /usr/share/zoneinfo/Asia/Tokyo /etc/localtime`, drifts: ["zone"] },
          {
            by: "copied the zone, so that no update reaches it",
            with: sh`cp --remove-destination /usr/share/zoneinfo/Europe/London /etc/localtime`,
            drifts: ["zone"],
          },
          { by: "edited /etc/timezone", with: sh`echo Asia/Tokyo >/etc/timezone`, drifts: ["file"] },
          { by: "put the hardware clock on local time", with: sh`printf '0.0 0 0.0\n0\nLOCAL\n' >/etc/adjtime`, drifts: ["clock"] },
        ],
        gone: sh`[ "$(readlink /etc/localtime)" = /usr/share/zoneinfo/Etc/UTC ]`,
        afterwards: sh`rm -f /etc/adjtime`,
      },
      {
        on: "rocky-01",
        want: london,
        // which the family does not have
        ready: sh`rm -f /etc/timezone`,
        breaks: [{ by: "set another zone with timedatectl", with: sh`timedatectl set-timezone Asia/Tokyo`, drifts: ["zone"] }],
        gone: sh`[ "$(readlink /etc/localtime)" = /usr/share/zoneinfo/Etc/UTC ] && [ ! -e /etc/timezone ]`,
        afterwards: sh`echo Etc/UTC >/etc/timezone`,
      },
    ],
  },
);
