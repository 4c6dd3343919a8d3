import { readFileSync } from "node:fs";
import type { Connection } from "#core/connection.ts";
import { runPlugin } from "#pulumi/plugin/run-plugin.ts";
import { localTransport } from "#support/local-transport.ts";
import { resolveSecretHere } from "#support/test-secrets.ts";

/** The provider as the engine starts it, on hosts that are folders. */
const { CONFORM_TEST_HOSTS: root, CONFORM_TEST_LATENCY: latency = "0", CONFORM_TEST_DEAD: dead = "" } = process.env;
if (root === undefined) throw new Error("CONFORM_TEST_HOSTS names the folder of the hosts");

await runPlugin({
  transport: localTransport(root, { latency: Number(latency), deadAddresses: dead.split(",") }),
  resolveSecret: resolveSecretHere,
  readConnections: (file) => Promise.resolve(new Map(Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, Connection>))),
  ...(process.argv[2] === "command" ? { version: "1.2.1" } : {}),
});
