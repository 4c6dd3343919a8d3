import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CommandError, LocalWorkspace, PulumiCommand, Stack } from "@pulumi/pulumi/automation/index.js";
import type { EngineEvent, PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { messageOf, UserError } from "#core/errors.ts";
import { forgetPendingRoles, stateFileOf } from "#pulumi/pending-creates.ts";
import { serveProvider } from "#pulumi/serve.ts";
import type { ProviderOptions } from "#pulumi/serve.ts";
import { StackEvents } from "#pulumi/stack-events.ts";
import type { StackResult } from "#pulumi/stack-events.ts";
import { clearStaleLocks } from "#pulumi/stack-lock.ts";

export interface StackRun extends ProviderOptions {
  /** The folder of Pulumi.yaml: its project, backend, configuration and state are what `pulumi` typed there uses. */
  readonly root: string;
  readonly stack: string;
  readonly program: PulumiFn;
  /** Only these hosts; all others stay as they are. */
  readonly limit?: readonly string[];
  /** How many resources the engine works on at a time. Hosts are held back by the transport, so that the roles of one are read together. */
  readonly parallel?: number;
  /** Lets what runs on hosts come to its end and refuses the rest. */
  readonly signal?: AbortSignal;
  /** The folder that holds `bin/pulumi`; without it, the first `pulumi` on PATH. */
  readonly engine?: string;
  /** Told what was put right on the way, e.g. a stale lock. */
  readonly note?: (text: string) => void;
}

/** An engine that was asked to end and doesn't is interrupted after this time. */
const patience = 60_000;

interface Project {
  readonly name: string;
  /** The folder of a file backend. */
  readonly stateFolder: string | undefined;
}

async function readProject({ root }: StackRun, workspace: LocalWorkspace): Promise<Project> {
  const { name, backend } = await workspace.projectSettings();
  const url = process.env["PULUMI_BACKEND_URL"] ?? backend?.url ?? "";
  if (!url.startsWith("file://")) return { name, stateFolder: undefined };
  const given = url.slice("file://".length).split("?")[0] ?? "";
  return { name, stateFolder: path.isAbsolute(given) ? fileURLToPath(`file://${given}`) : path.resolve(root, given) };
}

/** The passphrase by which secrets in the state are encrypted: the user's own, or one of this checkout, made once. */
async function passphrase(root: string): Promise<Record<string, string>> {
  if (process.env["PULUMI_CONFIG_PASSPHRASE"] !== undefined || process.env["PULUMI_CONFIG_PASSPHRASE_FILE"] !== undefined) return {};
  const file = path.join(root, ".conform/passphrase");
  const fresh = `${file}.${process.pid}`;
  if ((await readFile(file, "utf8").catch(() => "")) === "") {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(fresh, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600 });
    // Of two runs at the same time one loses and uses the other's.
    await link(fresh, file).catch(() => undefined);
    await rm(fresh, { force: true });
  }
  return { PULUMI_CONFIG_PASSPHRASE_FILE: file };
}

async function findEngine(engine: string | undefined): Promise<PulumiCommand> {
  try {
    return await PulumiCommand.get({ ...(engine === undefined ? {} : { root: engine }), skipVersionCheck: false });
  } catch (thrown) {
    const said = messageOf(thrown).trim();
    const reason = said.includes("ENOENT") ? "it is neither built nor on PATH" : said;
    throw new UserError(`the Pulumi engine can't be used: ${reason}`, "Run: scripts/setup engine");
  }
}

/** Hosts of the stack as it is, also those that have left the inventory. */
async function hostsInState(stack: Stack): Promise<string[]> {
  const { deployment } = await stack.exportStack();
  const resources = (deployment as { resources?: { type: string; inputs?: { host?: unknown } }[] } | null)?.resources ?? [];
  return resources.flatMap(({ type, inputs }) =>
    type === "conform:host:HostRole" && typeof inputs?.host === "string" ? [inputs.host] : [],
  );
}

/** Resources of a host are called `HOST/…`. What isn't of the limit is excluded, and not the limit targeted: so that components are made too. */
async function exclusions(run: StackRun, stack: Stack): Promise<string[]> {
  const { limit, connections } = run;
  if (limit === undefined) return [];
  const all = new Set([...(connections?.keys() ?? []), ...(await hostsInState(stack))]);
  return [...all].filter((host) => !limit.includes(host)).map((host) => `**::${host}/*`);
}

/** Options that all operations of the engine share. */
interface Operation {
  readonly parallel: number;
  readonly exclude: string[];
  readonly suppressProgress: boolean;
  readonly color: "never";
  readonly onEvent: (event: EngineEvent) => void;
  readonly signal: AbortSignal;
}

/** Why the engine ended without saying so in an event: the last thing it printed. */
function lastWords(thrown: unknown): string {
  if (!(thrown instanceof CommandError)) return messageOf(thrown);
  const said = messageOf(thrown)
    .split("\n")
    .filter((line) => line.startsWith("error: "));
  return said.map((line) => line.slice("error: ".length)).join("\n") || messageOf(thrown);
}

/** After each update the SDK asks the engine for outputs and history that nobody here reads: half a second each. */
const withoutQuestions = (stack: Stack): Stack =>
  Object.assign(stack, { outputs: () => Promise.resolve({}), info: () => Promise.resolve(undefined) });

async function runStack(
  run: StackRun,
  operate: (stack: Stack, options: Operation) => Promise<unknown>,
  { changes }: { readonly changes: boolean },
): Promise<StackResult> {
  const { root, program, note = () => undefined, signal } = run;
  const events = new StackEvents();
  const serving = await serveProvider({ assetFolders: [root, process.cwd()], ...run });
  const hardStop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    void serving.cancel();
    timer = setTimeout(() => hardStop.abort(), patience);
  };
  signal?.addEventListener("abort", stop, { once: true });
  try {
    signal?.throwIfAborted();
    const workspace = await LocalWorkspace.create({
      workDir: root,
      program,
      pulumiCommand: await findEngine(run.engine),
      envVars: {
        ...(await passphrase(root)),
        PULUMI_DEBUG_PROVIDERS: `conform:${serving.port},command:${serving.port}`,
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    });
    const project = await readProject(run, workspace);
    if (project.stateFolder !== undefined) {
      await mkdir(project.stateFolder, { recursive: true });
      await clearStaleLocks(project.stateFolder, project.name, run.stack, note);
    }
    const stack = withoutQuestions(await Stack.createOrSelect(run.stack, workspace));
    if (project.stateFolder !== undefined && changes)
      await forgetPendingRoles(stack, stateFileOf(project.stateFolder, project.name, run.stack), note);
    await operate(stack, {
      parallel: run.parallel ?? 1000,
      exclude: await exclusions(run, stack),
      suppressProgress: true,
      color: "never",
      onEvent: events.add,
      signal: hardStop.signal,
    });
    return events.result();
  } catch (thrown) {
    if (!(thrown instanceof CommandError)) throw thrown;
    return events.result(lastWords(thrown));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    await serving.close();
  }
}

/** What `up` would do, with every host looked at now. */
export const previewStack = (run: StackRun): Promise<StackResult> =>
  runStack(run, (stack, options) => stack.preview(options), { changes: false });

/** Makes hosts as declared. One that fails doesn't keep others from being done. */
export const upStack = (run: StackRun): Promise<StackResult> =>
  runStack(run, (stack, options) => stack.up({ ...options, continueOnError: true }), { changes: true });

/** Brings the state up to what hosts are now, and changes none. */
export const refreshStack = (run: StackRun): Promise<StackResult> =>
  runStack(run, (stack, options) => stack.refresh(options), { changes: true });
