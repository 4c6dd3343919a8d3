import { resolveConnection, resolveText } from "#inventory/connections.ts";
import type {
  Baseline,
  Facility,
  Host,
  LicenceServer,
  Link,
  ProjectDatabase,
  Repository,
  Source,
  Suite,
  TestedSet,
  Volume,
} from "#inventory/facility.ts";
import type { Path } from "#inventory/finding.ts";
import { freezeDeep } from "#inventory/freeze.ts";
import { parseDays, parseDuration, parseRate, parseSize } from "#inventory/quantities.ts";
import type {
  Written,
  WrittenBaseline,
  WrittenFacility,
  WrittenHost,
  WrittenLicenceServer,
  WrittenProjectDatabase,
  WrittenRepository,
  WrittenSuite,
  WrittenTestedSet,
  WrittenVolume,
} from "#inventory/written.ts";

/** Everything besides the text of the inventory that resolving it takes. */
export interface Surroundings {
  /** The inventory folder, absolute. */
  readonly folder: string;
  /** The real path of every vendor file, by its `source`. */
  readonly vendorFiles: ReadonlyMap<string, string>;
  readonly sourceOf: (path: Path) => Source;
}

/** Turns a checked inventory into the facility it describes, frozen. */
export function resolveFacility(written: Written, facility: WrittenFacility, surroundings: Surroundings): Facility {
  const { folder, sourceOf } = surroundings;
  const { id, name, timezone, domain, locale, keymap, dns, proxy } = facility;
  return freezeDeep<Facility>({
    id,
    name,
    timezone,
    domain,
    locale,
    keymap,
    dns,
    proxy,
    folder,
    networks: mapEntries(written.networks, ({ ptp_domain: ptpDomain, cidr, class: carries, mtu, vlan, gateway }, id) => ({
      id,
      cidr,
      class: carries,
      mtu,
      ...(vlan !== undefined && { vlan }),
      ...(ptpDomain !== undefined && { ptpDomain }),
      ...(gateway !== undefined && { gateway }),
      source: sourceOf(["networks", id]),
    })),
    hosts: mapEntries(written.hosts, (host, id) => resolveHost(id, host, facility, written, surroundings)),
    suites: mapEntries(written.suites, (suite, id) => resolveSuite(id, suite, surroundings)),
    volumes: mapEntries(written.volumes, (volume, id) => resolveVolume(id, volume, written, surroundings)),
    licenceServers: mapEntries(written.licence_servers, (server, id) => resolveLicenceServer(id, server, surroundings)),
    software: mapEntries(written.software, ({ packages, application }, id) => ({
      id,
      packages,
      application,
      source: sourceOf(["software", id]),
    })),
    testedSets: mapEntries(written.tested_sets, (set, id) => resolveTestedSet(id, set, surroundings)),
    repositories: mapEntries(written.repositories, (repository, id) => resolveRepository(id, repository, surroundings)),
    projectDatabases: mapEntries(written.project_databases, (database, id) => resolveProjectDatabase(id, database, surroundings)),
    firewallIntents: [...written.firewall_intents.values()].map(({ from, to: { hosts = [], networks = [] }, protocol, ports, why }) => ({
      from,
      to: { hosts, networks },
      protocol,
      ports,
      why,
    })),
    baselines: mapEntries(written.baselines, (baseline, id) => resolveBaseline(id, baseline, surroundings)),
  });
}

const mapEntries = <W, R>(entries: ReadonlyMap<string, W>, resolve: (entry: W, id: string) => R): ReadonlyMap<string, R> =>
  new Map([...entries].map(([id, entry]) => [id, resolve(entry, id)]));

const listEntries = <W>(entries: { readonly [name: string]: W }): readonly (readonly [string, W])[] => Object.entries(entries);

function resolveHost(id: string, host: WrittenHost, facility: WrittenFacility, written: Written, { folder, sourceOf }: Surroundings): Host {
  return {
    id,
    os: host.os,
    management: host.management,
    connection: resolveConnection(id, host, facility, written, folder),
    interfaces: listEntries(host.interfaces).map(([name, { network, ip, link }]) => ({
      name,
      network,
      ip,
      ...(link && { link: resolveLink(link) }),
    })),
    baseline: host.baseline,
    repositories: host.repositories,
    cards: host.cards,
    initiator: host.initiator,
    files: listEntries(host.files).map(([path, { content, ...file }]) => ({ path, content: resolveText(folder, content), ...file })),
    source: sourceOf(["hosts", id]),
  };
}

function resolveLink({ kind, parent, members, mode }: NonNullable<WrittenHost["interfaces"][string]["link"]>): Link {
  if (kind === "vlan" && parent !== undefined) return { kind, parent };
  if (kind === "bond" && members && mode) return { kind, members, mode };
  if (kind === "physical") return { kind };
  throw new Error(`a ${kind} without its parts was not found by the check of links`);
}

function resolveSuite(id: string, suite: WrittenSuite, { sourceOf }: Surroundings): Suite {
  const { name, room, class: use, hosts, software, licences, mounts, tested_set: testedSet, databases, ocio, devices } = suite;
  const source = sourceOf(["suites", id]);
  return { id, name, room, class: use, hosts, software, licences, mounts, testedSet, databases, ocio, devices, source };
}

function resolveTestedSet(id: string, set: WrittenTestedSet, { sourceOf }: Surroundings): TestedSet {
  const { os, kernel, versions, drivers, software } = set;
  return { id, os, kernel, versions, drivers, software, source: sourceOf(["tested_sets", id]) };
}

function resolveRepository(id: string, repository: WrittenRepository, { sourceOf }: Surroundings): Repository {
  const { debian, rhel, key, fingerprint } = repository;
  return { id, debian, rhel, key, fingerprint, source: sourceOf(["repositories", id]) };
}

function resolveProjectDatabase(id: string, database: WrittenProjectDatabase, { sourceOf }: Surroundings): ProjectDatabase {
  const { folder, schedule, keep } = database.backup;
  return { id, ...database, backup: { folder, schedule, keepDays: parseDays(keep) }, source: sourceOf(["project_databases", id]) };
}

function resolveVolume(id: string, volume: WrittenVolume, written: Written, { folder, sourceOf }: Surroundings): Volume {
  const { protocol, server, export: offers, capacity, read_limit, write_limit, credentials, target, wwid, options, group, gid } = volume;
  return {
    id,
    protocol,
    server,
    export: offers,
    nameServers:
      volume.name_servers.length > 0 ? volume.name_servers : (written.storage_systems.get(volume.system ?? "")?.name_servers ?? []),
    options,
    group,
    gid,
    credentials: credentials && resolveText(folder, credentials),
    target,
    wwid,
    capacity: parseSize(capacity),
    readLimit: parseRate(read_limit),
    writeLimit: parseRate(write_limit),
    source: sourceOf(["volumes", id]),
  };
}

function resolveLicenceServer(id: string, server: WrittenLicenceServer, { folder, vendorFiles, sourceOf }: Surroundings): LicenceServer {
  const { host, manager, port, vendor_ports, vendor_files, command, licence, triad } = server;
  return {
    id,
    host,
    manager,
    port,
    command,
    vendorPorts: vendor_ports,
    vendorFiles: vendor_files.map(({ source, path, mode }) => {
      const real = vendorFiles.get(source);
      if (real === undefined) throw new Error(`the vendor file ${source} was not checked`);
      return { source: real, path, mode };
    }),
    licence: licence && resolveText(folder, licence),
    triad,
    source: sourceOf(["licence_servers", id]),
  };
}

function resolveBaseline(id: string, baseline: WrittenBaseline, { sourceOf }: Surroundings): Baseline {
  const { lockout, desktop } = baseline;
  return {
    id,
    framework: baseline.framework,
    version: baseline.version,
    packages: baseline.packages,
    absentPackages: baseline.absent_packages,
    sysctls: listEntries(baseline.sysctls).map(([name, { value, ...remarks }]) => ({ name, value: String(value), ...remarks })),
    blockedModules: baseline.blocked_modules,
    accounts: listEntries(baseline.accounts).map(([name, { authorized_keys, ...account }]) => ({
      name,
      ...account,
      authorizedKeys: authorized_keys,
    })),
    banner: baseline.banner,
    timeServers: baseline.time_servers,
    tuning: baseline.tuning,
    updates: baseline.updates,
    passwords: baseline.passwords,
    lockout: lockout && { ...lockout, unlock: parseDuration(lockout.unlock) },
    ssh: Object.fromEntries(listEntries(baseline.ssh).map(([keyword, value]) => [keyword, String(value)])),
    desktop: desktop && { ...desktop, idle: parseDuration(desktop.idle) },
    usbguard: baseline.usbguard,
    auditRules: baseline.audit_rules,
    logs: baseline.logs,
    integrity: baseline.integrity,
    firewall: baseline.firewall,
    source: sourceOf(["baselines", id]),
  };
}
