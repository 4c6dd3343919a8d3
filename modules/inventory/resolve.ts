import { resolveConnection, resolveText } from "#inventory/connections.ts";
import type { Baseline, Facility, Host, LicenceServer, Source, Volume } from "#inventory/facility.ts";
import type { Path } from "#inventory/finding.ts";
import { freezeDeep } from "#inventory/freeze.ts";
import { parseRate, parseSize } from "#inventory/quantities.ts";
import type { Written, WrittenBaseline, WrittenFacility, WrittenHost, WrittenLicenceServer, WrittenVolume } from "#inventory/written.ts";

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
  const { id, name, timezone, domain } = facility;
  return freezeDeep<Facility>({
    id,
    name,
    timezone,
    domain,
    folder,
    networks: mapEntries(written.networks, (network, id) => ({ id, ...network, source: sourceOf(["networks", id]) })),
    hosts: mapEntries(written.hosts, (host, id) => resolveHost(id, host, facility, written, surroundings)),
    suites: mapEntries(written.suites, (suite, id) => ({ id, ...suite, source: sourceOf(["suites", id]) })),
    volumes: mapEntries(written.volumes, (volume, id) => resolveVolume(id, volume, surroundings)),
    licenceServers: mapEntries(written.licence_servers, (server, id) => resolveLicenceServer(id, server, surroundings)),
    software: mapEntries(written.software, (software, id) => ({ id, ...software, source: sourceOf(["software", id]) })),
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
    connection: resolveConnection(id, host, facility, written, folder),
    interfaces: listEntries(host.interfaces).map(([name, { network, ip }]) => ({ name, network, ip })),
    baseline: host.baseline,
    files: listEntries(host.files).map(([path, { content, ...file }]) => ({ path, content: resolveText(folder, content), ...file })),
    source: sourceOf(["hosts", id]),
  };
}

function resolveVolume(id: string, volume: WrittenVolume, { sourceOf }: Surroundings): Volume {
  const { capacity, read_limit, write_limit, ...rest } = volume;
  return {
    id,
    ...rest,
    capacity: parseSize(capacity),
    readLimit: parseRate(read_limit),
    writeLimit: parseRate(write_limit),
    source: sourceOf(["volumes", id]),
  };
}

function resolveLicenceServer(id: string, server: WrittenLicenceServer, { folder, vendorFiles, sourceOf }: Surroundings): LicenceServer {
  const { vendor_ports, vendor_files, licence, ...rest } = server;
  return {
    id,
    ...rest,
    vendorPorts: vendor_ports,
    vendorFiles: vendor_files.map(({ source, path, mode }) => {
      const real = vendorFiles.get(source);
      if (real === undefined) throw new Error(`the vendor file ${source} was not checked`);
      return { source: real, path, mode };
    }),
    licence: licence && resolveText(folder, licence),
    source: sourceOf(["licence_servers", id]),
  };
}

function resolveBaseline(id: string, baseline: WrittenBaseline, { sourceOf }: Surroundings): Baseline {
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
    firewall: baseline.firewall,
    source: sourceOf(["baselines", id]),
  };
}
