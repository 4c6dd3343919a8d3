import { styleText } from "node:util";
import type { Verdict } from "#core/verdict.ts";

/** Colours a text, or leaves it as it is where colours are not wanted. */
export type Paint = (colour: Parameters<typeof styleText>[0], text: string) => string;

export const plain: Paint = (_colour, text) => text;
export const coloured: Paint = (colour, text) => styleText(colour, text, { validateStream: false });

/** Colours that Ansible and Puppet users know. */
export const colourOf = {
  conforming: "green",
  drift: "yellow",
  pending: "cyan",
  due: "yellowBright",
  waived: "blue",
  blocked: "magenta",
  error: "red",
} as const satisfies Record<Verdict, string>;
