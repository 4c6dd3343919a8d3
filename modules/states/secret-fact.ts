import { saltedDigest, Secret } from "#core/secret.ts";
import type { SecretRef } from "#core/secret.ts";
import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";

/** Emits `same` or `differs` for the text that `read` prints on the host; neither side shows the secret. */
export function emitSecret(fact: string, secret: SecretRef, read: Sh): Sh {
  if (!(secret instanceof Secret)) return sh`cannot_look ${`the secret ${secret.secret} is not at hand, so nobody can compare it`}`;
  const { salt, digest } = saltedDigest(secret);
  return sh`${read} | emit_same ${fact} ${salt} ${digest}`;
}
