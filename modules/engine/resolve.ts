import type { Declared, Plain } from "#core/declared.ts";
import { isSecretRef } from "#core/secret.ts";
import type { Secret, SecretRef } from "#core/secret.ts";

/** Fetches what a secret reference names. @throws {UserError} when it can't be had. */
export type ResolveSecret = (ref: SecretRef) => Promise<Secret>;

type Data = Plain | undefined;

async function resolved(value: Data, resolve: ResolveSecret): Promise<Data> {
  if (typeof value !== "object") return value;
  if (isSecretRef(value)) return resolve(value);
  if (Array.isArray(value)) return Promise.all(value.map((item: Plain) => resolved(item, resolve) as Promise<Plain>));
  const entries = Object.entries(value as { readonly [key: string]: Data });
  return Object.fromEntries(await Promise.all(entries.map(async ([key, item]) => [key, await resolved(item, resolve)] as const)));
}

/** The same state with every secret reference fetched, ready to be looked at. */
export async function withSecrets(state: Declared, resolve: ResolveSecret): Promise<Declared> {
  return { ...state, want: (await resolved(state.want, resolve)) as Declared["want"] };
}
