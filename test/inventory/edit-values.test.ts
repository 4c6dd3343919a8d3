import { describe, expect, test } from "vitest";
import { readAssignment } from "#inventory/edit/assignment.ts";
import type { Path } from "#inventory/finding.ts";
import { pathText } from "#inventory/path-text.ts";

const host = ["hosts", "suite-03"];
const current = { interfaces: { eth0: { network: "house", ip: "10.0.0.1" }, "eth1.40": { network: "san", ip: "10.0.40.1" } } };

describe("a value has the type that the schema gives it", () => {
  test.each<[assignment: string, entry: Path, value: unknown]>([
    ["os.release=12", host, "12"],
    ["os.release=9.40", host, "9.40"],
    ['os.release="12"', host, "12"],
    ["os.release='12'", host, "12"],
    ["os={family: rhel, release: 9.40}", host, { family: "rhel", release: "9.40" }],
    ["baseline=no", host, "no"],
    ["baseline=", host, ""],
    ["name=Grade 9: the big one # 2", ["suites", "s"], "Grade 9: the big one # 2"],
    ["name=- [x", ["suites", "s"], "- [x"],
    ["name=a=b", ["suites", "s"], "a=b"],
    ["hosts=[a, 9]", ["suites", "s"], ["a", "9"]],
    ["hosts=[]", ["suites", "s"], []],
    ["ssh.port=2222", host, 2222],
    ["ssh.port=many", host, "many"],
    ["disks.cache.encrypted=true", host, true],
    ["passwords.length=14", ["baselines", "b"], 14],
    ["sysctls.net.core.rmem_max.value=16777216", ["baselines", "b"], 16_777_216],
    ["sysctls.net.core.rmem_max.value=4096 131072", ["baselines", "b"], "4096 131072"],
    ["ssh.PermitRootLogin=no", ["baselines", "b"], "no"],
    ["ssh.MaxAuthTries=4", ["baselines", "b"], 4],
    ["domain=post.example", ["facility"], "post.example"],
    ["mounts=[{volume: projects, path: /mnt/projects}]", ["suites", "s"], [{ volume: "projects", path: "/mnt/projects" }]],
    ["files./etc/motd.content=two\nlines\n", host, "two\nlines\n"],
    ["files./etc/share.content={secret: env:SHARE}", host, { secret: "env:SHARE" }],
  ])("%s", (assignment, entry, value) => {
    expect(readAssignment(assignment, entry, current).value).toEqual(value);
  });
});

describe("a path is read as it was meant", () => {
  test.each<[written: string, path: Path]>([
    ["interfaces.eth0.ip", ["interfaces", "eth0", "ip"]],
    ["interfaces.eth1.40.ip", ["interfaces", "eth1.40", "ip"]],
    ["interfaces.eth7.50.ip", ["interfaces", "eth7.50", "ip"]],
    ['interfaces["eth1.40"].ip', ["interfaces", "eth1.40", "ip"]],
    ['interfaces."eth1.40".ip', ["interfaces", "eth1.40", "ip"]],
    ["interfaces.bond0.link.members[1]", ["interfaces", "bond0", "link", "members", 1]],
    ["interfaces.bond0.link.members.1", ["interfaces", "bond0", "link", "members", 1]],
    ["files./etc/conf.d/x.conf.mode", ["files", "/etc/conf.d/x.conf", "mode"]],
  ])("%s", (written, path) => {
    expect(readAssignment(`${written}=x`, host, current).path).toEqual([...host, ...path]);
  });

  test.each<Path>([
    ["os", "release"],
    ["interfaces", "eth1.40", "ip"],
    ["mounts", 0, "path"],
    ["files", "/etc/a b=c", "mode"],
  ])("and written so that it reads back: %j", (...path) => {
    const written = pathText(path);
    expect(readAssignment(`${written}=x`, path[0] === "mounts" ? ["suites", "s"] : host, {}).path.slice(2)).toEqual(path);
  });
});

describe("a typing mistake is told with what was meant", () => {
  test.each<[assignment: string, message: RegExp]>([
    ["baselin=studio", /unknown key "baselin" of host suite-03, did you mean "baseline"\?/],
    ["os.relase=12", /unknown key "relase" of os, did you mean "release"\?/],
    ["interfaces.eth0.ipp=1", /unknown key "ipp" of eth0, did you mean "ip"\?/],
    ["baseline.x=1", /unknown key "x" of baseline/],
    ["baseline", /"baseline" is no assignment/],
    ["=x", /"=x" is no assignment/],
    ["os..release=1", /"os\.\.release" is no path/],
    ["os.=1", /"os\." is no path/],
    ["repositories=[a, b", /the value of repositories: /],
    ["repositories=[&a x, *a]", /repeats something by \*/],
    ["repositories=[!!str x]", /the value of repositories: an inventory has no YAML tags/],
    ["os={__proto__: {}}", /the key "__proto__" is not allowed/],
  ])("%s", (assignment, message) => {
    expect(() => readAssignment(assignment, host, current)).toThrow(message);
  });
});
