import { setTimeout as wait } from "node:timers/promises";
import type { Connection, RemoteShell, Transport } from "#core/connection.ts";
import type { DeclaredRole } from "#core/declared.ts";
import { Unreachable, UserError } from "#core/errors.ts";
import { observe } from "#engine/observe.ts";
import type { SeenRole } from "#engine/observe.ts";
import type { ResolveSecret } from "#engine/resolve.ts";

interface Waiting {
  readonly role: DeclaredRole;
  readonly resolve: (seen: SeenRole) => void;
  readonly reject: (thrown: unknown) => void;
}

/** The engine asks for all that it knows in one burst: once nobody asked for this long, it is over, and each host needs one look. In milliseconds. */
const quiet = 15;
/** A burst that doesn't end is not waited for. */
const longestBurst = 500;
/** A host that could not be reached isn't tried again for the next of its roles, but for the next run. */
const staysUnreachable = 30_000;

/** One thing at a time on one host. */
class Line {
  readonly #transport: Transport;
  #last: Promise<unknown> = Promise.resolve();
  #failed: { readonly thrown: Unreachable; readonly at: number } | undefined;
  readonly waiting: Waiting[] = [];

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async shell(connection: Connection): Promise<RemoteShell> {
    if (this.#failed !== undefined && Date.now() - this.#failed.at < staysUnreachable) throw this.#failed.thrown;
    this.#failed = undefined;
    try {
      return await this.#transport.shell(connection);
    } catch (thrown) {
      if (thrown instanceof Unreachable) this.#failed = { thrown, at: Date.now() };
      throw thrown;
    }
  }

  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

/** The hosts of a run: looks are joined, repairs wait for each other, one host never waits for another. */
export class HostAccess {
  readonly #transport: Transport;
  readonly #resolve: ResolveSecret;
  readonly #lines = new Map<string, Line>();
  #cancelled = false;
  #lastAsked = 0;

  constructor(transport: Transport, resolve: ResolveSecret) {
    this.#transport = transport;
    this.#resolve = resolve;
  }

  #line({ host, address, port, user }: Connection): Line {
    const key = JSON.stringify([host, address, port, user]);
    const line = this.#lines.get(key) ?? new Line(this.#transport);
    this.#lines.set(key, line);
    return line;
  }

  #goOn(): void {
    if (this.#cancelled) throw new UserError("the run was cancelled");
  }

  /** What the host says of one role. Roles of one host that are asked for at the same time are looked at in one round trip. */
  look(connection: Connection, role: DeclaredRole): Promise<SeenRole> {
    const line = this.#line(connection);
    const { promise, resolve, reject } = Promise.withResolvers<SeenRole>();
    this.#lastAsked = performance.now();
    line.waiting.push({ role, resolve, reject });
    if (line.waiting.length === 1) void line.inTurn(() => this.#lookForAll(line, connection));
    return promise;
  }

  async #burstEnds(): Promise<void> {
    const latest = performance.now() + longestBurst;
    do await wait(quiet);
    while (performance.now() - this.#lastAsked < quiet && performance.now() < latest);
  }

  async #lookForAll(line: Line, connection: Connection): Promise<void> {
    let asked: Waiting[] = [];
    try {
      await this.#burstEnds();
      this.#goOn();
      const shell = await line.shell(connection);
      asked = line.waiting.splice(0);
      await this.#lookAt(shell, connection.host, asked);
    } catch (thrown) {
      for (const { reject } of [...asked, ...line.waiting.splice(0)]) reject(thrown);
    }
  }

  async #lookAt(shell: RemoteShell, host: string, asked: readonly Waiting[]): Promise<void> {
    try {
      const roles = asked.map(({ role }) => role);
      const seen = await observe(shell, host, roles, this.#resolve);
      for (const [i, { role, resolve }] of asked.entries()) resolve(seen[i] ?? { role: role.role, seen: new Map(), applied: new Map() });
    } catch (thrown) {
      // A declaration that breaks our own code must not take other roles with it.
      if (thrown instanceof UserError || asked.length === 1) throw thrown;
      for (const one of asked) await this.#lookAt(shell, host, [one]).catch((alone: unknown) => one.reject(alone));
    }
  }

  /** Work that nothing else on the host may run beside. */
  use<T>(connection: Connection, work: (shell: RemoteShell) => Promise<T>): Promise<T> {
    const line = this.#line(connection);
    return line.inTurn(async () => {
      this.#goOn();
      return work(await line.shell(connection));
    });
  }

  /** Lets what runs come to its end and refuses everything after it. */
  async cancel(): Promise<void> {
    this.#cancelled = true;
    await Promise.all([...this.#lines.values()].map((line) => line.inTurn(() => Promise.resolve())));
  }

  /** A new run begins. */
  begin(): void {
    this.#cancelled = false;
  }
}
