/** The gear around suites that tests of storage put in: everything has a speed, and nothing is near its limit. */
export interface House {
  readonly demand?: { readonly [suite: string]: string };
  readonly mounts?: string;
  readonly volume?: string;
  readonly margin?: string;
  readonly mtu?: number;
  readonly serverSpeed?: string;
  readonly hostFace?: string;
  readonly uplink?: string;
  readonly rest?: string;
}

const os = 'os: { family: debian, release: "12" }';

/** Two suites behind switch sw-1, a server with a volume behind sw-core. */
export function house({
  demand = {},
  mounts = "[{ volume: projects, path: /mnt/projects }]",
  volume = "read_limit: 90 GB/s, write_limit: 90 GB/s",
  margin = "70 %",
  mtu = 9000,
  serverSpeed = "800 Gb/s",
  hostFace = "network: storage, speed: 400 Gb/s, switch: sw-1",
  uplink = "speed: 800 Gb/s",
  rest = "",
}: House): string {
  const suite = (id: string, host: string): string =>
    `  ${id}: { name: ${id}, room: "1", class: online, hosts: [${host}], mounts: ${mounts}, demand: [${demand[id] ?? ""}] }`;
  return `facility:
  { id: house, name: House, timezone: Europe/London, domain: house.example, ssh: { user: conform }, policy: { demand_margin: ${margin} } }
networks:
  storage: { cidr: 10.0.0.0/24, class: storage, mtu: ${mtu} }
hosts:
  ws-1: { ${os}, interfaces: { eth0: { ${hostFace}, port: "1", ip: 10.0.0.11 } } }
  ws-2: { ${os}, interfaces: { eth0: { ${hostFace}, port: "2", ip: 10.0.0.12 } } }
  san-1: { ${os}, interfaces: { bond0: { network: storage, speed: ${serverSpeed}, switch: sw-core, port: "1", ip: 10.0.0.21 } } }
switches:
  sw-1: { mtu: 9216, uplinks: [{ to: sw-core, ${uplink} }] }
  sw-core: { mtu: 9216 }
volumes:
  projects: { protocol: nfs, server: san-1, export: /srv/projects, capacity: 1 PB, ${volume}, group: media, gid: 3000 }
suites:
${suite("one", "ws-1")}
${suite("two", "ws-2")}
${rest}`;
}

/** Demand of some streams that take 829.44 MB/s each. */
export const dpx = (streams = 1, mode = "read"): string =>
  `{ volume: projects, mode: ${mode}, codec: dpx-10, raster: 3840x2160, frame_rate: 25 fps, streams: ${streams} }`;
