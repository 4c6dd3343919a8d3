import { sep } from "node:path";

import type { Location, Log, ReportingDescriptor, Result } from "sarif";

import { basics } from "#inventory/basics.ts";
import { saysOf, severityOf } from "#inventory/cross-check.ts";
import type { Rule } from "#inventory/cross-check.ts";
import type { Source } from "#inventory/facility.ts";
import type { InventoryFinding } from "#inventory/finding.ts";
import type { WaivedFinding } from "#inventory/read.ts";
import { escapeInvisible } from "#inventory/show.ts";
import type { Written } from "#inventory/written.ts";

export interface Judgement {
  readonly findings: readonly InventoryFinding[];
  readonly waived: readonly WaivedFinding[];
  readonly written: Written;
}

/** What was found in an inventory as SARIF 2.1.0, for editors and for the code scanning of a forge. What exceptions allow is there, as suppressed. */
export function toSarif({ findings, waived, written }: Judgement, checks: ReadonlyMap<string, Rule>): Log {
  const rules = listRules(checks);
  const indexes = new Map(rules.map(({ id }, i) => [id, i]));
  const toResult = (finding: InventoryFinding, suppressions: NonNullable<Result["suppressions"]>): Result => {
    const { id, severity, message, hint, related } = finding;
    const ruleIndex = indexes.get(id);
    return {
      ruleId: id,
      ...(ruleIndex !== undefined && { ruleIndex }),
      level: severity,
      message: { text: asText(hint === undefined ? message : `${message}\n${hint}`) },
      locations: [locate(finding)],
      ...(related !== undefined && {
        relatedLocations: [{ id: 1, ...locate(related), message: { text: "the other place that is part of it" } }],
      }),
      // In a run either every result says whether it is suppressed, or none does.
      suppressions,
    };
  };
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "conform", rules } },
        columnKind: "utf16CodeUnits",
        results: [
          ...findings.map((finding) => toResult(finding, [])),
          ...waived.map(({ exception, ...finding }) => {
            const { reason, approved_by, approved_on, expires } = written.exceptions.get(exception) ?? {};
            return toResult(finding, [
              {
                kind: "external",
                status: "accepted",
                ...(reason !== undefined && { justification: asText(reason) }),
                properties: { exception, approved_by, approved_on, expires },
              },
            ]);
          }),
        ],
      },
    ],
  };
}

const listRules = (checks: ReadonlyMap<string, Rule>): ReportingDescriptor[] => [
  ...Object.entries(basics).map(([id, says]) => describe(id, says, "error")),
  ...[...checks].map(([id, rule]) => describe(id, saysOf(rule), severityOf(rule))),
];

const describe = (id: string, says: string, level: "error" | "warning"): ReportingDescriptor => ({
  id,
  shortDescription: { text: `${says.charAt(0).toUpperCase()}${says.slice(1)}.` },
  defaultConfiguration: { level },
});

function locate({ file, line, column, excerpt }: Source & { readonly excerpt?: string }): Location {
  const region = line > 0 && {
    region: { startLine: line, startColumn: column, ...(excerpt !== undefined && { snippet: { text: escapeInvisible(excerpt) } }) },
  };
  return { physicalLocation: { artifactLocation: { uri: toUri(file) }, ...region } };
}

/** A path as a relative reference, or as a URL of a file where it is absolute. */
function toUri(file: string): string {
  const path = file.split(sep).map(encodeURIComponent).join("/");
  return path.startsWith("/") ? `file://${path}` : path;
}

// What follows ]( would be a link to wherever its author likes, and {0} the place of an argument.
const asText = (text: string): string =>
  text
    .split("\n")
    .map(escapeInvisible)
    .join("\n")
    .replaceAll("](", String.raw`\](`)
    .replaceAll(/\{(\d+)\}/g, "{{$1}}");
