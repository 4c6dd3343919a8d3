import { crossCheck } from "#inventory/cross-check.ts";
import type { Path } from "#inventory/finding.ts";
import { sections } from "#inventory/sections.ts";
import type { Section } from "#inventory/sections.ts";
import type { Written } from "#inventory/written.ts";
import { hostsOf } from "#licensing/server-address.ts";

interface Listener {
  readonly section: Section;
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly path: Path;
}

/** All daemons of one host, licence managers, their vendors' and databases alike, have a port each. */
export const ports = crossCheck(
  {
    "port-twice": "every daemon of a host has a port of its own",
  },
  function* (written) {
    const taken = new Map<string, Listener>();
    for (const listener of listListeners(written)) {
      const { host, port, path } = listener;
      const key = `${host} ${port}`;
      const other = taken.get(key);
      if (other === undefined) taken.set(key, listener);
      else
        yield {
          id: "port-twice",
          path,
          message: `port ${port} of host ${host} is already taken by ${sections[other.section].noun} ${other.id}`,
          related: other.path,
        };
    }
  },
);

function* listListeners({ licence_servers, project_databases }: Written): Generator<Listener> {
  for (const [id, server] of licence_servers) {
    const section = "licence_servers";
    for (const host of hostsOf(server)) {
      yield { section, id, host, port: server.port, path: [section, id, "port"] };
      for (const [i, port] of server.vendor_ports.entries()) yield { section, id, host, port, path: [section, id, "vendor_ports", i] };
    }
  }
  for (const [id, { host, port }] of project_databases) {
    const section = "project_databases";
    yield { section, id, host, port, path: [section, id, "port"] };
  }
}
