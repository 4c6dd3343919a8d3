import { createHash, randomBytes } from "node:crypto";
import { inspect } from "node:util";

/** A secret named, not told: `env:NAME` or `file:PATH`. This is all that inventory, plans and Pulumi's state ever hold. */
export interface SecretRef {
  readonly secret: string;
}

/** Text that may be secret. */
export type Text = string | SecretRef;

/** A secret that was fetched for this run. However it is printed, it prints as its reference. */
export class Secret implements SecretRef {
  readonly secret: string;
  readonly #value: string;

  constructor(ref: string, value: string) {
    this.secret = ref;
    this.#value = value;
  }

  /** The value itself: only for text that travels by stdin. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): SecretRef {
    return { secret: this.secret };
  }

  [inspect.custom](): string {
    return `Secret(${this.secret})`;
  }
}

export const isSecretRef = (value: unknown): value is SecretRef =>
  typeof value === "object" && value !== null && "secret" in value && typeof value.secret === "string";

/** The text in clear; a reference that nobody resolved is a bug. */
export function clear(text: Text): string {
  if (typeof text === "string") return text;
  if (text instanceof Secret) return text.reveal();
  throw new Error(`the secret ${text.secret} was used before it was resolved`);
}

/** Text around a secret, as secret as that: a line of a file that holds a password. */
export const around = (ref: SecretRef, compose: (value: string) => string): SecretRef =>
  ref instanceof Secret ? new Secret(ref.secret, compose(ref.reveal())) : ref;

/** A fresh salt with the SHA-256 of salt + text, so that a host can compare a secret it holds without either side showing it. */
export function saltedDigest(text: Text): { salt: string; digest: string } {
  const salt = randomBytes(16).toString("hex");
  return {
    salt,
    digest: createHash("sha256")
      .update(salt + clear(text))
      .digest("hex"),
  };
}
