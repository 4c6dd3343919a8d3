import { randomBytes } from "node:crypto";
import type { Connection } from "#core/connection.ts";
import { didYouMean } from "#core/nearest.ts";
import { checkConnection, connectionOf, leadsElsewhere } from "#pulumi/command/command-connection.ts";
import { runOn, textOf, withoutSecrets } from "#pulumi/command/command-script.ts";
import type { Command, Output } from "#pulumi/command/command-script.ts";
import { runHere } from "#pulumi/command/run-local.ts";
import type { HostAccess } from "#pulumi/host-access.ts";
import type { Say } from "#pulumi/observer.ts";
import { printable } from "#core/printable.ts";
import type { About, ChangeKind, Difference, Existing, Failure, ResourceType } from "#pulumi/resource-type.ts";
import { holdsSecret, isObject, isSame, reveal, secret, secretsIn, unknown } from "#pulumi/values.ts";
import type { Wire, WireObject } from "#pulumi/values.ts";

export interface CommandServices {
  readonly access: HostAccess;
  readonly connections: () => ReadonlyMap<string, Connection>;
  /** For hosts that are in no inventory: reached as the program says, by whatever user. */
  readonly others: HostAccess;
  readonly say: Say;
}

const common = ["create", "update", "delete", "stdin", "environment", "triggers", "logging", "addPreviousOutputInEnv"];
const inputs = { remote: [...common, "connection"], local: [...common, "dir", "interpreter"] };
const logging = ["stdout", "stderr", "stdoutAndStderr", "none"];
/** A vendor's installer may take long; `customTimeouts` says otherwise. */
const defaultTimeout = 3600;

const refused: Readonly<Record<string, string>> = {
  archivePaths: "is not served: nothing of this machine is collected; use another resource for it",
  assetPaths: "is not served: nothing of this machine is collected; use another resource for it",
};

function checkCommand(news: WireObject, where: "remote" | "local"): Failure[] {
  const failures = Object.entries(news).flatMap(([key, value]): Failure[] => {
    if (value === undefined || value === null || inputs[where].includes(key)) return [];
    return [{ property: key, reason: refused[key] ?? `a command has no such property${didYouMean(key, inputs[where])}` }];
  });
  for (const key of ["create", "update", "delete", "stdin"]) {
    const value = reveal(news[key] ?? null);
    if (value !== null && typeof value !== "string") failures.push({ property: key, reason: "must be text" });
  }
  const chosen = reveal(news["logging"] ?? null);
  if (chosen !== null && chosen !== unknown && !logging.some((one) => one === chosen))
    failures.push({ property: "logging", reason: `must be one of ${logging.join(", ")}` });
  return where === "remote" ? [...failures, ...checkConnection(news["connection"])] : failures;
}

/** Everything that can show what a secret is. */
const tellers = ["create", "update", "delete", "stdin", "environment"] as const;

/** The resource types `command:remote:Command` and `command:local:Command`, as @pulumi/command describes them. */
export class CommandResource implements ResourceType {
  readonly readsFirst = false;
  readonly #services: CommandServices;
  readonly #where: "remote" | "local";

  constructor(services: CommandServices, where: "remote" | "local") {
    this.#services = services;
    this.#where = where;
  }

  check({ news }: About & { readonly news: WireObject }) {
    return Promise.resolve({ inputs: news, failures: checkCommand(news, this.#where) });
  }

  /** A command can't be looked at: what was declared for it is compared. */
  diff({ inputs: old, news }: Existing & { readonly news: WireObject }): Promise<Difference> {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(news)])].filter((key) => !isSame(old[key], news[key]));
    const changed = keys.filter((key) => key !== "connection" || leadsElsewhere(old[key], news[key]));
    const kind = (key: string): ChangeKind => (old[key] === undefined ? "add" : news[key] === undefined ? "delete" : "update");
    const replaces = changed.filter((key) => key === "triggers");
    return Promise.resolve({ changes: new Map(changed.map((key) => [key, kind(key)])), replaces, deleteFirst: true });
  }

  async create({ urn, news, preview, timeoutSeconds }: Parameters<ResourceType["create"]>[0]) {
    const id = `${urn.split("::").at(-1)}-${randomBytes(4).toString("hex")}`;
    if (preview) return { id, outputs: { ...news, stdout: unknown, stderr: unknown } };
    return { id, outputs: await this.#run(urn, news, textOf(news["create"]), undefined, timeoutSeconds) };
  }

  read({ inputs: old, outputs }: Existing) {
    return Promise.resolve({ inputs: old, outputs });
  }

  async update({ urn, outputs, news, preview, timeoutSeconds }: Parameters<ResourceType["update"]>[0]) {
    if (preview) return { ...news, stdout: unknown, stderr: unknown };
    return this.#run(urn, news, textOf(news["update"]) || textOf(news["create"]), outputs, timeoutSeconds);
  }

  async delete({ urn, inputs: old, outputs, timeoutSeconds }: Parameters<ResourceType["delete"]>[0]): Promise<void> {
    const command = textOf(old["delete"]);
    if (command !== "") await this.#run(urn, old, command, outputs, timeoutSeconds);
  }

  async #run(
    urn: string,
    given: WireObject,
    text: string,
    previous: WireObject | undefined,
    timeout: number | undefined,
  ): Promise<WireObject> {
    const withPrevious = previous !== undefined && reveal(given["addPreviousOutputInEnv"] ?? true) !== false;
    const before = withPrevious
      ? { PULUMI_COMMAND_STDOUT: textOf(previous["stdout"]), PULUMI_COMMAND_STDERR: textOf(previous["stderr"]) }
      : {};
    const environment = reveal(given["environment"] ?? {});
    const command: Command = {
      command: text,
      stdin: textOf(given["stdin"]),
      environment: { ...before, ...(isObject(environment) ? (environment as Record<string, string>) : {}) },
      timeoutSeconds: timeout ?? defaultTimeout,
      secrets: tellers.flatMap((key) => secretsIn(given[key] ?? null)),
      silent: (["create", "update", "delete"] as const).some((key) => holdsSecret(given[key])),
    };
    const output = text === "" ? { stdout: "", stderr: "" } : await this.#runWhere(given, command);
    this.#log(urn, given, command, output);
    const told = (said: string): Wire => (tellers.some((key) => holdsSecret(given[key])) ? secret(said) : said);
    return { ...given, stdout: told(output.stdout), stderr: told(output.stderr) };
  }

  #runWhere(given: WireObject, command: Command): Promise<Output> {
    if (this.#where === "local") {
      const interpreter = reveal(given["interpreter"] ?? []);
      const dir = textOf(given["dir"]);
      return runHere({
        ...command,
        dir: dir === "" ? undefined : dir,
        interpreter: Array.isArray(interpreter) ? interpreter.map(String) : [],
      });
    }
    const { to, isKnown } = connectionOf(given["connection"], this.#services.connections());
    const access = isKnown ? this.#services.access : this.#services.others;
    return access.use(to, (shell) => runOn(shell, to.host, command));
  }

  #log(urn: string, given: WireObject, { secrets, silent }: Command, output: Output): void {
    const chosen = textOf(given["logging"]) || "stdoutAndStderr";
    for (const stream of ["stdout", "stderr"] as const) {
      const said = printable(withoutSecrets(output[stream], secrets)).trim();
      if (said !== "" && !silent && chosen.toLowerCase().includes(stream)) this.#services.say("info", urn, said);
    }
  }
}
