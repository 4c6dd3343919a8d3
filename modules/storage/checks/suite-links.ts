import { crossCheck } from "#inventory/cross-check.ts";
import { linkCarriers } from "#storage/links.ts";
import { timelineOf } from "#storage/sessions.ts";
import { findOverloads } from "#storage/checks/overload.ts";

/** The links between suites and servers carry what suites ask for. */
export const suiteLinks = crossCheck(
  {
    "host-link-overload": "the interface of a host carries what its suite asks for",
    "uplink-overload": "a link between switches carries what the suites at work behind it ask for",
    "server-link-overload": "the interface of a server carries what the suites at work together ask for",
  },
  function* (written, { now }) {
    const rules = { host: "host-link-overload", uplink: "uplink-overload", server: "server-link-overload" };
    yield* findOverloads(linkCarriers(written), rules, timelineOf(written), now);
  },
);
