import { vaulted } from "#exchange/from/yaml.ts";
import type { Foreign } from "#exchange/from/yaml.ts";

// Names that hold a secret, by their endings as people and roles write them; a key *file* is a path.
const named = /(?:pass|passwd|password|passphrase|secret|token|api_?key|private_?key|credentials?|community)(?:s|_?hash)?$/i;

/** Whether a value is a secret, as far as its name or itself can tell. */
export function isSecret(name: string, value: unknown): boolean {
  if (value instanceof Map) return [...(value as Foreign)].some(([key, inner]) => isSecret(key, inner));
  if (Array.isArray(value)) return value.some((inner) => isSecret("", inner));
  if (value === vaulted) return true;
  return named.test(name) || (typeof value === "string" && /-----BEGIN (?:[A-Z ]*PRIVATE KEY|PGP MESSAGE)-----/.test(value));
}

/** Why a secret is not taken, and what to do about it. */
export const keepSecret = 'a secret; keep it outside, and name where: { secret: "env:NAME" } or { secret: "file:PATH" }';
