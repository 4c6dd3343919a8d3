/** The main job from end to end on the practice facility, each step a command that you could type yourself. */
import { spawn } from "node:child_process";
import { styleText } from "node:util";
import { exit } from "#core/verdict.ts";
import { breakByHand, isFresh, reset, up } from "./lab/lab.ts";

const began = performance.now();
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const bold = (text: string): string => (process.stdout.isTTY ? styleText("bold", text) : text);
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Runs a command as a person would, its output going where ours goes, and tells its exit status. */
const run = (command: string, args: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    spawn(command, args, { stdio: "inherit" })
      .on("error", reject)
      .on("exit", (code) => resolve(code ?? 1));
  });

let steps = 0;
async function step(title: string, work: () => Promise<void>): Promise<void> {
  steps += 1;
  const since = performance.now();
  say(`\n${bold(`${steps}. ${title}`)}`);
  await work();
  say(`   (${seconds(since)})`);
}

/** One `conform` command that has to end with a certain status: the demo fails where the product does. */
async function conform(args: readonly string[], expected: number): Promise<void> {
  say(`   $ npx conform ${args.join(" ")}`);
  const status = await run("scripts/conform", args);
  if (status !== expected) throw new Error(`conform ${args.join(" ")} ended with ${status}, expected ${expected}`);
}

const log = (text: string): void => say(`   ${text}`);

await step("Boot the practice facility: two suites, a licence server, a SAN server, an online suite", async () => {
  await up({ log });
  if (!(await isFresh())) await reset({ log });
});
await step("Check the inventory before anything else", () => conform(["validate"], exit.conforming));
await step("Preview: what would be done to the bare hosts?", () => conform(["plan"], exit.conforming));
await step("Provision every host through Pulumi", () => conform(["up"], exit.conforming));
await step("Once more: nothing is left to do", () => conform(["plan", "--expect-no-changes"], exit.conforming));
await step("Somebody changes things by hand, behind Conform's back", () => breakByHand(undefined, { log }));
await step("Find exactly those", () => conform(["drift"], exit.differs));
await step("Repair them", () => conform(["up"], exit.conforming));
await step("Look again: all as declared", () => conform(["drift"], exit.conforming));

say(`
${bold(`Done in ${seconds(began)}.`)} The facility keeps running. What to try next:
   npm run lab -- ssh suite-01            change something by hand, then: npx conform drift --diff
   npx pulumi preview --diff              the same through Pulumi's own command line
   npx conform states suite-01            everything that suite-01 shall be, and why
   edit inventory/lab/*.yaml              then: npx conform validate && npx conform plan --diff && npx conform up
   npm run lab -- down                    switch the facility off
README.md says how to describe your own facility.`);
