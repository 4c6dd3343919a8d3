import { UserError } from "#core/errors.ts";
import { Secret } from "#core/secret.ts";
import type { ResolveSecret } from "#engine/resolve.ts";

/** Secrets of tests: `env:NAME` only. */
export const resolveSecretHere: ResolveSecret = ({ secret }) => {
  const value = process.env[secret.replace(/^env:/, "")];
  if (value === undefined) return Promise.reject(new UserError(`the secret ${secret} is not set`));
  return Promise.resolve(new Secret(secret, value));
};
