import { up } from "../../scripts/lab/lab.ts";

/** The lab runs before its tests begin; it stays, since booting it is the slow part. */
export async function setup(): Promise<void> {
  await up({ log: (line) => void process.stderr.write(`lab: ${line}\n`) });
}
