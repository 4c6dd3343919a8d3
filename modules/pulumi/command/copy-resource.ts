import { randomBytes } from "node:crypto";
import path from "node:path";
import type { RemoteShell } from "#core/connection.ts";
import { UserError } from "#core/errors.ts";
import { didYouMean } from "#core/nearest.ts";
import { lines, sh } from "#core/sh.ts";
import type { Sh } from "#core/sh.ts";
import { checkConnection, connectionOf, leadsElsewhere } from "#pulumi/command/command-connection.ts";
import type { CommandServices } from "#pulumi/command/command-resource.ts";
import { runWhole, textOf } from "#pulumi/command/command-script.ts";
import { checkSource, hashOf, readSource } from "#pulumi/command/copy-source.ts";
import type { Source, SourceFile } from "#pulumi/command/copy-source.ts";
import { printable } from "#core/printable.ts";
import type { About, ChangeKind, Difference, Existing, Failure, ResourceType } from "#pulumi/resource-type.ts";
import { inPath, isObject, isSame, reveal, unknown } from "#pulumi/values.ts";
import type { Wire, WireObject } from "#pulumi/values.ts";

const properties = ["connection", "remotePath", "source", "triggers"];
const timeout = 600;

/** What lies on the host now: digests by path. */
type Digests = Readonly<Record<string, string>>;

function checkCopy(news: WireObject): Failure[] {
  const strange = Object.keys(news).filter((key) => !properties.includes(key));
  const failures = strange.map((property) => ({ property, reason: `a copy has no such property${didYouMean(property, properties)}` }));
  const remotePath = reveal(news["remotePath"] ?? null);
  const isPath = typeof remotePath === "string" && (remotePath === unknown || path.posix.isAbsolute(remotePath));
  if (!isPath) failures.push({ property: "remotePath", reason: "must be an absolute path" });
  return [...failures, ...checkSource(news["source"]), ...checkConnection(news["connection"])];
}

const begin = (made: string): Sh => sh`mkdir -p ${path.posix.dirname(made)} && umask 077 && set -C && : >${made}`;

const append = (piece: Buffer, made: string): Sh => sh`printf %s ${piece.toString("base64")} | base64 -d >>${made}`;

const finish = (made: string, target: string, { sha256, mode }: SourceFile): Sh => sh`
if [ -d ${target} ]; then echo "it is a directory" >&2; exit 1; fi
if [ "$(sha256sum <${made} | cut -d' ' -f1)" != ${sha256} ]; then echo "what arrived is not what was sent" >&2; exit 1; fi
_mode=$(stat -c %a ${target} 2>/dev/null) || _mode=${mode}
if _owner=$(stat -c %u:%g ${target} 2>/dev/null); then chown "$_owner" ${made}; fi
chmod "$_mode" ${made}
mv -f ${made} ${target}`;

/** A new file beside the old one, then a rename: whoever reads it sees the old bytes or the new ones. Small files take one round trip. */
async function copyFile(shell: RemoteShell, host: string, target: string, file: SourceFile): Promise<void> {
  const made = path.posix.join(path.posix.dirname(target), `.conform.${randomBytes(8).toString("hex")}`);
  let pending: Sh[] = [begin(made)];
  const send = async (): Promise<void> => {
    const { status, stderr } = await runWhole(shell, host, lines([sh`set -e`, ...pending]).text, timeout);
    if (status !== 0) throw new UserError(`${host}: ${target} can't be written: ${printable(stderr).trim().slice(-1000)}`);
    pending = [];
  };
  try {
    for await (const piece of file.pieces()) {
      if (pending.length > 1) await send();
      pending.push(append(piece, made));
    }
    pending.push(finish(made, target, file));
    await send();
  } catch (thrown) {
    await runWhole(shell, host, sh`rm -f ${made}`.text, timeout).catch(() => undefined);
    throw thrown;
  }
}

/** Where a copy lands: inside of a directory that is there already, as with cp. */
async function targetOf(shell: RemoteShell, host: string, remotePath: string, { name }: Source): Promise<string> {
  const { status } = await runWhole(shell, host, sh`[ -d ${remotePath} ]`.text, timeout);
  if (status !== 0) return remotePath.replace(/(?<=.)\/+$/, "");
  return name === undefined ? remotePath : path.posix.join(remotePath, name);
}

const digestsOf = (outputs: WireObject): Digests => {
  const digests = outputs["__digests"];
  return isObject(digests) ? (digests as Digests) : {};
};

async function lookAt(shell: RemoteShell, host: string, paths: readonly string[]): Promise<Digests> {
  const script = lines(paths.map((file) => sh`sha256sum <${file} 2>/dev/null || echo "-"`));
  const { stdout } = await runWhole(shell, host, script.text, timeout);
  const said = stdout.split("\n");
  return Object.fromEntries(paths.map((file, i) => [file, said[i]?.split(" ")[0] ?? "-"]));
}

/** The resource type `command:remote:CopyToRemote`: unlike the original it looks at the host, so that a copy changed there is seen. */
export class CopyResource implements ResourceType {
  readonly readsFirst = true;
  readonly #services: CommandServices;
  readonly #folders: readonly string[];

  constructor(services: CommandServices, folders: readonly string[]) {
    this.#services = services;
    this.#folders = folders;
  }

  check({ news }: About & { readonly news: WireObject }) {
    return Promise.resolve({ inputs: news, failures: checkCopy(news) });
  }

  diff({ inputs: old, news }: Existing & { readonly news: WireObject }): Promise<Difference> {
    const changes = new Map<string, ChangeKind>();
    const found = old["found"];
    if (isObject(found)) for (const file of Object.keys(found)) changes.set(`found${inPath(file)}`, "delete");
    if (old["unreachable"] !== undefined) changes.set("unreachable", "delete");
    if (hashOf(old["source"]) !== hashOf(news["source"])) changes.set("source", "update");
    if (!isSame(old["remotePath"], news["remotePath"])) changes.set("remotePath", "update");
    if (leadsElsewhere(old["connection"], news["connection"])) changes.set("connection", "update");
    if (!isSame(old["triggers"], news["triggers"])) changes.set("triggers", "update");
    return Promise.resolve({ changes, replaces: changes.has("triggers") ? ["triggers"] : [] });
  }

  async create({ urn, news, preview }: About & { readonly news: WireObject; readonly preview: boolean }) {
    const id = `${urn.split("::").at(-1)}-${randomBytes(4).toString("hex")}`;
    return { id, outputs: preview ? news : await this.#copy(news, undefined) };
  }

  async read({ urn, inputs, outputs }: Existing) {
    const { found: _, unreachable: __, ...declared } = inputs;
    const digests = digestsOf(outputs);
    try {
      const { to, access } = this.#way(inputs);
      const seen = await access.use(to, (shell) => lookAt(shell, to.host, Object.keys(digests)));
      const differs = Object.keys(digests).filter((file) => seen[file] !== digests[file]);
      const found = Object.fromEntries(differs.map((file) => [file, seen[file] === "-" ? "is not there" : "is not what was copied"]));
      return differs.length === 0 ? { inputs: declared, outputs } : { inputs: { ...declared, found }, outputs: { ...outputs, found } };
    } catch (thrown) {
      if (!(thrown instanceof UserError)) throw thrown;
      const unreachable = printable(thrown.message);
      this.#services.say("warning", urn, `the copy could not be looked at: ${unreachable}`);
      return { inputs: { ...declared, unreachable }, outputs: { ...outputs, unreachable } };
    }
  }

  async update({ inputs, outputs, news, preview }: Existing & { readonly news: WireObject; readonly preview: boolean }) {
    if (preview) return news;
    const stays = isSame(inputs["remotePath"], news["remotePath"]) && !leadsElsewhere(inputs["connection"], news["connection"]);
    return this.#copy(news, stays ? textOf(outputs["__target"]) : undefined);
  }

  /** As with the original, what was copied stays. */
  delete(): Promise<void> {
    return Promise.resolve();
  }

  #way({ connection }: WireObject) {
    const { to, isKnown } = connectionOf(connection, this.#services.connections());
    return { to, access: isKnown ? this.#services.access : this.#services.others };
  }

  async #copy(news: WireObject, known: string | undefined): Promise<WireObject> {
    const source = await readSource((news["source"] ?? {}) as WireObject, this.#folders);
    const { to, access } = this.#way(news);
    return access.use(to, async (shell) => {
      const target = known ?? (await targetOf(shell, to.host, textOf(news["remotePath"]), source));
      const digests: Record<string, Wire> = {};
      for (const file of source.files) {
        const place = file.relative === "" ? target : path.posix.join(target, file.relative);
        await copyFile(shell, to.host, place, file);
        digests[place] = file.sha256;
      }
      return { ...news, __target: target, __digests: digests };
    });
  }
}
