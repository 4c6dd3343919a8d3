import type { Transport } from "#core/connection.ts";
import { Secret } from "#core/secret.ts";
import { openTransport } from "#transport/open.ts";
import type { TransportOptions } from "#transport/open.ts";

/** A transport for servers that run things as whoever runs the tests. Every secret it is asked for is `password`. */
export function openTestTransport(options: Partial<TransportOptions> & { readonly password?: string } = {}): Transport & AsyncDisposable {
  const transport = openTransport({
    anyUser: true,
    resolveSecret: async ({ secret }) => new Secret(secret, options.password ?? ""),
    ...options,
  });
  return Object.assign(transport, { [Symbol.asyncDispose]: () => transport.close() });
}
