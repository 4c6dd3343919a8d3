import { facilityFacts, factsOf, fqdnOf, prefixed } from "#exchange/to/facts.ts";
import { headOf } from "#exchange/to/head.ts";
import { renderYaml } from "#exchange/yaml-text.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { suitesOf } from "#inventory/of-host.ts";

/**
 * What an external node classifier answers for one node: a class for each class of suite and for the baseline, which the house's own module
 * `conform` defines, and the facts as parameters.
 */
export function renderPuppetEnc(facility: Facility, host: Host): string {
  const classes = [
    ...suitesOf(facility, host).map((suite) => `conform::suite::${suite.class}`),
    ...(host.baseline === undefined ? [] : [`conform::baseline::${puppetName(host.baseline)}`]),
  ];
  const facts = new Map([...facilityFacts(facility), ["fqdn", fqdnOf(facility, host)] as const, ...factsOf(facility, host)]);
  return renderYaml(
    { environment: "production", classes: new Map(classes.map((name) => [name, {}])), parameters: prefixed("conform_", facts) },
    { head: headOf("puppet-enc", facility) },
  );
}

/** The last part of a class's name: Puppet knows no `-` there, and no digit at the start. */
const puppetName = (id: string): string => `${/^[0-9]/.test(id) ? "n" : ""}${id.replaceAll("-", "_")}`;

/** Data for Hiera 5: `nodes/HOST.yaml` above `common.yaml` in the hierarchy. */
export function renderHiera(facility: Facility, hosts: readonly Host[]): ReadonlyMap<string, string> {
  const render = (facts: ReadonlyMap<string, unknown>): string =>
    renderYaml(withoutInterpolation(prefixed("conform::", facts)), { head: headOf("hiera", facility) });
  return new Map([
    ["data/common.yaml", render(facilityFacts(facility))],
    ...hosts.map(
      (host) =>
        [
          `data/nodes/${host.id}.yaml`,
          render(new Map<string, unknown>([["fqdn", fqdnOf(facility, host)], ...factsOf(facility, host)])),
        ] as const,
    ),
  ]);
}

/** The same data, in which Hiera finds nothing to interpolate. */
function withoutInterpolation(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("%{", "%{literal('%')}{");
  if (value instanceof Map)
    return new Map([...value].map(([key, inner]: readonly [unknown, unknown]) => [key, withoutInterpolation(inner)]));
  if (Array.isArray(value)) return value.map(withoutInterpolation);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutInterpolation(inner)]));
}
