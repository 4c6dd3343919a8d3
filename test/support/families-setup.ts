import { up } from "../../scripts/lab/lab.ts";

/** The lab with the hosts of both families runs before its tests begin, and stays. */
export async function setup(): Promise<void> {
  await up({ families: true, log: (line) => void process.stderr.write(`lab: ${line}\n`) });
}
