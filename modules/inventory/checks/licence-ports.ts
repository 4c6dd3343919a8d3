import type { Path, Problem } from "#inventory/finding.ts";
import type { Written } from "#inventory/written.ts";

/** All licence daemons of one host, managers and vendors' alike, have a port each. */
export function* checkLicencePorts({ licence_servers }: Written): Generator<Problem> {
  const taken = new Map<string, { readonly server: string; readonly path: Path }>();
  for (const [server, { host, port, vendor_ports }] of licence_servers) {
    const at = ["licence_servers", server];
    const ports: readonly (readonly [number, Path])[] = [
      [port, [...at, "port"]],
      ...vendor_ports.map((port, i) => [port, [...at, "vendor_ports", i]] as const),
    ];
    for (const [port, path] of ports) {
      const key = `${host} ${port}`;
      const other = taken.get(key);
      if (other === undefined) taken.set(key, { server, path });
      else
        yield {
          id: "port-twice",
          path,
          message: `port ${port} of host ${host} is already taken by licence server ${other.server}`,
          related: other.path,
        };
    }
  }
}
