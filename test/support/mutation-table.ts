import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Reporter, TestModule } from "vitest/node";

/** One break of one state on a real host that was found by its name, repaired, and then was no more. */
export interface Mutation {
  readonly kind: string;
  readonly on: string;
  readonly by: string;
  readonly drifts: readonly string[];
  /** Only a person can put it right, and did. */
  readonly byHand?: boolean;
}

declare module "vitest" {
  interface TaskMeta {
    mutation?: Mutation;
  }
}

const page = path.join(import.meta.dirname, "../../docs/mutations.md");

const head = `# What breaks is found

Every kind of state was made on a real host of the lab, broken there by hand in every way below, looked at, repaired and looked at
again. A row stands here when the look named exactly these properties and no others, the repair changed exactly them, and the next look
was silent. \`npm run mutations\` writes this page; a kind with a property that no row breaks fails its test.

Hosts: \`suite-*\`, \`lic-*\` are Debian 12 containers, \`san-*\`, \`online-*\` Debian 12 with a kernel of their own; \`rocky-01\` (container) and
\`rocky-02\` (own kernel, SELinux) have the RHEL family's tools (dnf, rpm, firewalld, NetworkManager, tuned) on a Debian root, because no RPM
distribution can be had where this is built. See [families.md](families.md).
`;

const cell = (text: string): string => text.replaceAll("|", "\\|");

/** The table's rows, in the order of the kind's own table. */
export const mutationRows = (mutations: readonly Mutation[]): string[] =>
  mutations.map(
    ({ on, by, drifts, byHand }) =>
      `| ${on} | ${cell(by)} | ${drifts.map((fact) => `\`${fact}\``).join(", ")} | ${byHand === true ? "by hand" : "yes"} | yes |`,
  );

const section = (kind: string, mutations: readonly Mutation[]): string =>
  [
    `## ${kind}`,
    "",
    "| host | broken by hand | found | repaired | then silent |",
    "|---|---|---|---|---|",
    ...mutationRows(mutations),
    "",
  ].join("\n");

/** The page with what a run found; kinds that did not take part keep their rows. */
export function pageWith(text: string, found: readonly Mutation[]): string {
  const sections = new Map(
    text
      .split(/^(?=## )/m)
      .slice(1)
      .map((each) => [/^## (.*)$/m.exec(each)?.[1] ?? "", each.trimEnd() + "\n"] as const),
  );
  for (const [kind, ofKind] of Map.groupBy(found, ({ kind }) => kind)) sections.set(kind, section(kind, ofKind));
  const ordered = [...sections].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  return [head, ...ordered].join("\n");
}

/** Writes docs/mutations.md after a run in which states were broken on real hosts. */
// oxlint-disable-next-line import/no-default-export -- vitest asks for it
export default class MutationTable implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const found = modules.flatMap((module) => [...module.children.allTests()].flatMap((test) => test.meta().mutation ?? []));
    if (found.length === 0) return;
    const text = existsSync(page) ? readFileSync(page, "utf8") : "";
    const next = pageWith(text, found);
    if (next !== text) writeFileSync(page, next);
  }
}
