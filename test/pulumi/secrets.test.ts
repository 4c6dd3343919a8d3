import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Declared } from "#core/declared.ts";
import { file } from "#states/file.ts";
import { markOf, secret } from "#pulumi/values.ts";
import type { WireObject } from "#pulumi/values.ts";
import { roleNews, roleType, testProvider } from "#support/provider-client.ts";
import type { TestProvider } from "#support/provider-client.ts";

const canary = "canary-5e0c7d-value";
let provider: TestProvider;
beforeEach(async () => {
  vi.stubEnv("CANARY", canary);
  provider = await testProvider();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await provider.close();
});

const byReference = (): WireObject =>
  roleNews("a", "licence", [file({ path: provider.on("a", "etc/lic"), content: { secret: "env:CANARY" } })]);
const byPulumi = (content: string): WireObject =>
  roleNews("a", "licence", [file({ path: provider.on("a", "etc/lic"), content: secret(content) as never })] as Declared[]);

test("a secret by reference reaches the host and no answer", async () => {
  const { inputs } = await provider.check(roleType, byReference());
  await provider.create(roleType, inputs, true);
  await provider.create(roleType, inputs);
  expect(readFileSync(provider.on("a", "etc/lic"), "utf8")).toBe(canary);
  writeFileSync(provider.on("a", "etc/lic"), `${canary}-changed`);
  const live = await provider.read(roleType, inputs);
  expect(live.inputs["states"]).toMatchObject({ [`file:${provider.on("a", "etc/lic")}`]: { content: "differs" } });
  await provider.diff(roleType, live.inputs, inputs);
  await provider.update(roleType, live.inputs, inputs);
  expect(readFileSync(provider.on("a", "etc/lic"), "utf8")).toBe(canary);
  expect(provider.answers()).not.toContain(canary);
});

test("a secret that isn't at hand is a state that nobody could look at, not an error of the host", async () => {
  const { inputs } = await provider.check(roleType, byReference());
  vi.stubEnv("CANARY", undefined);
  const live = await provider.read(roleType, inputs);
  expect(live.inputs["states"]).toMatchObject({
    [`file:${provider.on("a", "etc/lic")}`]: { "cannot look": "the secret env:CANARY is not set" },
  });
  expect(Object.keys((await provider.diff(roleType, live.inputs, inputs)).paths)).toContain(
    `states["file:${provider.on("a", "etc/lic")}"]["cannot look"]`,
  );
});

test("a Pulumi secret stays one in what the engine keeps, and is compared on the host", async () => {
  const { inputs, failures } = await provider.check(roleType, byPulumi(canary));
  expect(failures).toEqual({});
  const [state] = inputs["__declared"] as unknown as { want: WireObject }[];
  expect(markOf(state?.want["content"])).toBe("1b47061264138c4ac30d75fd1eb44270");
  const { outputs } = await provider.create(roleType, inputs);
  expect(JSON.stringify([outputs, inputs["states"]])).not.toContain(canary);
  expect(readFileSync(provider.on("a", "etc/lic"), "utf8")).toBe(canary);
  expect((await provider.diff(roleType, (await provider.read(roleType, inputs)).inputs, inputs)).paths).toEqual({});
});

test("another value of a Pulumi secret is a change, and its text shows nowhere", async () => {
  const before = (await provider.check(roleType, byPulumi(canary))).inputs;
  await provider.create(roleType, before);
  const after = (await provider.check(roleType, byPulumi("another-5e0c7d"))).inputs;
  const live = (await provider.read(roleType, before)).inputs;
  expect((await provider.diff(roleType, live, after)).paths).toEqual({
    [`states["file:${provider.on("a", "etc/lic")}"].content`]: "update",
  });
  await provider.update(roleType, live, after);
  expect(readFileSync(provider.on("a", "etc/lic"), "utf8")).toBe("another-5e0c7d");
});

test("a failure with a secret in it doesn't tell it", async () => {
  writeFileSync(provider.on("a", "etc/lic"), "");
  const inside = file({ path: `${provider.on("a", "etc/lic")}/below`, content: secret(canary) as never });
  const { inputs } = await provider.check(roleType, roleNews("a", "licence", [inside]));
  const thrown = await provider.create(roleType, inputs).catch((error: unknown) => error);
  expect(String(thrown)).toContain("its repair failed");
  expect(String(thrown)).not.toContain(canary);
});

test("a secret where a parameter must be plain is refused without being told", async () => {
  const { failures } = await provider.check(
    roleType,
    roleNews("a", "licence", [{ kind: "file", id: "file:/x", want: { path: secret(canary) as never } }]),
  );
  expect(failures).toEqual({ 'states["file:/x"].path': "must be string" });
  const whole = await provider.check(roleType, { host: "a", role: "licence", __declared: secret([]) });
  expect(whole.failures["states"]).toMatch(/make that one parameter a secret/);
});
