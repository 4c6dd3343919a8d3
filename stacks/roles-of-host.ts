import { baselineRoles, timeRoles } from "#baseline/roles.ts";
import type { DeclaredRole } from "#core/declared.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { licenceServerRoles } from "#licensing/roles.ts";
import { databaseRoles, volumeRoles } from "#storage/roles.ts";
import { suiteRoles } from "#suites/roles.ts";
import { inOneTransaction } from "./one-transaction.ts";
import type { Layer, PlacedRole } from "./placed-role.ts";

/** Everything that a host shall be, in the order in which the stack applies it. */
export function rolesOfHost(facility: Facility, host: Host): PlacedRole[] {
  const placed = (layer: Layer, id: string, roles: readonly DeclaredRole[]): PlacedRole[] =>
    roles.map((role) => ({ ...role, partOf: { layer, id } }));
  return inOneTransaction(facility, host, [
    ...placed("baseline", host.id, baselineRoles(facility, host)),
    ...servedBy(facility.volumes, host).flatMap((volume) => placed("volume", volume.id, volumeRoles(facility, volume, host))),
    ...[...facility.projectDatabases.values()]
      .filter((database) => database.host === host.id)
      .flatMap((database) => placed("database", database.id, databaseRoles(facility, database, host))),
    ...[...facility.licenceServers.values()]
      .filter((server) => server.host === host.id)
      .flatMap((server) => placed("licensing", server.id, licenceServerRoles(server))),
    ...[...facility.suites.values()]
      .filter(({ hosts }) => hosts.includes(host.id))
      .flatMap((suite) => placed("suite", suite.id, suiteRoles(facility, suite, host))),
    ...placed("time", host.id, timeRoles(facility, host)),
  ]).filter(({ states }) => states.length > 0);
}

const servedBy = <T extends { readonly server: string }>(all: ReadonlyMap<string, T>, { id }: Host): T[] =>
  [...all.values()].filter(({ server }) => server === id);
