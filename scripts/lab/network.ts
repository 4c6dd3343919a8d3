import { existsSync, readdirSync } from "node:fs";
import { bridge, type LabHost } from "./hosts.ts";
import { attempt, run } from "./run.ts";

const link = (name: string): string => `/sys/class/net/${name}`;

/** The tap of a host with a kernel of its own; nspawn makes, names and removes its own link. */
export const tap = (host: LabHost): string => `cf-${host.name}`;

/** A MAC that says the address: 10.77.0.21 is 02:00:0a:4d:00:15. */
export const mac = (host: LabHost): string =>
  ["02", "00", ...host.address.split(".").map((part) => Number(part).toString(16).padStart(2, "0"))].join(":");

/** The bridge that joins the hosts and this machine. Nothing is routed beyond it. */
export async function raiseBridge(): Promise<void> {
  if (existsSync(link(bridge.name))) return;
  await run("ip", ["link", "add", bridge.name, "type", "bridge", "forward_delay", "0"]);
  await run("ip", ["address", "add", `${bridge.address}/${bridge.prefix}`, "dev", bridge.name]);
  await run("ip", ["link", "set", bridge.name, "up"]);
}

/** The lab's links which are there now. They are recognised by name: a crash may have come before any record. */
export function ourLinks(): string[] {
  return readdirSync("/sys/class/net").filter(
    (name) => name === bridge.name || name.startsWith("cf-") || existsSync(`${link(bridge.name)}/brif/${name}`),
  );
}

/** Removes the lab's links; those of containers may go away by themselves meanwhile. */
export async function removeLinks(names = ourLinks()): Promise<void> {
  for (const name of names) {
    const { code, stderr } = await attempt("ip", ["link", "delete", name]);
    if (code !== 0 && existsSync(link(name))) throw new Error(`ip link delete ${name}: ${stderr.trim()}`);
  }
}
