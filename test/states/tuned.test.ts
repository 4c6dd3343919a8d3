import { sh } from "#core/sh.ts";
import { packages } from "#states/package.ts";
import { service } from "#states/service.ts";
import { tuned } from "#states/tuned.ts";
import { describeState } from "#support/describe-state.ts";

const stock = { profile: "throughput-performance" };
const perfect = { live: "throughput-performance", boot: "throughput-performance", mode: "manual" };
const own = { profile: "suite-video", content: "[main]\ninclude=latency-performance\n" };

// The daemon of TuneD 2.20: what it says, and what it keeps when it is told a profile.
const tools = {
  busctl: 'case $* in *verify*) echo "b false" ;; *) read -r live </run/live && echo "s \\"$live\\"" ;; esac',
  "tuned-adm": `case $1 in
    auto_profile) set -- profile virtual-guest; echo auto >/etc/tuned/profile_mode ;;
    *) if [ "$2" = nonsense ]; then echo "Unable to switch profile: Requested profile 'nonsense' doesn't exist."; exit 1; fi
       echo manual >/etc/tuned/profile_mode ;;
  esac
  echo "$2" >/run/live; echo "$2" >/etc/tuned/active_profile`,
  systemctl: "",
};
const guest = { "/run/live": "virtual-guest\n", "/etc/tuned/active_profile": "virtual-guest\n", "/etc/tuned/profile_mode": "auto\n" };

describeState(
  tuned,
  [
    { it: "is quiet when the profile is in force and comes back at boot", want: stock, found: perfect, drifts: [] },
    {
      it: "switches when the daemon chose another one by itself",
      want: stock,
      found: { live: "virtual-guest", boot: "virtual-guest", mode: "auto" },
      drifts: ["live", "boot", "mode"],
      repair: [
        "systemctl -q is-active -- tuned.service || { echo 'tuned.service does not run: declare it as a service before' >&2; exit 1; }\ntuned-adm profile throughput-performance",
      ],
    },
    {
      it: "sets all of it anew when one setting is no longer as the profile has it",
      want: { ...stock, verify: true },
      found: { ...perfect, verified: "no" },
      drifts: ["verified"],
    },
    {
      it: "compares the text of a profile of our own",
      want: own,
      found: { file: "[main]\n", access: "0644 root:root", live: "suite-video", boot: "suite-video", mode: "manual" },
      drifts: ["file"],
    },
  ],
  {
    tools,
    tells: [
      {
        it: "hears the daemon and reads what it keeps",
        want: { ...stock, verify: true },
        tools,
        files: guest,
        tells: { live: "virtual-guest", boot: "virtual-guest", mode: "auto", verified: "no" },
      },
      {
        it: "hears nothing when the daemon is stopped",
        want: stock,
        tools: { busctl: "exit 1", "tuned-adm": "" },
        files: { "/etc/tuned/active_profile": "balanced\n" },
        tells: { live: "", boot: "balanced", mode: "" },
      },
      {
        it: "looks where newer versions keep profiles",
        want: own,
        tools,
        files: { ...guest, "/etc/tuned/profiles/suite-video/tuned.conf": own.content, "/etc/tuned/suite-video/tuned.conf": "old" },
        tells: { file: own.content, access: "0644 root:root" },
      },
      { it: "waits for the package", want: stock, tells: { "!needs": "tuned-adm" } },
    ],
    repairs: [
      {
        it: "switches, and lets the daemon choose again when it goes",
        want: stock,
        tools,
        files: guest,
        drifts: ["live", "boot", "mode"],
        leaves: { "/etc/tuned/active_profile": "throughput-performance\n", "/etc/tuned/profile_mode": "manual\n" },
        undone: { "/etc/tuned/profile_mode": "auto\n" },
        undoCalls: ["systemctl -q is-active -- tuned.service", "tuned-adm auto_profile"],
      },
      {
        it: "writes a profile of our own before it switches to it",
        want: own,
        tools,
        files: { ...guest, "/etc/tuned": null },
        drifts: ["file", "access", "live", "boot", "mode"],
        leaves: { "/etc/tuned/suite-video/tuned.conf": own.content },
        undone: { "/etc/tuned/suite-video": undefined },
      },
    ],
    refuses: [
      {
        it: "says so when there is no such profile",
        want: { profile: "nonsense" },
        tools,
        files: guest,
        says: /Requested profile 'nonsense' doesn't exist/,
      },
      {
        it: "says so when the daemon is stopped",
        want: stock,
        tools: { ...tools, systemctl: "exit 3" },
        files: guest,
        says: /tuned\.service does not run/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: { profile: "trial-video", content: "[main]\nsummary=A trial\n" },
        after: [packages({ names: ["tuned"] }), service({ name: "tuned.service", running: true })],
        breaks: [
          { by: "switched with tuned-adm", with: sh`tuned-adm profile balanced`, drifts: ["live", "boot"] },
          {
            by: "let the daemon choose",
            with: sh`tuned-adm auto_profile; [ "$(cat /etc/tuned/active_profile)" != trial-video ]`,
            drifts: ["live", "boot", "mode"],
          },
          { by: "changed only what comes at boot", with: sh`echo balanced >/etc/tuned/active_profile`, drifts: ["boot"] },
          {
            by: "switched it off",
            with: sh`tuned-adm off; echo trial-video >/etc/tuned/active_profile; echo manual >/etc/tuned/profile_mode`,
            drifts: ["live"],
          },
          { by: "edited the profile", with: sh`echo '[sysctl]' >>/etc/tuned/trial-video/tuned.conf`, drifts: ["file"] },
          { by: "made the profile writable for all", with: sh`chmod 0666 /etc/tuned/trial-video/tuned.conf`, drifts: ["access"] },
        ],
        gone: sh`[ ! -e /etc/tuned/trial-video ] && [ "$(cat /etc/tuned/profile_mode)" = auto ]`,
        afterwards: sh`systemctl stop tuned.service`,
      },
      {
        on: "online-01",
        want: { profile: "trial-network", content: "[sysctl]\nnet.core.netdev_budget=350\n", verify: true },
        after: [packages({ names: ["tuned"] }), service({ name: "tuned.service", running: true })],
        breaks: [{ by: "changed one of its settings", with: sh`sysctl -q -w net.core.netdev_budget=300`, drifts: ["verified"] }],
        afterwards: sh`systemctl stop tuned.service`,
      },
      {
        on: "rocky-01",
        want: { profile: "throughput-performance" },
        after: [packages({ names: ["tuned"] }), service({ name: "tuned.service", running: true })],
        breaks: [{ by: "switched with tuned-adm", with: sh`tuned-adm profile balanced`, drifts: ["live", "boot"] }],
        afterwards: sh`systemctl stop tuned.service`,
      },
    ],
  },
);
