import { getStack } from "@pulumi/pulumi";
import { openFacility } from "#inventory/load.ts";
import { declareSite } from "./site.ts";

/** The program of every stack: the site that `inventory/<stack>` describes. */
export default async function program(): Promise<void> {
  declareSite(await openFacility(`inventory/${getStack()}`), `inventory/${getStack()}`);
}
