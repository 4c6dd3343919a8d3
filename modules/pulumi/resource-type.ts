import type { WireObject } from "#pulumi/values.ts";

/** What the program asks for that can't be, by the property it stands in. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

export type ChangeKind = "add" | "update" | "delete";

/** How what is differs from what shall be, by property path. */
export interface Difference {
  readonly changes: ReadonlyMap<string, ChangeKind>;
  /** Top-level properties that can only change by replacing the resource. */
  readonly replaces?: readonly string[];
  /** The old one must go before the new one can be. */
  readonly deleteFirst?: boolean;
}

/** What every request names: the resource, for messages and logs. */
export interface About {
  readonly urn: string;
}

/** How long the program lets it take, if it says so. */
interface Timed {
  readonly timeoutSeconds?: number;
}

export interface Existing extends About {
  readonly id: string;
  readonly inputs: WireObject;
  readonly outputs: WireObject;
}

/** A type of resource that this provider serves: the engine's requests in plain data. What they throw is told to the user as it is. */
export interface ResourceType {
  /** Whether the engine shall look at the live resource before every preview and update. */
  readonly readsFirst: boolean;
  check(asked: About & { readonly news: WireObject }): Promise<{ readonly inputs: WireObject; readonly failures: readonly Failure[] }>;
  diff(asked: Existing & { readonly news: WireObject }): Promise<Difference>;
  create(
    asked: About & Timed & { readonly news: WireObject; readonly preview: boolean },
  ): Promise<{ readonly id: string; readonly outputs: WireObject }>;
  read(asked: Existing): Promise<{ readonly inputs: WireObject; readonly outputs: WireObject }>;
  update(asked: Existing & Timed & { readonly news: WireObject; readonly preview: boolean }): Promise<WireObject>;
  delete(asked: Existing & Timed): Promise<void>;
}

/** The resource is there, but not as it shall be: the engine keeps what was observed and tells the reasons. */
export class Unfinished extends Error {
  readonly id: string;
  readonly outputs: WireObject;
  readonly reasons: readonly string[];

  constructor(id: string, outputs: WireObject, reasons: readonly string[]) {
    super(reasons.join("\n"));
    this.id = id;
    this.outputs = outputs;
    this.reasons = reasons;
  }
}
