import { crossCheck } from "#inventory/cross-check.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { jumpOf } from "#inventory/jumps.ts";
import type { WrittenBaseline, WrittenFacility, WrittenHost } from "#inventory/written.ts";

/** The SSH server of a baseline lets in who has to come in, and lets through who has to go on. */
export const sshAccess = crossCheck(
  {
    "no-way-through": "the SSH server of a host forwards where others are reached through it",
    "locked-out": "the SSH server of a host lets in the user that Conform logs in as, with a key",
  },
  function* ({ hosts, baselines, facility }) {
    const beyond = new Map<string, string[]>();
    for (const [id, host] of hosts) {
      const jump = jumpOf(id, host, facility);
      if (jump !== undefined) beyond.set(jump, [...(beyond.get(jump) ?? []), id]);
    }
    for (const [id, host] of hosts) {
      const name = host.baseline ?? "";
      const baseline = baselines.get(name);
      if (baseline === undefined || host.management !== "managed") continue;
      const through = beyond.get(id);
      if (through !== undefined) yield* checkForwarding(id, name, baseline, through);
      yield* checkLogin(id, host, name, baseline, facility);
    }
  },
);

/** Settings of sshd_config(5), whose keywords know no case, by the one that stands in the inventory. */
const settingsOf = ({ ssh }: WrittenBaseline) =>
  Object.entries(ssh).map(([key, value]) => ({ key, keyword: key.toLowerCase(), value: String(value) }));

/** Values of settings that keep others from going on. */
const closing: { readonly [keyword: string]: readonly string[] } = {
  disableforwarding: ["yes"],
  allowtcpforwarding: ["no", "remote"],
  permitopen: ["none"],
};

function* checkForwarding(id: string, name: string, baseline: WrittenBaseline, through: readonly string[]): Generator<Problem> {
  const [first, ...others] = through;
  for (const { key, keyword, value } of settingsOf(baseline))
    if (Object.hasOwn(closing, keyword) && closing[keyword]?.includes(value.toLowerCase()) === true)
      yield {
        id: "no-way-through",
        path: ["baselines", name, "ssh", key],
        message: `baseline ${name} says ${key} ${value}, but host ${first}${others.length === 0 ? " is" : ` and ${others.length} more are`} reached through host ${id}`,
        hint: "Give the hosts that others go through a baseline of their own.",
        related: ["hosts", id],
      };
}

function* checkLogin(
  id: string,
  { ssh }: WrittenHost,
  name: string,
  baseline: WrittenBaseline,
  facility: WrittenFacility | undefined,
): Generator<Problem> {
  const user = ssh.user ?? facility?.ssh.user;
  if (user === undefined) return;
  for (const { key, keyword, value } of settingsOf(baseline)) {
    const reason = shutsOut(keyword, value, user);
    const path: Path = ["baselines", name, "ssh", key];
    if (reason !== undefined)
      yield {
        id: "locked-out",
        path,
        message: `baseline ${name} says ${key} ${value}, ${reason}, but Conform logs in to host ${id} as ${user}, with a key`,
        related: ssh.user === undefined ? ["facility", "ssh", "user"] : ["hosts", id, "ssh", "user"],
      };
  }
}

function shutsOut(keyword: string, value: string, user: string): string | undefined {
  const words = value.split(" ");
  // With a pattern or a host in it, only the server can tell.
  const isPlain = words.every((word) => /^[a-z_][a-z0-9_-]*$/.test(word));
  if (keyword === "pubkeyauthentication" && value === "no") return "which takes no keys";
  if (keyword === "permitrootlogin" && value === "no" && user === "root") return "which keeps root out";
  if (keyword === "allowusers" && isPlain && !words.includes(user)) return "who is not among them";
  if (keyword === "denyusers" && words.includes(user)) return "who is among them";
  return undefined;
}
