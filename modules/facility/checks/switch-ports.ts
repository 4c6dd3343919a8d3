import { crossCheck } from "#inventory/cross-check.ts";
import type { Problem } from "#inventory/finding.ts";
import { parseBitrate } from "#inventory/quantities.ts";
import { plugOf } from "#inventory/wiring.ts";
import type { Written, WrittenHost } from "#inventory/written.ts";

/** What an interface is plugged into is there, carries its network, and is as fast. */
export const switchPorts = crossCheck(
  {
    "no-such-switch-port": "the switch port that an interface is plugged into is there",
    "port-without-network": "a switch port carries the networks of the interfaces that are plugged into it",
    "port-speed": "an interface and its switch port have one speed",
  },
  function* (written) {
    for (const [host, { interfaces }] of written.hosts)
      for (const name of Object.keys(interfaces)) yield* checkInterface(written, host, interfaces, name);
  },
);

function* checkInterface({ switches }: Written, host: string, interfaces: WrittenHost["interfaces"], name: string): Generator<Problem> {
  const { socket, speed } = plugOf(interfaces, name);
  const ports = socket && switches.get(socket.switch)?.ports;
  const own = interfaces[name];
  if (socket?.port === undefined || ports === undefined || own === undefined) return;
  const port = Object.hasOwn(ports, socket.port) ? ports[socket.port] : undefined;
  const path = ["hosts", host, "interfaces", name];
  const portPath = ["switches", socket.switch, "ports", socket.port];
  const about = `interface ${name} of host ${host}`;
  const where = `port ${socket.port} of switch ${socket.switch}`;
  if (port === undefined) {
    // A VLAN says nothing of its own: its carrier is told of.
    if (socket.at === name)
      yield {
        id: "no-such-switch-port",
        path: [...path, "port"],
        message: `${about} is plugged into ${where}, which has no such port`,
        related: ["switches", socket.switch],
      };
    return;
  }
  if (!port.networks.includes(own.network))
    yield {
      id: "port-without-network",
      path: [...path, "network"],
      message: `${about} is in network ${own.network}, which ${where} does not carry`,
      related: portPath,
    };
  // The port of a bond stands for all of its lines, or for one of them.
  const lines = own.link?.members?.length ?? 1;
  const [ours, its] = [speed?.at === name ? parseBitrate(speed.is) : undefined, parseBitrate(port.speed)];
  if (speed !== undefined && ours !== undefined && ours !== its && ours !== its * lines)
    yield {
      id: "port-speed",
      path: [...path, "speed"],
      message: `${about} has ${speed.is}, but ${where} has ${port.speed}`,
      related: [...portPath, "speed"],
    };
}
