import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { projectRoot, run } from "#support/conform.ts";
import type { Ran } from "#support/conform.ts";
import type { StackRun } from "#pulumi/run-stack.ts";
import { connectionOf, declareTestSite } from "#support/engine-program.ts";
import type { TestSite } from "#support/engine-program.ts";
import { localTransport } from "#support/local-transport.ts";
import type { LocalOptions, LocalTransport } from "#support/local-transport.ts";
import { resolveSecretHere } from "#support/test-secrets.ts";

/** Where the engine that was built for this project lies. */
export const engineFolder = (): string => execFileSync(path.join(projectRoot, "engine/build"), ["where"], { encoding: "utf8" }).trim();

/** A Pulumi project in a temporary folder whose hosts are folders beside it. */
export interface EngineProject {
  readonly folder: string;
  readonly hosts: string;
  readonly env: Record<string, string>;
  /** Rewrites what the program declares. */
  declare(roles: TestSite["roles"], extra?: Partial<TestSite>): TestSite;
  pulumi(...args: readonly string[]): Promise<Ran>;
  /** How a run from the command line's own process is set up, on the same project. */
  stackRun(site: TestSite, options?: LocalOptions): StackRun & { readonly transport: LocalTransport };
  /** The path of a file on a host. */
  on(host: string, file: string): string;
  state(): string;
  remove(): void;
}

const settings = (plugin: string): string => `name: conform
runtime: {name: nodejs, options: {typescript: false}}
main: index.ts
backend: {url: "file://./.conform/state"}
plugins:
  providers:
    - {name: conform, path: ${plugin}}
    - {name: command, path: ${plugin}}
`;

/** Everything in a folder as text, to search for what must not be there. The packages that it links to are not its own. */
export const textIn = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("/node_modules"))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"))
    .join("\n");

export async function engineProject(program = "site"): Promise<EngineProject> {
  const folder = mkdtempSync(path.join(tmpdir(), "conform-e2e-"));
  const hosts = path.join(folder, "hosts");
  const plugin = path.join(folder, "plugin");
  for (const made of [hosts, plugin, path.join(folder, ".conform/state")]) mkdirSync(made, { recursive: true });
  writeFileSync(path.join(folder, ".conform/passphrase"), "a passphrase for tests\n");
  writeFileSync(path.join(folder, "Pulumi.yaml"), settings("./plugin"));
  writeFileSync(path.join(folder, "package.json"), `{"type": "module"}`);
  symlinkSync(path.join(projectRoot, "node_modules"), path.join(folder, "node_modules"));
  const support = path.join(projectRoot, "test/support");
  writeFileSync(
    path.join(folder, "index.ts"),
    `import { run } from ${JSON.stringify(path.join(support, `program-${program}.ts`))};\nexport default run;\n`,
  );
  for (const name of ["conform", "command"]) {
    const launcher = path.join(plugin, `pulumi-resource-${name}`);
    const node = path.join(projectRoot, "node_modules/.bin/node");
    writeFileSync(launcher, `#!/bin/sh\nexec ${node} --disable-warning=ExperimentalWarning ${support}/local-plugin.ts ${name}\n`);
    chmodSync(launcher, 0o755);
  }
  const env = {
    PATH: `${engineFolder()}:${path.join(projectRoot, "node_modules/.bin")}:${process.env["PATH"] ?? ""}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: path.join(folder, ".conform/passphrase"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_HOME: path.join(folder, "pulumi-home"),
    CONFORM_TEST_HOSTS: hosts,
    CONFORM_TEST_SITE: path.join(folder, "site.json"),
  };
  const project: EngineProject = {
    folder,
    hosts,
    env,
    declare: (roles, extra = {}) => {
      const site = { hosts: Object.fromEntries(roles.map(({ host }) => [host, connectionOf(host)])), roles, ...extra };
      writeFileSync(env.CONFORM_TEST_SITE, JSON.stringify(site));
      return site;
    },
    pulumi: (...args) => run("pulumi", [...args, "--non-interactive"], { cwd: folder, env }),
    stackRun: (site, options) => ({
      root: folder,
      stack: "lab",
      program: () => Promise.resolve(declareTestSite(site)),
      transport: localTransport(hosts, options),
      resolveSecret: resolveSecretHere,
      connections: new Map(Object.entries(site.hosts)),
      engine: path.dirname(engineFolder()),
    }),
    on: (host, file) => path.join(hosts, host, file),
    state: () => textIn(path.join(folder, ".conform/state")),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  await project.pulumi("stack", "init", "lab");
  return project;
}
