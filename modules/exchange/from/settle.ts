import { isIP } from "node:net";

import type { Draft, Entry } from "#exchange/from/draft.ts";
import { explain } from "#inventory/explain.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { nameOf } from "#inventory/names.ts";
import { validate } from "#inventory/schema.ts";
import { isSection } from "#inventory/sections.ts";

/**
 * Takes out of a draft what our schemas don't accept, and says so; remarks at each entry what it lacks. What is left has only gaps, which
 * `conform validate` names.
 */
export function settle(draft: Draft): void {
  // What is taken out may leave an empty mapping, which then goes too.
  for (let round = 0; round < mostRounds; round++) {
    const problems = problemsOf(draft);
    const faulty = problems.filter(({ id }) => id !== "missing-key");
    if (faulty.length === 0) {
      for (const { path, hint = "" } of problems) remarkGap(draft, path, hint);
      return;
    }
    // The last items first, so that the places of the others stay.
    for (const problem of faulty.toSorted(lastFirst)) takeOut(draft, problem);
  }
  throw new Error("what an import took can't be made to fit the schemas");
}

const mostRounds = 20;

function problemsOf(draft: Draft): readonly Problem[] {
  const whole = {
    facility: draft.facility.value,
    ...Object.fromEntries(
      [...draft.sections].map(([section, entries]) => [section, Object.fromEntries([...entries].map(([id, { value }]) => [id, value]))]),
    ),
  };
  const copy = structuredClone(whole); // the schemas fill in defaults
  return explain(validate(copy), copy, () => undefined);
}

function lastFirst({ path: a }: Problem, { path: b }: Problem): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [one, other] = [a[i], b[i]];
    if (one === other) continue;
    if (typeof one === "number" && typeof other === "number") return other - one;
    if (one === undefined) return 1;
    if (other === undefined) return -1;
    return String(one) < String(other) ? -1 : 1;
  }
  return 0;
}

function takeOut(draft: Draft, { path, message }: Problem): void {
  const [section, id] = path;
  const last = path.at(-1);
  if (last === undefined) return;
  if (path.length === 2 && isSection(section)) {
    draft.sections.get(section)?.delete(String(id));
    draft.leaveOut(nameOf(path), "", message);
    return;
  }
  const place = placeOf(draft, path);
  if (place === undefined) return;
  let holder: unknown = place.entry.value;
  for (const key of place.rest.slice(0, -1)) holder = typeof holder === "object" && holder !== null ? Reflect.get(holder, key) : undefined;
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else if (typeof holder === "object" && holder !== null) Reflect.deleteProperty(holder, last);
  draft.leaveOut(place.rest.join("."), place.name, message);
}

function remarkGap(draft: Draft, path: Path, hint: string): void {
  const place = placeOf(draft, path);
  if (place === undefined) return;
  const { entry, rest } = place;
  const within = rest.map((key) => `${key}.`).join("");
  const remark = `TODO ${within}${path[0] === "hosts" && rest.length === 0 ? sketchOf(hint, entry) : hint}`;
  if (!entry.remarks.includes(remark)) entry.remarks.push(remark);
}

/** What every host needs and few tools know, in the form in which it is written. */
function sketchOf(hint: string, { value: { ssh } }: Entry): string {
  const address =
    typeof ssh === "object" && ssh !== null && "address" in ssh && isIP(String(ssh.address)) !== 0 ? String(ssh.address) : "…";
  if (hint.startsWith("os:")) return 'os: { family: …, release: "…" } (debian for Debian and Ubuntu, rhel for RHEL, Rocky and Alma)';
  return hint.startsWith("interfaces:") ? `interfaces: { NAME: { network: …, ip: ${address} } }` : hint;
}

interface PlaceInDraft {
  readonly entry: Entry;
  readonly name: string;
  readonly rest: Path;
}

function placeOf(draft: Draft, path: Path): PlaceInDraft | undefined {
  const [section, id] = path;
  if (section === "facility") return { entry: draft.facility, name: "the facility", rest: path.slice(1) };
  const entry = isSection(section) ? draft.sections.get(section)?.get(String(id)) : undefined;
  return entry === undefined ? undefined : { entry, name: nameOf(path.slice(0, 2)), rest: path.slice(2) };
}
