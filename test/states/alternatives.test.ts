import { expect, test } from "vitest";
import { sh } from "#core/sh.ts";
import { alternatives } from "#states/alternatives.ts";
import { describeState } from "#support/describe-state.ts";

const nuke = { name: "nuke", link: "/usr/local/bin/nuke", path: "/opt/nuke/v1", priority: 10 };
const chosen = { path: "/opt/nuke/v1", mode: "manual", link: "/etc/alternatives/nuke", priority: "10" };
const debian = { "/etc/os-release": "ID=debian\n", "/opt/nuke/v1": "", "/opt/nuke/v2": "" };
const rocky = { ...debian, "/etc/os-release": 'ID="rocky"\nID_LIKE="rhel centos fedora"\n' };
const linked = { "/usr/local/bin/nuke": "-> /etc/alternatives/nuke", "/etc/alternatives/nuke": "-> /opt/nuke/v1" };

/** What dpkg 1.21's tool prints, and chkconfig 1.33's. */
const query = (status: string, value: string): string =>
  `printf '%s\\n' 'Name: nuke' 'Link: /usr/local/bin/nuke' 'Status: ${status}' 'Best: /opt/nuke/v2' 'Value: ${value}' '' 'Alternative: /opt/nuke/v1' 'Priority: 10' '' 'Alternative: /opt/nuke/v2' 'Priority: 20'`;
const display = (status: string, value: string): string =>
  `printf '%s\\n' 'nuke - status is ${status}.' ' link currently points to ${value}' '/opt/nuke/v1 - priority 10' '/opt/nuke/v2 - family fam priority 20' "Current \\\`best' version is /opt/nuke/v2."`;

// Either tool, as far as the kind uses it: choices in /choices, the mode in /mode.
const acts = (says: string): string => `
case $1 in
  --install) echo "$4 $5" >>/choices; [ -e /mode ] || echo auto >/mode; ln -sf /etc/alternatives/$3 $2; mkdir -p /etc/alternatives; ln -sf $4 /etc/alternatives/$3 ;;
  --set) grep -q "^$3 " /choices || exit 2; echo manual >/mode; mkdir -p /etc/alternatives; ln -sf $3 /etc/alternatives/$2 ;;
  --auto) echo auto >/mode ;;
  --remove) grep -v "^$3 " /choices >/left; cat /left >/choices; rm -f /left ;;
  --query | --display) [ -s /choices ] || exit 2; ${says} ;;
esac`;
const updateAlternatives = acts(
  `echo "Status: $(cat /mode)"; echo "Value: $(readlink /etc/alternatives/nuke)"; while read -r path priority; do echo; echo "Alternative: $path"; echo "Priority: $priority"; done </choices`,
);
const chkconfig = acts(
  `echo "nuke - status is $(cat /mode)."; echo " link currently points to $(readlink /etc/alternatives/nuke)"; while read -r path priority; do echo "$path - priority $priority"; done </choices`,
);

describeState(
  alternatives,
  [
    { it: "is quiet when the path was chosen", want: nuke, found: chosen, drifts: [] },
    {
      it: "minds a choice that the next package would change",
      want: nuke,
      found: { ...chosen, mode: "auto" },
      drifts: ["mode"],
    },
    {
      it: "minds the path and who chose it where that is all that is declared",
      want: { name: "nuke", path: "/opt/nuke/v1" },
      found: { path: "/opt/nuke/v1", mode: "manual" },
      drifts: [],
    },
  ],
  {
    tells: [
      {
        it: "finds what was chosen on Debian",
        want: nuke,
        files: { ...debian, ...linked },
        tools: { "update-alternatives": query("manual", "/opt/nuke/v1") },
        tells: chosen,
      },
      {
        it: "finds what was chosen on Rocky",
        want: nuke,
        files: { ...rocky, ...linked },
        tools: { alternatives: display("manual", "/opt/nuke/v1") },
        tells: chosen,
      },
      {
        it: "finds the priority of a member of a family",
        want: { ...nuke, path: "/opt/nuke/v2" },
        files: { ...rocky, ...linked },
        tools: { alternatives: display("auto", "/opt/nuke/v2") },
        tells: { path: "/opt/nuke/v2", mode: "auto", priority: "20" },
      },
      {
        it: "finds that nothing is chosen, and what is in the place of the link",
        want: { ...nuke, path: "/opt/nuke/v" },
        files: { ...debian, "/usr/local/bin/nuke": "mine" },
        tools: { "update-alternatives": query("auto", "none") },
        tells: { path: "", mode: "auto", link: "not a link", priority: "" },
      },
      {
        it: "finds nothing where there are no choices",
        want: nuke,
        files: debian,
        tools: { "update-alternatives": "echo 'update-alternatives: error: no alternatives for nuke' >&2; exit 2" },
        tells: { path: "", mode: "", link: "", priority: "" },
      },
      {
        it: "needs the family's own tool",
        want: nuke,
        files: rocky,
        tools: { "update-alternatives": "" },
        tells: { "!needs": "alternatives" },
      },
      {
        it: "cannot look on another family",
        want: nuke,
        tells: { "!cannot": "alternatives are managed on the Debian and Red Hat families only" },
      },
    ],
    repairs: [
      {
        it: "makes the path a choice on Debian and chooses it, and takes it away again",
        want: nuke,
        files: { ...debian, "/usr/local/bin": null },
        tools: { "update-alternatives": updateAlternatives },
        drifts: ["path", "mode", "link", "priority"],
        leaves: { "/usr/local/bin/nuke": "-> /etc/alternatives/nuke", "/etc/alternatives/nuke": "-> /opt/nuke/v1" },
        undone: { "/choices": "", "/var/lib/conform/before-alternatives/nuke": undefined },
      },
      {
        it: "makes the path a choice on Rocky and chooses it, and takes it away again",
        want: nuke,
        files: { ...rocky, "/usr/local/bin": null },
        tools: { alternatives: chkconfig },
        drifts: ["path", "mode", "link", "priority"],
        leaves: { "/usr/local/bin/nuke": "-> /etc/alternatives/nuke", "/etc/alternatives/nuke": "-> /opt/nuke/v1" },
        undone: { "/choices": "" },
      },
      {
        it: "chooses among what is there, and leaves it to the priorities again",
        want: { name: "nuke", path: "/opt/nuke/v1" },
        files: {
          ...debian,
          "/choices": "/opt/nuke/v1 10\n/opt/nuke/v2 20\n",
          "/mode": "auto\n",
          "/etc/alternatives/nuke": "-> /opt/nuke/v2",
        },
        tools: { "update-alternatives": updateAlternatives },
        drifts: ["path", "mode"],
        leaves: { "/etc/alternatives/nuke": "-> /opt/nuke/v1", "/mode": "manual\n" },
        undone: { "/mode": "auto\n", "/choices": "/opt/nuke/v1 10\n/opt/nuke/v2 20\n" },
      },
    ],
    refuses: [
      {
        it: "chooses nothing that is not there",
        want: { ...nuke, path: "/opt/nuke/v3" },
        files: debian,
        tools: { "update-alternatives": updateAlternatives },
        says: /\/opt\/nuke\/v3 is not there: is it installed\?/,
      },
      {
        it: "does not replace a program by a link",
        want: nuke,
        files: { ...debian, "/usr/local/bin/nuke": "mine" },
        tools: { "update-alternatives": updateAlternatives },
        says: /\/usr\/local\/bin\/nuke is there but is not a link/,
      },
      {
        it: "says how a path becomes a choice",
        want: { name: "nuke", path: "/opt/nuke/v2" },
        files: { ...debian, "/choices": "/opt/nuke/v1 10\n", "/mode": "auto\n" },
        tools: { "update-alternatives": updateAlternatives },
        says: /is not one of the choices; say "link" and "priority"/,
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: { name: "trial-nuke", link: "/usr/local/bin/trial-nuke", path: "/opt/trial-nuke/v1", priority: 10 },
        ready: sh`mkdir -p /opt/trial-nuke && for _v in v1 v2; do printf '#!/bin/sh\\n' >/opt/trial-nuke/$_v; chmod 0755 /opt/trial-nuke/$_v; done
          update-alternatives --quiet --install /usr/local/bin/trial-nuke trial-nuke /opt/trial-nuke/v2 20`,
        breaks: [
          { by: "chose another one", with: sh`update-alternatives --quiet --set trial-nuke /opt/trial-nuke/v2`, drifts: ["path"] },
          { by: "left it to the priorities", with: sh`update-alternatives --quiet --auto trial-nuke`, drifts: ["path", "mode"] },
          { by: "removed the link", with: sh`rm /usr/local/bin/trial-nuke`, drifts: ["link"] },
          { by: "pointed the link elsewhere", with: sh`ln -sfn /opt/trial-nuke/v2 /usr/local/bin/trial-nuke`, drifts: ["link"] },
          {
            by: "gave it another priority",
            with: sh`update-alternatives --quiet --install /usr/local/bin/trial-nuke trial-nuke /opt/trial-nuke/v1 30`,
            drifts: ["priority"],
          },
          { by: "changed the choice with ln", with: sh`ln -sfn /opt/trial-nuke/v2 /etc/alternatives/trial-nuke`, drifts: ["path"] },
          {
            by: "took it from the choices",
            with: sh`update-alternatives --quiet --remove trial-nuke /opt/trial-nuke/v1`,
            drifts: ["path", "mode", "priority"],
          },
        ],
        gone: sh`[ "$(update-alternatives --query trial-nuke | grep -c '^Alternative')" = 1 ] && [ "$(readlink /etc/alternatives/trial-nuke)" = /opt/trial-nuke/v2 ]`,
        afterwards: sh`update-alternatives --quiet --remove-all trial-nuke; rm -rf /opt/trial-nuke`,
      },
    ],
  },
);

test("a path becomes a choice with both link and priority", () => {
  expect(() => alternatives({ name: "nuke", path: "/opt/v1", priority: 1 })).toThrow("has only one of link and priority");
});
