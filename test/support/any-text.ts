import * as fc from "fast-check";

/** Any character but NUL. (fast-check's own `unit: "binary"` takes a second to build.) */
const character = fc
  .oneof(fc.integer({ min: 1, max: 0x7f }), fc.integer({ min: 1, max: 0x10_ff_ff }))
  .filter((code) => code < 0xd8_00 || code > 0xdf_ff)
  .map((code) => String.fromCodePoint(code));

/** What shells, terminals and careless code trip over. */
export const evilTexts: readonly string[] = String.raw`' '' \ \' " $(id) ${"`id`"} $HOME ! !! -n -- %s ~ * a=b ; & # ü 日本 👩‍💻`
  .split(" ")
  .concat("", " ", "\n", "a\nb", "\r\n", "\u202E", "\u001B[31m", "\uFEFF");

/** Any text that a shell word can hold. */
export const anyText = fc.oneof(fc.string({ unit: character }), fc.constantFrom(...evilTexts));
