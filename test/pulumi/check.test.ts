import { afterAll, beforeAll, expect, test } from "vitest";
import type { Declared } from "#core/declared.ts";
import { file } from "#states/file.ts";
import { roleNews, roleType, testProvider } from "#support/provider-client.ts";
import type { TestProvider } from "#support/provider-client.ts";

let provider: TestProvider;
beforeAll(async () => {
  provider = await testProvider({ names: ["suite-01", "suite-02"] });
});
afterAll(() => provider.close());

const failuresOf = async (host: string, declared: readonly unknown[], role = "notice") =>
  (await provider.check(roleType, roleNews(host, role, declared as Declared[]))).failures;

test("what is declared becomes the facts that follow from it", async () => {
  const { inputs, failures } = await provider.check(
    roleType,
    roleNews("suite-01", "notice", [file({ path: "/etc/motd", content: "Hello\n" })]),
  );
  expect(failures).toEqual({});
  expect(inputs["states"]).toEqual({ "file:/etc/motd": { type: "file", content: "Hello\n", mode: "0644", owner: "root", group: "root" } });
});

test("a host that is in no inventory is refused with the name that was meant", async () => {
  expect(await failuresOf("suite-O1", [])).toEqual({ host: 'no host is called "suite-O1", did you mean "suite-01"?' });
});

test.each([
  [
    "an unknown kind",
    { kind: "fille", id: "fille:/x", want: {} },
    'states["fille:/x"].kind',
    'there is no kind of state called "fille", did you mean "file"?',
  ],
  [
    "an unknown parameter",
    { kind: "file", id: "file:/x", want: { path: "/x", contents: "" } },
    'states["file:/x"].contents',
    'file has no such parameter, did you mean "content"?',
  ],
  ["a missing parameter", { kind: "file", id: "file:/x", want: {} }, 'states["file:/x"].path', "file needs it"],
  [
    "a value of no sense",
    { kind: "file", id: "file:/x", want: { path: "/x", mode: "rw" } },
    'states["file:/x"].mode',
    /must match pattern/,
  ],
  [
    "a choice that isn't one",
    { kind: "file", id: "file:/x", want: { path: "/x", ensure: "gone" } },
    'states["file:/x"].ensure',
    /: present, absent$/,
  ],
])("%s is refused at its property", async (_, state, property, reason) => {
  const failures = await failuresOf("suite-01", [state]);
  expect(Object.keys(failures)).toEqual([property]);
  expect(failures[property]).toMatch(reason);
});

test("a state that is declared twice is refused", async () => {
  const twice = [file({ path: "/etc/motd" }), file({ path: "/etc/motd", mode: "0600" })];
  expect(await failuresOf("suite-01", twice)).toEqual({ 'states["file:/etc/motd"]': "the role declares it twice" });
});

test("a role whose name could leave its folder on the host is refused", async () => {
  expect(Object.keys(await failuresOf("suite-01", [], "../cron.d/x"))).toEqual(["role"]);
});

test("states that depend on values not known yet are let through", async () => {
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  const declared = [file({ path: "/etc/a", content: unknown }), file({ path: "/etc/b", content: "b" })];
  const { inputs, failures } = await provider.check(roleType, roleNews("suite-01", "notice", declared));
  expect(failures).toEqual({});
  expect(inputs["states"]).toMatchObject({ "file:/etc/a": unknown, "file:/etc/b": { content: "b" } });
});

test("a type that is not served is refused with those that are", async () => {
  await expect(provider.check("command:remote:CopyFile", {})).rejects.toThrow(
    /no resource type command:remote:CopyFile\nIt has .*CopyToRemote/,
  );
});
