import type { SecretRef, Text } from "#core/secret.ts";
import type { ParamSchema } from "#core/state.ts";

/** Whether a thing shall be there or not. */
export type Ensure = "present" | "absent";

// Absolute, without `//`, `.`, `..`, a slash at the end or control characters: one thing has one spelling, and none leads elsewhere.
const pathPattern = "^(/(?!\\.{1,2}(/|$))[^/\\u0000-\\u001f\\u007f]+)+$";

/** A path on the host. */
export const path = (description: string, example: string): ParamSchema<string> => ({
  type: "string",
  pattern: pathPattern,
  maxLength: 4000,
  description,
  examples: [example],
});

/** Permissions. */
export const mode = (fallback: string): ParamSchema<string> => ({
  type: "string",
  pattern: "^[0-7]{4}$",
  description: "permissions in octal, four digits",
  default: fallback,
});

const accountPattern = "^[A-Za-z0-9_]([A-Za-z0-9_.@\\\\ -]*[A-Za-z0-9_$-])?$";

/** The name of a user or group that owns something. */
export const owner = (description: string, fallback = "root"): ParamSchema<string> => ({
  type: "string",
  pattern: accountPattern,
  description,
  default: fallback,
});

/** The name of a user or group, local or of a directory. */
export const anyAccount = (description: string, example: string): ParamSchema<string> => ({
  type: "string",
  pattern: accountPattern,
  description,
  examples: [example],
});

/** The name of a local account or group. */
export const account = (description: string, example: string): ParamSchema<string> => ({
  type: "string",
  pattern: "^[a-z_][a-z0-9_-]*[$]?$",
  maxLength: 32,
  description,
  examples: [example],
});

export const ensure = (description: string): ParamSchema<Ensure> => ({
  type: "string",
  enum: ["present", "absent"],
  description,
  default: "present",
});

/** A systemd unit with its suffix. */
export const unit = (description: string, example: string): ParamSchema<string> => ({
  type: "string",
  pattern: "^[A-Za-z0-9_][A-Za-z0-9:_.\\\\@-]*\\.(service|socket|timer|target|path|mount|automount|swap|slice)$",
  maxLength: 255,
  description,
  examples: [example],
});

export const secretObject = {
  type: "object",
  properties: { secret: { type: "string", minLength: 1 } },
  required: ["secret"],
  additionalProperties: false,
} as const;

/** A secret by reference. */
export const secretRef = (description: string): ParamSchema<SecretRef> => ({ ...secretObject, description });

/** Text within one line, without spaces around it, or a secret by reference. Short enough for the environment of a program. */
export const lineText = (description: string, example: string): ParamSchema<Text> => ({
  anyOf: [
    { type: "string", pattern: "^([^\\u0000-\\u0020\\u007f]([^\\u0000-\\u001f\\u007f]*[^\\u0000-\\u0020\\u007f])?)?$", maxLength: 32_000 },
    secretObject,
  ],
  description,
  examples: [example],
});

/** Text, or a secret by reference. The limit keeps the longest UTF-8 form within the 1 MiB that a look reads. */
export const text = (description: string): ParamSchema<Text> => ({
  anyOf: [{ type: "string", pattern: "^[^\\u0000\\u0001]*$", maxLength: 262_144 }, secretObject],
  description,
});
