import { existsSync } from "node:fs";
import path from "node:path";
import type { Connections } from "#pulumi/configuration.ts";
import { runPlugin } from "#pulumi/plugin/run-plugin.ts";
import { openFacility } from "#inventory/load.ts";
import { resolveSecret } from "#inventory/secrets.ts";
import { openTransport } from "#transport/open.ts";

/** The nearest folder upwards with a Pulumi.yaml: the engine starts plugins in the folder of the program. */
function projectFolder(): string {
  let folder = process.cwd();
  while (!existsSync(path.join(folder, "Pulumi.yaml")) && folder !== path.dirname(folder)) folder = path.dirname(folder);
  return folder;
}

async function readConnections(inventory: string): Promise<Connections> {
  const { hosts } = await openFacility(path.resolve(projectFolder(), inventory));
  return new Map([...hosts.values()].map(({ id, connection }) => [id, connection]));
}

/** As in stacks/index.ts: a stack and its inventory have one name. */
const inventoryOf = (stack: string): string | undefined => {
  const inventory = path.join(projectFolder(), "inventory", stack);
  return existsSync(inventory) ? inventory : undefined;
};

const [packageName] = process.argv.slice(2);
await runPlugin({
  transport: openTransport({ resolveSecret }),
  anyUserTransport: openTransport({ resolveSecret, anyUser: true }),
  resolveSecret,
  readConnections,
  inventoryOf,
  assetFolders: [process.cwd(), projectFolder()],
  // What is compatible with the npm package of that version says so; otherwise the engine warns.
  ...(packageName === "command" ? { version: "1.2.1" } : {}),
});
