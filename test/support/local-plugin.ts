import { resolveSecretHere } from "#support/test-secrets.ts";
import { localTransport } from "#support/local-transport.ts";
import { runPlugin } from "#pulumi/plugin/run-plugin.ts";

/** The provider as the engine starts it, on hosts that are folders. */
const root = process.env["CONFORM_TEST_HOSTS"];
if (root === undefined) throw new Error("CONFORM_TEST_HOSTS names the folder of the hosts");
await runPlugin({ transport: localTransport(root), resolveSecret: resolveSecretHere, ...(process.argv[2] === "command" ? { version: "1.2.1" } : {}) });
