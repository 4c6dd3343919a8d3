import type { Finding } from "#core/verdict.ts";
import type { Applied } from "#engine/apply.ts";

interface OfRole {
  readonly host: string;
  readonly role: string;
}

/** What the provider tells whoever runs it in its own process. */
export interface Observer {
  /** Judged against what the program declares now; `undo` are the states it will take off. */
  planned?(plan: OfRole & { readonly findings: readonly Finding[]; readonly undo: readonly string[] }): void;
  applying?(step: OfRole & { readonly state: string }): void;
  applied?(result: OfRole & { readonly applied: Applied }): void;
  unreachable?(host: { readonly host: string; readonly reason: string; readonly hint?: string }): void;
}

/** Says something to the user beside the answer to a request. */
export interface Say {
  (severity: "info" | "warning", urn: string, message: string): void;
}
