/** The main job from end to end on the practice facility, each step a command that you could type yourself. */
import { spawn } from "node:child_process";
import { styleText } from "node:util";
import { exit } from "#core/verdict.ts";
import { breakByHand, isFresh, up } from "./lab/lab.ts";

const began = performance.now();
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const bold = (text: string): string => (process.stdout.isTTY ? styleText("bold", text) : text);
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Runs a command as a person would, its progress going where ours goes, and tells what it printed. */
const run = (command: string, args: readonly string[]): Promise<{ readonly status: number; readonly output: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["inherit", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
    child.on("error", reject).on("close", (code) => resolve({ status: code ?? 1, output: output.trimEnd() }));
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
async function conform(args: readonly string[], expected: number, shown: "all" | "recap" = "all"): Promise<void> {
  say(`   $ npx conform ${args.join(" ")}`);
  const { status, output } = await run("scripts/conform", args);
  // Everything on five bare hosts is a long list: here its end does.
  const lines = output.split("\n");
  const recap = lines.findIndex((line) => / : ok=\d/.test(line));
  const first = shown === "all" || status !== expected ? 0 : recap;
  if (first > 0) say(`   … ${first} lines that name every state; type the command to read them`);
  for (const line of lines.slice(first)) say(line === "" ? "" : `   ${line}`);
  if (status !== expected) throw new Error(`conform ${args.join(" ")} ended with ${status}, expected ${expected}`);
}

const log = (text: string): void => say(`   ${text}`);

await step("Boot the practice facility: two suites, a licence server, a SAN server, an online suite", async () => {
  await up({ log });
  if (!(await isFresh())) log("They were provisioned before; `npm run lab -- reset` makes them bare again.");
});
await step("Check the inventory before anything else", () => conform(["validate"], exit.conforming));
await step("Preview: what would be done to the hosts?", () => conform(["plan"], exit.conforming, "recap"));
await step("Provision every host through Pulumi", () => conform(["up"], exit.conforming, "recap"));
await step("Once more: nothing is left to do", () => conform(["up"], exit.conforming));
await step("Somebody changes things by hand, behind Conform's back", () => breakByHand(undefined, { log }));
await step("Find exactly those", () => conform(["drift"], exit.differs));
await step("Repair them", () => conform(["up"], exit.conforming));
await step("Look again: all as declared", () => conform(["drift"], exit.conforming));

say(`
${bold(`Done in ${seconds(began)}.`)} The facility keeps running. What to try next:
   npm run lab -- ssh suite-01            change something by hand, then: npx conform drift --diff
   npx pulumi preview --stack lab --diff  the same through Pulumi's own command line
   npx conform states suite-01            everything that suite-01 shall be, and why
   edit inventory/lab/*.yaml              then: npx conform validate && npx conform plan --diff && npx conform up
   npm run lab -- down                    switch the facility off
README.md says how to describe your own facility.`);
