import { listDuties, tuningOf } from "#baseline/checks/needs.ts";
import type { Duties } from "#baseline/checks/needs.ts";
import { tunedSysctls } from "#baseline/roles/host-tuning.ts";
import { crossCheck } from "#inventory/cross-check.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import type { Written, WrittenBaseline, WrittenHost } from "#inventory/written.ts";

/** Kernel parameters of a baseline let its hosts do their work, and don't contradict what roles set. */
export const sysctls = crossCheck(
  {
    "strict-rp-filter": "hosts in a media network don't filter strictly by reverse path, which drops its multicast",
    "ipv6-off": "a host with an IPv6 address has IPv6",
    "sysctl-against-role": "a baseline sets no kernel parameter to another value than its tuning or a mount does",
  },
  function* (written) {
    const dutiesOf = listDuties(written);
    const told = new Set<string>();
    for (const [id, host] of written.hosts) {
      const name = host.baseline ?? "";
      const baseline = written.baselines.get(name);
      if (baseline === undefined || host.management === "unmanaged") continue;
      const held: Held = { id, host, name, baseline, settings: readInterfaceSettings(baseline) };
      yield* checkReversePath(held, written.networks);
      yield* checkIpv6(held);
      for (const problem of checkRoles(held, dutiesOf(id), written))
        if (!told.has(problem.message) && told.add(problem.message)) yield problem;
    }
  },
);

/** A host and the baseline it is held to. */
interface Held {
  readonly id: string;
  readonly host: WrittenHost;
  readonly name: string;
  readonly baseline: WrittenBaseline;
  readonly settings: InterfaceSettings;
}

interface Setting {
  readonly key: string;
  readonly value: number;
}

/** The settings of a parameter by interface, `all` or `default`. */
type InterfaceSettings = (parameter: "rp_filter" | "disable_ipv6", name: string) => Setting | undefined;

function readInterfaceSettings({ sysctls }: WrittenBaseline): InterfaceSettings {
  const settings = new Map<string, Setting>();
  for (const [key, { value }] of Object.entries(sysctls)) {
    const [, name = "", parameter] = /^net\.ipv[46]\.conf\.(.+)\.(rp_filter|disable_ipv6)$/.exec(asDotted(key)) ?? [];
    settings.set(`${parameter} ${name.replaceAll("/", ".")}`, { key, value: Number(value) });
  }
  return (parameter, name) => settings.get(`${parameter} ${name}`);
}

/** A parameter with dots between its parts; a slash is then a dot of an interface's name. Both spellings are those of sysctl.d(5). */
const asDotted = (key: string): string =>
  /^[^.]*\//.test(key) ? key.replaceAll(/[./]/g, (separator) => (separator === "." ? "/" : ".")) : key;

function* checkReversePath({ id, host, name, settings }: Held, networks: Written["networks"]): Generator<Problem> {
  for (const [port, { network }] of Object.entries(host.interfaces)) {
    if (networks.get(network)?.class !== "media") continue;
    // The kernel takes the larger one of what is said for all and of the interface's own: 0 off, 1 strict, 2 loose.
    const own = settings("rp_filter", port) ?? settings("rp_filter", "default");
    const all = settings("rp_filter", "all");
    const strict = [own, all].find((setting) => setting?.value === 1);
    if (strict === undefined || Math.max(own?.value ?? 0, all?.value ?? 0) > 1) continue;
    yield {
      id: "strict-rp-filter",
      path: ["baselines", name, "sysctls", strict.key, "value"],
      message: `baseline ${name} filters strictly by reverse path (${strict.key}), so that host ${id} drops what network ${network} sends to its interface ${port}`,
      hint: `Say 2, loose, for it: net.ipv4.conf.${port.replaceAll(".", "/")}.rp_filter.`,
      related: ["hosts", id, "interfaces", port],
    };
  }
}

function* checkIpv6({ id, host, name, settings }: Held): Generator<Problem> {
  for (const [port, { ip }] of Object.entries(host.interfaces)) {
    const setting = settings("disable_ipv6", port) ?? settings("disable_ipv6", "all") ?? settings("disable_ipv6", "default");
    if (ip.includes(":") && setting?.value === 1)
      yield {
        id: "ipv6-off",
        path: ["baselines", name, "sysctls", setting.key, "value"],
        message: `baseline ${name} turns IPv6 off (${setting.key}), but interface ${port} of host ${id} has address ${ip}`,
        related: ["hosts", id, "interfaces", port, "ip"],
      };
  }
}

/** What shares ask of the kernel, as modules/storage/roles/wide-buffers.ts has it; a test holds both together. */
export const buffersOfShares = { "net.core.rmem_max": 16_777_216, "net.core.wmem_max": 16_777_216 };

function* checkRoles({ id, name, baseline }: Held, duties: Duties, written: Written): Generator<Problem> {
  const share = baseline.tuning ? undefined : shareOf(duties, written);
  const set: { readonly [key: string]: number | string } = baseline.tuning
    ? tunedSysctls(tuningOf(duties))
    : share === undefined
      ? {}
      : buffersOfShares;
  for (const [key, { value }] of Object.entries(baseline.sysctls)) {
    const dotted = asDotted(key);
    const wanted = Object.hasOwn(set, dotted) ? set[dotted] : undefined;
    if (wanted === undefined || String(wanted) === String(value)) continue;
    const use = duties.suites[0]?.[1].class;
    yield {
      id: "sysctl-against-role",
      path: ["baselines", name, "sysctls", key, "value"],
      message: `baseline ${name} sets ${key} to ${value}, and ${share === undefined ? `its tuning of ${use === undefined ? "servers" : `hosts of class ${use}`}` : "who mounts or serves shares"} to ${wanted}: neither would last`,
      hint: "Leave it out here, or say the same.",
      related: share ?? ["hosts", id],
    };
  }
}

/** Where it is said that a host mounts or serves a share, if it does. */
function shareOf({ suites, volumes: served }: Duties, { volumes }: Written): Path | undefined {
  for (const [id, { mounts }] of suites)
    for (const [i, { volume }] of mounts.entries())
      if (["nfs", "smb"].includes(volumes.get(volume)?.protocol ?? "")) return ["suites", id, "mounts", i];
  const own = served.find((volume) => volumes.get(volume)?.protocol === "nfs");
  return own === undefined ? undefined : ["volumes", own, "server"];
}
