import path from "node:path";
import { RunError, getStack } from "@pulumi/pulumi";
import { UserError } from "#core/errors.ts";
import { openFacility } from "#inventory/load.ts";
import { crossChecks } from "./cross-checks.ts";
import { declareSite } from "./site.ts";

/** The program of every stack: the site that `inventory/<stack>` describes. */
export default async function program(): Promise<void> {
  const inventory = path.join(import.meta.dirname, "../inventory", getStack());
  const facility = await openFacility(inventory, { checks: crossChecks }).catch((thrown: unknown) => {
    // A mistake in the inventory is told in words: Pulumi prints a RunError without a stack trace.
    throw thrown instanceof UserError ? new RunError(thrown.message) : thrown;
  });
  declareSite(facility, `inventory/${getStack()}`);
}
