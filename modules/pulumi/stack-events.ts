import type { EngineEvent, OpType } from "@pulumi/pulumi/automation/index.js";

/** What the engine did, or would do, to one resource. */
export interface ResourceResult {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** `skipped` where the engine never came to it, because something before it failed. */
  readonly op: OpType | "skipped";
  /** Why it failed, in words. */
  readonly error?: string;
  readonly warnings: readonly string[];
}

export interface StackResult {
  /** In the order in which the engine came to them; the stack itself, its providers and components included. */
  readonly resources: readonly ResourceResult[];
  /** Errors that belong to no resource. */
  readonly errors: readonly string[];
  readonly failed: boolean;
  readonly seconds: number;
}

const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** The engine marks colours like `<{%fg 1%}>` even where it was told not to use any. */
const plain = (message: string): string => message.replaceAll(/<\{%[^%]*%\}>/g, "").trim();

/** Gathers the engine's events into one result by resource. */
export class StackEvents {
  readonly #resources = new Map<
    string,
    { type: string; op: ResourceResult["op"]; failed: boolean; errors: string[]; warnings: string[] }
  >();
  readonly #errors: string[] = [];
  readonly #began = performance.now();

  #resource(urn: string, type = urn.split("::")[2]?.split("$").at(-1) ?? "") {
    const known = this.#resources.get(urn) ?? { type, op: "skipped" as const, failed: false, errors: [], warnings: [] };
    this.#resources.set(urn, known);
    return known;
  }

  readonly add = (event: EngineEvent): void => {
    const { resourcePreEvent: before, resOpFailedEvent: failed, diagnosticEvent: said } = event;
    // A refresh comes before the step it is for; a replacement is several steps.
    if (before !== undefined && before.metadata.op !== "refresh")
      this.#resource(before.metadata.urn, before.metadata.type).op = before.metadata.op;
    if (failed !== undefined) this.#resource(failed.metadata.urn, failed.metadata.type).failed = true;
    if (said === undefined || said.ephemeral === true) return;
    const message = plain(said.message);
    if (said.severity === "warning" && said.urn !== undefined && said.urn !== "") this.#resource(said.urn).warnings.push(message);
    if (said.severity !== "error") return;
    if (said.urn === undefined || said.urn === "") this.#errors.push(message);
    else this.#resource(said.urn).errors.push(message);
  };

  result(thrown?: string): StackResult {
    const resources = [...this.#resources].map(([urn, { type, op, failed, errors, warnings }]): ResourceResult => {
      const error = errors.length > 0 ? errors.join("\n") : failed ? "it failed" : undefined;
      return { urn, type, name: nameOf(urn), op, warnings, ...(error === undefined ? {} : { error }) };
    });
    // Each failed run also ends with a sentence that says only that it failed.
    const told = this.#errors.filter((message) => !/^(update|preview|refresh) failed$/.test(message));
    const failed = thrown !== undefined || told.length > 0 || resources.some(({ error }) => error !== undefined);
    const known = told.length > 0 || resources.some(({ error }) => error !== undefined);
    const errors = known || thrown === undefined ? told : [thrown];
    return { resources, errors, failed, seconds: (performance.now() - this.#began) / 1000 };
  }
}
