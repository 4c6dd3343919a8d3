// A program of its own: connects, closes in the middle of it all, and must then end by itself.
import type { Connection } from "#core/connection.ts";
import { openTestTransport } from "#support/open-test-transport.ts";

const [reachable, ...silent] = JSON.parse(process.argv[2] ?? "[]") as [Connection, ...Connection[]];
const transport = openTestTransport();
const name = (error: unknown): string => (error instanceof Error ? error.name : "nothing");
const shell = await transport.shell(reachable);
const run = shell.run("sleep 0.5", { timeoutSeconds: 60 }).then(() => "answered", name);
const opening = silent.map((to) => transport.shell(to).then(() => "reached", name));
await new Promise((resolve) => setTimeout(resolve, 100));
await transport.close();
process.stdout.write(`${await run} ${(await Promise.all(opening)).join(" ")}\n`);
