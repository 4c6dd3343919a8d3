import type { ParamSchema } from "#core/state.ts";

/** A short time with its unit. */
export type Span = `${number} ${"ns" | "us" | "ms" | "s"}`;

const factors: { readonly [unit: string]: number } = { ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1 };

/** The seconds that it means, as a number in digits. */
export function inSeconds(span: Span): string {
  const [amount, unit = ""] = span.split(" ");
  return (Number(amount) * (factors[unit] ?? Number.NaN)).toFixed(9);
}

export const spanParam = (description: string, fallback: Span): ParamSchema<Span> => ({
  type: "string",
  pattern: "^[1-9][0-9]{0,5} (ns|us|ms|s)$",
  description,
  default: fallback,
});
