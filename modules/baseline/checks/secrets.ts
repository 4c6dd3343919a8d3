import { crossCheck } from "#inventory/cross-check.ts";
import type { Path } from "#inventory/finding.ts";
import { nameOf } from "#inventory/names.ts";
import { entryOf } from "#inventory/places.ts";
import { sectionNames } from "#inventory/sections.ts";
import type { Written } from "#inventory/written.ts";

/** What no inventory tells, and what gives it away: one line at a time, in linear time. */
const shapes: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY/, what: "a private key" },
  { pattern: /PuTTY-User-Key-File-\d/, what: "a private key" },
  { pattern: /^[ \t]*(?:FEATURE|INCREMENT|UPGRADE)[ \t]+\S+[ \t]+\S+[ \t]+\d/, what: "the line of a licence" },
  { pattern: /\bSIGN2?="?[0-9A-F]{4}/, what: "the signature of a licence" },
  { pattern: /^[ \t]*LICENSE[ \t]+\S+[ \t]+\S+[ \t]+\d/i, what: "the line of a licence" },
  { pattern: /\$(?:1|5|6|7|y|gy|2[aby]|argon2i?d?)\$[./A-Za-z0-9$,=+]{10}/, what: "the hash of a password" },
  { pattern: /:\/\/[^/\s:@]+:[^/\s@]+@/, what: "a URL with a password" },
  {
    pattern: /\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[abprs]-[A-Za-z0-9-]{10}|glpat-[A-Za-z0-9_-]{20})/,
    what: "an access token",
  },
];

// Not where a value is named instead: a variable, a file, a place in a template, a mere choice.
const assignment =
  /(?:^|[^A-Za-z0-9])(?:pass(?=\s?=)|pass(?:word|wd|phrase)|pwd|secret|token|api[_-]?key|psk|community)["']?[ \t]{0,9}(?:=|:(?![:/]))[ \t]{0,9}["']?(?![$<{%@/*]|(?:env|file|yes|no|none|true|false|required|optional|sufficient|requisite|prompt|null)\b)\S{3}/i;

/** Nothing that opens a door stands in the inventory, is left as its vendor set it, or lies on a host for all to read. */
export const secrets = crossCheck(
  {
    "told-secret": "the inventory names secrets and tells none: no password, private key or licence stands in it",
    "vendor-password": "a host has another password than its vendor set",
    "readable-secret": "a file whose text is a secret is not for everybody on the host",
  },
  function* (written) {
    for (const [path, text] of textsOf(written)) {
      const told = findSecret(text);
      if (told !== undefined)
        yield {
          id: "told-secret",
          path,
          message: `${nameOfText(path)} holds what looks like ${told.what}${told.line === undefined ? "" : `, in its line ${told.line}`}`,
          hint: "Keep it in a file of its own or in the environment, and name it: { secret: file:PATH } or { secret: env:NAME }.",
          veiled: true,
        };
    }
    for (const [id, { vendor_password, management, files }] of written.hosts) {
      if (vendor_password === "default" && management === "managed")
        yield {
          id: "vendor-password",
          path: ["hosts", id, "vendor_password"],
          message: `host ${id} still has the password that its vendor set, which anybody can look up`,
          hint: "Change it on the host, then say `vendor_password: changed`.",
        };
      for (const [path, { content, mode }] of Object.entries(files))
        if (typeof content === "object" && (Number.parseInt(mode, 8) & 0o007) !== 0)
          yield {
            id: "readable-secret",
            path: ["hosts", id, "files", path, "mode"],
            message: `file ${path} of host ${id} holds a secret, and with mode ${mode} everybody on the host may open it`,
            hint: 'Give it a mode such as "0600", or "0640" and a group.',
          };
    }
  },
);

/** What people call a text: `content of /etc/share of host suite-01`. */
function nameOfText(path: Path): string {
  const entry = entryOf(path);
  const around = path.slice(entry.length, -1).filter((step) => typeof step === "string" && step !== "files");
  return [nameOf(path), ...around.toReversed(), nameOf(entry)].join(" of ");
}

function* textsOf(written: Written): Generator<readonly [Path, string]> {
  yield* textsIn(written.facility, ["facility"]);
  for (const section of sectionNames) for (const [id, entry] of written[section]) yield* textsIn(entry, [section, id]);
}

// Mount options have a rule of their own, which knows how each file system takes its password.
const isMountOption = ([section, , key]: Path): boolean => section === "volumes" && key === "options";

/** Every text at a path and below, besides references to secrets. */
function* textsIn(value: unknown, path: Path): Generator<readonly [Path, string]> {
  if (typeof value === "string") {
    if (!isMountOption(path)) yield [path, value];
  } else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Array.isArray(value) ? value.entries() : Object.entries(value))
      if (key !== "secret") yield* textsIn(inner, [...path, key]);
}

/** What a text gives away, and in which of its lines if it has several. */
function findSecret(text: string): { readonly what: string; readonly line?: number } | undefined {
  const lines = text.trimEnd().split("\n");
  for (const [i, line] of lines.entries()) {
    const what = shapes.find(({ pattern }) => pattern.test(line))?.what ?? (assignment.test(line) ? "a password" : undefined);
    if (what !== undefined) return lines.length === 1 ? { what } : { what, line: i + 1 };
  }
  return undefined;
}
