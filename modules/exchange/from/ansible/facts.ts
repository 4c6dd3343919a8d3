import type { Said } from "#exchange/from/ansible/said.ts";
import type { Draft } from "#exchange/from/draft.ts";
import { plain } from "#exchange/from/plain.ts";
import { isForeign, textOf } from "#exchange/from/yaml.ts";
import type { Foreign } from "#exchange/from/yaml.ts";

/** Takes the facts that `conform inventory export ansible` wrote; false where it did not. */
export function readFacts(draft: Draft, id: string, said: Said): boolean {
  const { value } = draft.entry("hosts", id);
  const groups = said.take("conform_groups");
  said.take("conform_classes");
  for (const key of ["management", "baseline", "interfaces"]) {
    const fact = plain(said.take(`conform_${key}`));
    if (fact !== undefined) value[key] = fact;
  }
  const os = said.take("conform_os");
  if (isForeign(os)) value["os"] = plain(new Map([...os].map(([key, inner]) => [key, textOf(inner)])));
  const suites = said.take("conform_suites");
  if (Array.isArray(suites)) for (const suite of suites as readonly unknown[]) if (isForeign(suite)) joinSuite(draft, suite, id);
  const facility = said.take("conform_facility");
  if (isForeign(facility))
    for (const key of ["id", "name", "timezone", "domain"]) {
      const fact = textOf(facility.get(key));
      if (fact !== undefined) draft.facility.value[key] = fact;
    }
  const networks = said.take("conform_networks");
  if (isForeign(networks)) for (const [network, fact] of networks) Object.assign(draft.entry("networks", network).value, plain(fact));
  return groups !== undefined;
}

function joinSuite(draft: Draft, suite: Foreign, host: string): void {
  const id = textOf(suite.get("id"));
  if (id === undefined) return;
  const { value } = draft.entry("suites", id);
  for (const key of ["name", "room", "class"]) {
    const fact = textOf(suite.get(key));
    if (fact !== undefined) value[key] = fact;
  }
  const hosts: unknown = value["hosts"];
  value["hosts"] = [...(Array.isArray(hosts) ? (hosts as readonly unknown[]) : []), host];
}
