import { setTimeout as wait } from "node:timers/promises";
import { messageOf } from "#core/errors.ts";
import { serveProvider } from "#pulumi/serve.ts";
import type { ProviderOptions } from "#pulumi/serve.ts";

/** What runs on a host gets this long to end by itself once the engine is gone. */
const lastWords = 60_000;

/** Serves as a plugin of the engine that started this process: the port is all that it ever prints on stdout. */
export async function runPlugin(options: ProviderOptions): Promise<void> {
  const engine = process.ppid;
  // One request that goes wrong must not take those of other hosts with it. The engine shows what a plugin prints on stderr.
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    process.on(event, (thrown: unknown) => process.stderr.write(`conform: ${messageOf(thrown)}\n`));
  }
  const serving = await serveProvider(options);
  process.stdout.write(`${serving.port}\n`);
  const end = async (): Promise<never> => {
    await Promise.race([serving.close(), wait(lastWords)]);
    await Promise.race([options.transport.close(), wait(2000)]);
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void end());
  // An engine that was killed can't tell us to end.
  for (;;) {
    await wait(1000);
    if (process.ppid !== engine) await end();
  }
}
