import { hostname, userInfo } from "node:os";
import type { Connection } from "#core/connection.ts";
import type { Declared, DeclaredRole } from "#core/declared.ts";
import { messageOf, RunFailed, Unreachable, UserError } from "#core/errors.ts";
import { Secret } from "#core/secret.ts";
import { applyRole, isDone, succeeded } from "#engine/apply.ts";
import type { Applied } from "#engine/apply.ts";
import type { SeenRole } from "#engine/observe.ts";
import type { ResolveSecret } from "#engine/resolve.ts";
import { checkRole } from "#pulumi/check-role.ts";
import { changedStates, diffRole, stayingStates } from "#pulumi/diff-role.ts";
import type { HostAccess } from "#pulumi/host-access.ts";
import { KnownRoles } from "#pulumi/known-roles.ts";
import type { Observer, Say } from "#pulumi/observer.ts";
import { Unfinished } from "#pulumi/resource-type.ts";
import type { About, Difference, Existing, ResourceType } from "#pulumi/resource-type.ts";
import { factsSeen, whatDiffers } from "#pulumi/role-facts.ts";
import { readInputs } from "#pulumi/role-inputs.ts";
import type { RoleInputs } from "#pulumi/role-inputs.ts";
import type { WireObject } from "#pulumi/values.ts";
import { printable } from "#core/printable.ts";

export interface RoleServices {
  readonly access: HostAccess;
  /** Where hosts are reached, as it is now. */
  readonly connections: () => ReadonlyMap<string, Connection>;
  readonly resolve: ResolveSecret;
  readonly observer: Observer;
  readonly say: Say;
}

const holder = `conform on ${hostname()}, pid ${process.pid}, ${userInfo().username}`;

/** Pulumi's own secrets are at hand already; all others are fetched. */
export const withPulumiSecrets =
  (resolve: ResolveSecret): ResolveSecret =>
  (ref) =>
    ref instanceof Secret ? Promise.resolve(ref) : resolve(ref);

const nothingSeen = (role: string): SeenRole => ({ role, seen: new Map(), applied: new Map() });

/** One sentence for each state that is not as declared after its repair. */
function reasonsOf(host: string, { role, after, undoFailed, restarted }: Applied): string[] {
  const failed = after.filter((finding) => !isDone(finding));
  const states = failed.map(({ state, reason = "differs" }) => `${host} / ${role} / ${state.id}: ${printable(reason)}`);
  const undo = undoFailed === undefined ? [] : [`${host} / ${role}: ${printable(undoFailed)}`];
  const restarts = restarted.length === 0 ? [] : [`${host} / ${role}: restarted ${restarted.join(", ")}`];
  return [...undo, ...states, ...restarts];
}

/** What a change is asked for, and how long it may take if the program says so. */
interface Asked {
  readonly urn: string;
  readonly timeoutSeconds: number | undefined;
}

/** The resource type `conform:host:HostRole`. */
export class RoleResource implements ResourceType {
  readonly readsFirst = true;
  readonly #services: RoleServices;
  readonly #known = new KnownRoles();
  readonly #told = new Set<string>();

  constructor(services: RoleServices) {
    this.#services = services;
  }

  #connection(host: string, urn: string): Connection {
    const connection = this.#services.connections().get(host);
    if (connection !== undefined) return connection;
    const hint = `Put it back into the inventory, or forget what was declared for it: pulumi state delete '${urn}'`;
    throw new Unreachable(host, "it is not in the inventory any more, so nobody knows how to reach it", hint);
  }

  async check({ urn, news }: About & { readonly news: WireObject }) {
    const checked = checkRole(news, new Set(this.#services.connections().keys()));
    this.#known.declare(readInputs(news));
    return Promise.resolve({ urn, ...checked });
  }

  /**
   * What nobody could find out about a host is said, not thrown: other hosts go on, and an update of this one fails. That holds for
   * mistakes of ours too: a declaration of an older version must not keep the program from saying the new one.
   */
  #cannot(urn: string, host: string, thrown: unknown): string {
    const reason = printable(thrown instanceof UserError ? thrown.message : `a mistake in Conform itself: ${messageOf(thrown)}`);
    const hint = thrown instanceof UserError ? thrown.hint : undefined;
    const message = `${host} could not be looked at: ${reason}${hint === undefined ? "" : `\n${hint}`}`;
    // Once for all roles of a host.
    if (!this.#told.has(message)) this.#services.say("warning", urn, message);
    this.#told.add(message);
    this.#services.observer.unreachable?.({ host, reason, ...(hint === undefined ? {} : { hint }) });
    return reason;
  }

  async read({ urn, inputs }: Existing) {
    const role = readInputs(inputs);
    const { states: _, unreachable: __, ...declared } = inputs;
    const same = { host: role.host, role: role.role };
    try {
      const seen = await this.#services.access.look(this.#connection(role.host, urn), role);
      this.#known.seen.set(urn, seen);
      const findings = this.#known.judge(role, seen);
      return { inputs: { ...declared, states: factsSeen(seen, findings) }, outputs: { ...same, states: whatDiffers(findings) } };
    } catch (thrown) {
      const unreachable = this.#cannot(urn, role.host, thrown);
      this.#known.seen.delete(urn);
      return { inputs: { ...declared, unreachable }, outputs: { ...same, unreachable } };
    }
  }

  async diff({ urn, inputs, news }: Existing & { readonly news: WireObject }): Promise<Difference> {
    const old = readInputs(inputs);
    const fresh = readInputs(news);
    const changed = changedStates(old, fresh);
    const comparable = old.host === fresh.host && old.role === fresh.role && old.unreachable === undefined;
    const seen = comparable ? await this.#lookAgain(urn, fresh, changed) : undefined;
    const findings = seen === undefined ? [] : this.#known.judge(fresh, seen);
    if (seen !== undefined && this.#known.isDeclared(fresh)) {
      const undo = this.#known.gone(old, fresh).map(({ id }) => id);
      this.#services.observer.planned?.({ host: fresh.host, role: fresh.role, findings, undo });
      const staying = stayingStates(old, fresh).map(({ id }) => id);
      if (staying.length > 0)
        this.#services.say("info", urn, `no longer declared, and left on ${fresh.host} as it is: ${staying.join(", ")}`);
    }
    const ids = new Set(changed.map(({ id }) => id));
    return diffRole(
      inputs,
      news,
      findings.filter(({ state }) => ids.has(state.id)),
    );
  }

  /** What was seen before, with a fresh look at what is declared differently since. */
  async #lookAgain(urn: string, fresh: RoleInputs, changed: readonly Declared[]): Promise<SeenRole | undefined> {
    const known = this.#known.seen.get(urn);
    const missing = known === undefined && this.#services.observer.planned !== undefined ? fresh.states : changed;
    if (missing.length === 0) return known;
    try {
      const look: DeclaredRole = { role: fresh.role, states: missing };
      const seen = await this.#services.access.look(this.#connection(fresh.host, urn), look);
      return { role: fresh.role, seen: new Map([...(known?.seen ?? []), ...seen.seen]), applied: seen.applied };
    } catch (thrown) {
      this.#cannot(urn, fresh.host, thrown);
      return undefined;
    }
  }

  async create({ urn, news, preview, timeoutSeconds }: Parameters<ResourceType["create"]>[0]) {
    const role = readInputs(news);
    const { host, role: name } = role;
    const id = `${host}/${name}`;
    if (preview) {
      await this.#predict(urn, role);
      return { id, outputs: { host, role: name, states: {} } };
    }
    try {
      return { id, outputs: await this.#apply({ urn, id, timeoutSeconds }, role, []) };
    } catch (thrown) {
      // How far a cut run came is unknown: kept as unfinished, the next run looks.
      if (thrown instanceof RunFailed)
        throw new Unfinished(id, { host, role: name }, [`${host} / ${name}: ${printable(messageOf(thrown))}`]);
      throw thrown;
    }
  }

  async #predict(urn: string, role: RoleInputs): Promise<void> {
    try {
      const seen = await this.#services.access.look(this.#connection(role.host, urn), role);
      this.#services.observer.planned?.({ host: role.host, role: role.role, findings: this.#known.judge(role, seen), undo: [] });
    } catch (thrown) {
      this.#known.judge(role, nothingSeen(role.role));
      this.#cannot(urn, role.host, thrown);
    }
  }

  async update({ urn, id, inputs, news, preview, timeoutSeconds }: Parameters<ResourceType["update"]>[0]) {
    const role = readInputs(news);
    if (preview) return { host: role.host, role: role.role, states: {} };
    return this.#apply({ urn, id, timeoutSeconds }, role, this.#known.gone(readInputs(inputs), role));
  }

  async delete({ urn, inputs, timeoutSeconds }: Parameters<ResourceType["delete"]>[0]): Promise<void> {
    const old = readInputs(inputs);
    const { host, role } = old;
    this.#known.forget(old);
    const gone = this.#known.gone(old, { role, states: [] });
    const applied = await this.#run({ urn, timeoutSeconds }, { host, role, states: [] }, gone);
    if (!succeeded(applied)) throw new UserError(reasonsOf(host, applied).join("\n"));
  }

  async #apply(asked: Asked & { readonly id: string }, role: RoleInputs, gone: readonly Declared[]): Promise<WireObject> {
    const applied = await this.#run(asked, role, gone);
    this.#known.learn(role.host, role.role, applied.after);
    const outputs = { host: role.host, role: role.role, states: whatDiffers(applied.after) };
    if (succeeded(applied)) return outputs;
    const reasons = reasonsOf(role.host, applied);
    // Whole failures keep the old state, with what still has to be taken off; partial ones replace it.
    if (applied.undoFailed !== undefined) throw new UserError(reasons.join("\n"));
    throw new Unfinished(asked.id, outputs, reasons);
  }

  async #run({ urn, timeoutSeconds }: Asked, role: DeclaredRole & { readonly host: string }, gone: readonly Declared[]): Promise<Applied> {
    const { observer, resolve, access } = this.#services;
    const applied = await access.use(this.#connection(role.host, urn), (shell) =>
      applyRole(shell, role.host, role, {
        resolve,
        holder,
        gone,
        ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
        onStep: (state) => observer.applying?.({ host: role.host, role: role.role, state }),
      }),
    );
    observer.applied?.({ host: role.host, role: role.role, applied });
    return applied;
  }
}
