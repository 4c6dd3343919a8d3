import type { Connection } from "#core/connection.ts";
import { UserError } from "#core/errors.ts";
import type { WireObject } from "#pulumi/values.ts";

export type Connections = ReadonlyMap<string, Connection>;

/** Reads the connections of an inventory folder, as it is now. */
export type ReadConnections = (inventory: string) => Promise<Connections>;

function parseHosts(json: string): Connections {
  try {
    return new Map(Object.entries(JSON.parse(json) as Record<string, Connection>));
  } catch {
    throw new UserError("the provider's `hosts` must be a JSON object of connections by host");
  }
}

/**
 * Where hosts are reached. The engine reads resources with the provider configuration of the last run, before the program says the new one.
 * So what the caller knows now goes first, then the inventory's folder as it is now, and what was written into the configuration comes last.
 */
export class Configuration {
  readonly #read: ReadConnections;
  readonly #now: Connections;
  #connections: Connections;

  /** Inventories that were read already, by the stack they belong to. */
  readonly #ofStack = new Map<string, Promise<void>>();

  constructor(read: ReadConnections, now: Connections = new Map()) {
    this.#read = read;
    this.#now = now;
    this.#connections = now;
  }

  get connections(): Connections {
    return this.#connections;
  }

  async set({ inventory, hosts }: WireObject): Promise<void> {
    const written = typeof hosts === "string" ? parseHosts(hosts) : new Map();
    const read = typeof inventory === "string" && this.#now.size === 0 ? await this.#read(inventory) : new Map();
    this.#connections = new Map([...this.#connections, ...written, ...read, ...this.#now]);
  }

  /** For packages that have no configuration of their own: the inventory that belongs to the stack. */
  async know(stack: string, inventory: string | undefined): Promise<void> {
    if (this.#connections.size > 0 || inventory === undefined) return;
    const read = this.#ofStack.get(stack) ?? this.set({ inventory });
    this.#ofStack.set(stack, read);
    await read;
  }
}
