import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { DeclaredRole } from "#core/declared.ts";
import type { Facility, Host } from "#inventory/facility.ts";
import { cell, docAbove } from "#reference/source.ts";

const modules = path.resolve(import.meta.dirname, "..");

/** Roles are called by the name of their file; some add the id of what they are for. */
const fileOf = (role: string, files: ReadonlyMap<string, string>): string | undefined =>
  [...files.keys()].filter((name) => role === name || role.startsWith(`${name}-`)).toSorted((a, b) => b.length - a.length)[0];

/** The files of all roles, by name. */
function roleFiles(): ReadonlyMap<string, string> {
  const folders = ["baseline", "suites", "storage", "licensing"].map((domain) => path.join(domain, "roles"));
  return new Map(
    folders.flatMap((folder) =>
      readdirSync(path.join(modules, folder)).map((file): [string, string] => [file.replace(/\.ts$/, ""), path.join(folder, file)]),
    ),
  );
}

interface Used {
  readonly host: Host;
  readonly role: DeclaredRole;
}

function section(name: string, file: string, used: readonly Used[]): string {
  const { text } = docAbove(readFileSync(path.join(modules, file), "utf8"), new RegExp(`^export (function|const) (?=\\w+)`, "m"));
  const families = [...Map.groupBy(used, ({ host }) => host.os.family)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [
    `## ${name}`,
    "",
    `${text} In [modules/${file}](../../modules/${file}).`,
    "",
    ...families.flatMap(([family, all]) => {
      const [first] = all.toSorted((a, b) => b.role.states.length - a.role.states.length);
      if (first === undefined) return [];
      return [
        `On ${first.host.id} of the example (${family}):`,
        "",
        "| state | why |",
        "|---|---|",
        ...first.role.states.map(
          ({ id, why = "", controls = [] }) => `| \`${cell(id)}\` | ${cell([why, controls.join(", ")].filter(Boolean).join("; "))} |`,
        ),
        "",
      ];
    }),
  ].join("\n");
}

/** The reference of all roles, as Markdown: what each is for, and what it declares on the hosts of the example. */
export function referenceOfRoles(example: Facility, rolesOfHost: (facility: Facility, host: Host) => readonly DeclaredRole[]): string {
  const files = roleFiles();
  const used = [...example.hosts.values()].flatMap((host) => rolesOfHost(example, host).map((role) => ({ host, role })));
  const byFile = Map.groupBy(used, ({ role }) => fileOf(role.role, files) ?? "");
  return [
    "# Roles",
    "",
    "Written by `npx conform docs` from `modules/*/roles`; a test fails when it is older than the code. Which roles a host has follows from the",
    "inventory: its baseline, the suites it belongs to and their class, what it serves. Packages of all roles are installed at once, by the",
    "role `packages`. The tables show what each declares on the hosts of `inventory/example`.",
    "",
    ...[...files].filter(([name]) => byFile.has(name)).map(([name, file]) => section(name, file, byFile.get(name) ?? [])),
  ].join("\n");
}
