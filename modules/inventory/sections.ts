/** Every section of an inventory that lists entries by id: what one entry is called, and the schema that describes it. */
export const sections = {
  sites: { noun: "site", schema: "sites.schema.json" },
  rooms: { noun: "room", schema: "rooms.schema.json" },
  racks: { noun: "rack", schema: "racks.schema.json" },
  assets: { noun: "asset", schema: "assets.schema.json" },
  cables: { noun: "cable", schema: "cables.schema.json" },
  routers: { noun: "router", schema: "routers.schema.json" },
  networks: { noun: "network", schema: "networks.schema.json" },
  switches: { noun: "switch", schema: "switches.schema.json" },
  firewall_intents: { noun: "firewall intent", schema: "firewall-intents.schema.json" },
  clocks: { noun: "clock", schema: "clocks.schema.json" },
  classes: { noun: "class", schema: "classes.schema.json" },
  hosts: { noun: "host", schema: "hosts.schema.json" },
  suites: { noun: "suite", schema: "suites.schema.json" },
  storage_systems: { noun: "storage system", schema: "storage-systems.schema.json" },
  volumes: { noun: "volume", schema: "volumes.schema.json" },
  project_databases: { noun: "project database", schema: "project-databases.schema.json" },
  licence_servers: { noun: "licence server", schema: "licence-servers.schema.json" },
  licences: { noun: "licence", schema: "licences.schema.json" },
  reservations: { noun: "reservation", schema: "reservations.schema.json" },
  software: { noun: "software", schema: "software.schema.json" },
  tested_sets: { noun: "tested set", schema: "tested-sets.schema.json" },
  repositories: { noun: "repository", schema: "repositories.schema.json" },
  baselines: { noun: "baseline", schema: "baselines.schema.json" },
  exceptions: { noun: "exception", schema: "exceptions.schema.json" },
  bookings: { noun: "booking", schema: "bookings.schema.json" },
  windows: { noun: "change window", schema: "windows.schema.json" },
  freezes: { noun: "freeze", schema: "freezes.schema.json" },
  faults: { noun: "fault", schema: "faults.schema.json" },
  maintenance_tasks: { noun: "maintenance task", schema: "maintenance-tasks.schema.json" },
} as const;

export type Section = keyof typeof sections;

export const sectionNames = Object.keys(sections) as readonly Section[]; // exactly these keys
export const isSection = (name: unknown): name is Section => typeof name === "string" && Object.hasOwn(sections, name);
