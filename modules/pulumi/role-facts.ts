import type { Facts } from "#core/state.ts";
import type { Finding } from "#core/verdict.ts";
import { expected } from "#engine/observe.ts";
import type { SeenRole } from "#engine/observe.ts";
import { printable } from "#core/printable.ts";

type AllFacts = { readonly [id: string]: { readonly [fact: string]: string } };

/** Names of the facts that stand for a state nobody could judge: they equal no expectation. */
export const cannotLook = "cannot look";
export const blocked = "blocked";

/** Control characters never reach a terminal, neither a host's nor those of an expectation, so that both still compare. */
export const spelt = (facts: Facts): { readonly [fact: string]: string } =>
  Object.fromEntries(Object.entries(facts).map(([fact, text = ""]) => [fact, printable(text)]));

const unjudged = ({ verdict, reason = "nobody looked at it" }: Finding): { readonly [fact: string]: string } => ({
  [verdict === "blocked" ? blocked : cannotLook]: printable(reason),
});

/** Live inputs: what was seen of each state. No update can change what is due, so the engine isn't asked to. */
export const factsSeen = (seen: SeenRole, findings: readonly Finding[]): AllFacts =>
  Object.fromEntries(
    findings.map((finding) => {
      if (finding.verdict === "due") return [finding.state.id, spelt(expected(finding.state))];
      const one = seen.seen.get(finding.state.id);
      return [finding.state.id, one !== undefined && "facts" in one ? spelt(one.facts) : unjudged(finding)];
    }),
  );

/** Outputs: what of it is not as declared, and nothing else. A refresh shows it, and the state file stays small. */
export const whatDiffers = (findings: readonly Finding[]): AllFacts =>
  Object.fromEntries(
    findings
      .filter(({ verdict }) => verdict !== "conforming")
      .map((finding) => {
        const judged = finding.changes.length > 0 && finding.verdict !== "blocked";
        return [
          finding.state.id,
          judged ? spelt(Object.fromEntries(finding.changes.map(({ fact, have }) => [fact, have]))) : unjudged(finding),
        ];
      }),
  );
