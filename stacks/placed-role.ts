import type { DeclaredRole } from "#core/declared.ts";
import type { Host } from "#inventory/facility.ts";

/** What a role is part of: the baseline of its own host, a volume, a project database, a licence server, a suite, or the house's time. */
export type Layer = "baseline" | "volume" | "database" | "licensing" | "suite" | "time";

/** A role with what it is part of, by its id. */
export interface PlacedRole extends DeclaredRole {
  readonly partOf: { readonly layer: Layer; readonly id: string };
}

/** The roles of a host that are part of something. */
export type RolesFor = (host: Host, layer: Layer, id: string) => PlacedRole[];
