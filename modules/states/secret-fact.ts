import { saltedDigest, Secret } from "#core/secret.ts";
import type { SecretRef } from "#core/secret.ts";
import { sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";

/** Shell that emits `same` or `differs` for the text on its standard input; neither side shows the secret. */
export function emitSecret(fact: string, secret: SecretRef): Sh {
  if (!(secret instanceof Secret)) return sh`cannot_look ${`the secret ${secret.secret} is not at hand, so nobody can compare it`}`;
  const { salt, digest } = saltedDigest(secret);
  return sh`emit_same ${fact} ${salt} ${digest}`;
}
