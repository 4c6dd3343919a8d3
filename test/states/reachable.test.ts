import { sh } from "#core/sh.ts";
import { reachable } from "#states/reachable.ts";
import { describeState } from "#support/describe-state.ts";

const licences = { host: "10.77.0.13", port: 5053 };

const open = sh`systemd-run -q --unit=trial-door /usr/sbin/sshd -D -p 2222
until ss -Hltn | grep -q ':2222 '; do sleep 0.1; done`;

describeState(
  reachable,
  [
    { it: "is quiet when it answers", want: licences, found: { port: "open" }, drifts: [], repair: [] },
    { it: "tells when nobody does", want: licences, found: { port: "" }, drifts: ["port"] },
  ],
  {
    tools: { bash: "exit 1" },
    tells: [
      { it: "asks the port", want: licences, tools: { bash: '[ "$4:$5" = 10.77.0.13:5053 ]' }, tells: { port: "open" } },
      { it: "hears nothing", want: licences, tools: { bash: "exit 1" }, tells: { port: "" } },
    ],
    refuses: [
      { it: "says what to look for", want: licences, tools: { bash: "exit 1" }, says: /nobody answers at 10\.77\.0\.13 port 5053/ },
    ],
    lab: [
      {
        on: "suite-02",
        want: { host: "127.0.0.1", port: 2222 },
        ready: open,
        breaks: [{ by: "stopped whoever listens there", with: sh`systemctl stop trial-door`, drifts: ["port"], healedBy: open }],
        afterwards: sh`systemctl stop trial-door`,
      },
    ],
  },
);
