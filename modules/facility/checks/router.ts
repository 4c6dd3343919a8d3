import { crossCheck } from "#inventory/cross-check.ts";
import type { Path, Problem } from "#inventory/finding.ts";
import { showText } from "#inventory/show.ts";
import type { Written, WrittenRouter } from "#inventory/written.ts";

/** Video routers show what is there, to whom it belongs, under its name; and no picture goes in a circle. */
export const routers = crossCheck(
  {
    "no-such-input": "an output of a router shows an input that the router has",
    "no-such-output": "tie-lines and suites name outputs that their router has",
    "output-of-two-suites": "an output of a router feeds one suite",
    "unlocked-output": "an output that feeds a suite is locked to what it shows",
    "picture-in-a-circle": "a picture that comes over tie-lines comes from somewhere in the end",
    "label-twice": "inputs and outputs of a router have labels of their own",
    "suite-not-in-label": "the inputs and outputs of a suite carry its name",
  },
  function* ({ routers, suites }) {
    const fed = suiteByOutput(routers, suites);
    yield* checkDestinations(routers, suites, fed);
    for (const [id, router] of routers) {
      yield* checkInputs(id, router, routers);
      yield* checkOutputs(id, router, fed);
      for (const side of ["inputs", "outputs"] as const) yield* checkLabels(id, side, router[side], fed, suites);
    }
    yield* checkCircles(routers);
  },
);

interface Fed {
  readonly suite: string;
  readonly path: Path;
}

const outputKey = (router: string, output: number | string): string => `${router} ${output}`;

/** The suite that an output feeds: as the output says it, or else as the first suite that names it. */
function suiteByOutput(routers: Written["routers"], suites: Written["suites"]): ReadonlyMap<string, Fed> {
  const fed = new Map<string, Fed>();
  for (const [id, { outputs }] of routers)
    for (const [number, { suite }] of Object.entries(outputs))
      if (suite !== undefined) fed.set(outputKey(id, number), { suite, path: ["routers", id, "outputs", number, "suite"] });
  for (const [suite, { router_destinations }] of suites)
    for (const [i, { router, output }] of router_destinations.entries()) {
      const key = outputKey(router, output);
      if (!fed.has(key)) fed.set(key, { suite, path: ["suites", suite, "router_destinations", i, "output"] });
    }
  return fed;
}

const has = (numbered: WrittenRouter["inputs"] | WrittenRouter["outputs"], number: number): boolean =>
  Object.hasOwn(numbered, String(number));

function* checkDestinations(routers: Written["routers"], suites: Written["suites"], fed: ReadonlyMap<string, Fed>): Generator<Problem> {
  for (const [suite, { router_destinations }] of suites)
    for (const [i, { router: id, output }] of router_destinations.entries()) {
      const path = ["suites", suite, "router_destinations", i, "output"];
      const router = routers.get(id);
      const other = fed.get(outputKey(id, output));
      if (router !== undefined && !has(router.outputs, output))
        yield {
          id: "no-such-output",
          path,
          message: `suite ${suite} looks at output ${output} of router ${id}, which has no such output`,
          related: ["routers", id],
        };
      else if (other !== undefined && other.suite !== suite)
        yield {
          id: "output-of-two-suites",
          path,
          message: `output ${output} of router ${id} feeds suite ${other.suite} already, not only suite ${suite}`,
          related: other.path,
        };
    }
}

function* checkInputs(id: string, { inputs }: WrittenRouter, routers: Written["routers"]): Generator<Problem> {
  for (const [number, { from }] of Object.entries(inputs)) {
    const origin = from && routers.get(from.router);
    if (from !== undefined && origin !== undefined && !has(origin.outputs, from.output))
      yield {
        id: "no-such-output",
        path: ["routers", id, "inputs", number, "from", "output"],
        message: `input ${number} of router ${id} comes from output ${from.output} of router ${from.router}, which has no such output`,
        related: ["routers", from.router],
      };
  }
}

function* checkOutputs(id: string, { inputs, outputs }: WrittenRouter, fed: ReadonlyMap<string, Fed>): Generator<Problem> {
  for (const [number, { source, locked }] of Object.entries(outputs)) {
    const path = ["routers", id, "outputs", number];
    if (source !== undefined && !has(inputs, source))
      yield {
        id: "no-such-input",
        path: [...path, "source"],
        message: `output ${number} of router ${id} shows input ${source}, which the router does not have`,
      };
    const feeds = fed.get(outputKey(id, number));
    if (feeds !== undefined && !locked)
      yield {
        id: "unlocked-output",
        path: [...path, "locked"],
        on: "key",
        message: `output ${number} of router ${id} feeds suite ${feeds.suite} and is not locked: anybody may switch the picture of a session away`,
        hint: "Say `locked: true`, and lock it on the router.",
        related: feeds.path,
      };
  }
}

function* checkLabels(
  id: string,
  side: "inputs" | "outputs",
  numbered: WrittenRouter["inputs"] | WrittenRouter["outputs"],
  fed: ReadonlyMap<string, Fed>,
  suites: Written["suites"],
): Generator<Problem> {
  const seen = new Map<string, string>();
  for (const [number, { label, suite: own }] of Object.entries(numbered)) {
    const path = ["routers", id, side, number, "label"];
    const one = `${side === "inputs" ? "input" : "output"} ${number} of router ${id}`;
    const key = plain(label) || label;
    const other = seen.get(key);
    if (other === undefined) seen.set(key, number);
    else
      yield {
        id: "label-twice",
        path,
        message: `${one} has label ${showText(label)}, as number ${other} has already`,
        related: ["routers", id, side, other, "label"],
      };
    const suite = side === "inputs" ? own : fed.get(outputKey(id, number))?.suite;
    const name = suites.get(suite ?? "")?.name;
    if (suite !== undefined && name !== undefined && !` ${plain(label)} `.includes(` ${plain(name)} `))
      yield {
        id: "suite-not-in-label",
        path,
        message: `${one} is suite ${suite}'s, but its label ${showText(label)} does not name ${showText(name)}`,
        related: ["suites", suite, "name"],
      };
  }
}

/** A label as people compare it: words without case and without what stands between them. */
const plain = (label: string): string =>
  label
    .toUpperCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .join(" ");

/** Tie-lines in both directions are usual; a fault is only a picture that is switched to itself. */
function* checkCircles(routers: Written["routers"]): Generator<Problem> {
  const settled = new Set<string>();
  for (const [id, { outputs }] of routers)
    for (const number of Object.keys(outputs)) {
      const way: (readonly [router: string, output: string])[] = [];
      const passed = new Map<string, number>();
      let at: readonly [router: string, output: string] | undefined = [id, number];
      while (at !== undefined && !settled.has(outputKey(...at)) && !passed.has(outputKey(...at))) {
        passed.set(outputKey(...at), way.length);
        way.push(at);
        at = originOf(routers, ...at);
      }
      const start = at && passed.get(outputKey(...at));
      if (at !== undefined && start !== undefined) {
        const circle = [...way.slice(start), at].map(([router, output]) => `${router} output ${output}`);
        yield {
          id: "picture-in-a-circle",
          path: ["routers", at[0], "outputs", at[1], "source"],
          message: `output ${at[1]} of router ${at[0]} shows itself: ${circle.join(" ← ")}`,
          hint: "Switch one of them to an input that is no tie-line.",
        };
      }
      for (const key of passed.keys()) settled.add(key);
    }
}

/** The output of another router that an output shows over a tie-line. */
function originOf(routers: Written["routers"], id: string, output: string): readonly [string, string] | undefined {
  const router = routers.get(id);
  const source = router && Object.hasOwn(router.outputs, output) ? router.outputs[output]?.source : undefined;
  const from = router && source !== undefined && has(router.inputs, source) ? router.inputs[String(source)]?.from : undefined;
  return from && [from.router, String(from.output)];
}
