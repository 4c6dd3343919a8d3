import { sh } from "#core/sh.ts";
import { link } from "#states/link.ts";
import { describeState } from "#support/describe-state.ts";

const current = { path: "/opt/resolve/current", target: "/opt/resolve/19.1.2" };

describeState(
  link,
  [{ it: "is quiet when it points where it shall", want: current, found: { target: "/opt/resolve/19.1.2" }, drifts: [], repair: [] }],
  {
    tells: [
      { it: "finds nothing where there is nothing", want: current, tells: { target: "" } },
      {
        it: "tells the target, also of a link to nowhere",
        want: current,
        files: { "/opt/resolve/current": "-> /opt/resolve/18.6" },
        tells: { target: "/opt/resolve/18.6" },
      },
      { it: "tells that a file is no link", want: current, files: { "/opt/resolve/current": "x" }, tells: { target: "not a link" } },
    ],
    repairs: [
      {
        it: "makes the link, and takes it away again",
        want: current,
        files: { "/opt/resolve": null },
        drifts: ["target"],
        leaves: { "/opt/resolve/current": "-> /opt/resolve/19.1.2" },
        undone: { "/opt/resolve/current": undefined },
      },
      {
        it: "points it elsewhere and not into the folder it pointed to, and back again",
        want: current,
        files: { "/opt/resolve/18.6": null, "/opt/resolve/19.1.2": null, "/opt/resolve/current": "-> 18.6" },
        drifts: ["target"],
        leaves: { "/opt/resolve/current": "-> /opt/resolve/19.1.2", "/opt/resolve/18.6/current": undefined },
        undone: { "/opt/resolve/current": "-> 18.6" },
      },
    ],
    refuses: [
      { it: "does not replace a folder", want: current, files: { "/opt/resolve/current/bin/resolve": "program" }, says: /is not a link/ },
    ],
    lab: [
      {
        on: "suite-02",
        want: { path: "/srv/trial-now", target: "/srv/trial-19.1" },
        breaks: [
          { by: "pointed it elsewhere", with: sh`ln -sfn /tmp /srv/trial-now`, drifts: ["target"] },
          { by: "removed it", with: sh`rm /srv/trial-now`, drifts: ["target"] },
        ],
        gone: sh`[ ! -L /srv/trial-now ]`,
      },
    ],
  },
);
