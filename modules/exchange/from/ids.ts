/** A name as an id of ours: lower-case letters, digits and inner hyphens; undefined where nothing of it can stay. */
export function idFrom(name: string): string | undefined {
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return name;
  const id = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[\p{M}]/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 63)
    .replaceAll(/^-|-$/g, "");
  return id === "" ? undefined : id;
}

/** A number or name of a room as its id, where dots may stay. */
export function roomIdFrom(name: string): string | undefined {
  const id = name
    .split(".")
    .map(idFrom)
    .filter((part) => part !== undefined)
    .join(".")
    .slice(0, 63)
    .replace(/[.-]$/, "");
  return id === "" ? undefined : id;
}

/** Gives each name of the other tool an id of its own. */
export class Ids {
  readonly #taken = new Map<string, string>();

  /**
   * The first of some ids that no other name has.
   *
   * @param key what is named, the same whenever it is meant
   */
  claim(key: string, wanted: readonly (string | undefined)[]): string | undefined {
    const id = wanted.find((id) => id !== undefined && (this.#taken.get(id) ?? key) === key);
    if (id !== undefined) this.#taken.set(id, key);
    return id;
  }
}
