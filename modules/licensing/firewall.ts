import type { Written, WrittenFirewallIntent } from "#inventory/written.ts";

/** Whether a host's firewall lets a network through to a TCP port; undefined where Conform leaves that host's firewall alone. */
export type Openings = (host: string) => ((port: number, network: string) => boolean) | undefined;

/** What the firewalls of hosts let in: what their baselines open, and what firewall intents do. */
export function readOpenings({ hosts, baselines, firewall_intents }: Written): Openings {
  const toHost = new Map<string, WrittenFirewallIntent[]>();
  const toNetwork = new Map<string, WrittenFirewallIntent[]>();
  for (const intent of firewall_intents.values()) {
    for (const id of intent.to.hosts ?? []) push(toHost, id, intent);
    for (const id of intent.to.networks ?? []) push(toNetwork, id, intent);
  }
  return (id) => {
    const host = hosts.get(id);
    const firewall = baselines.get(host?.baseline ?? "")?.firewall;
    if (host === undefined || firewall?.enabled !== true) return undefined;
    const networks = new Set(Object.values(host.interfaces).map(({ network }) => network));
    const intents = [...(toHost.get(id) ?? []), ...[...networks].flatMap((network) => toNetwork.get(network) ?? [])];
    const rules = [...firewall.open.map(({ port, ...rule }) => ({ ...rule, ports: [port] })), ...intents];
    const open = new Set(
      rules
        .filter(({ protocol }) => protocol === "tcp")
        .flatMap(({ ports, from }) => ports.flatMap((port) => from.map((network) => `${port} ${network}`))),
    );
    return (port, network) => open.has(`${port} ${network}`);
  };
}

function push<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  list.push(value);
}
