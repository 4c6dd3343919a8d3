import { array, assert, asyncProperty, constantFrom, nat, oneof, property, string, tuple } from "fast-check";
import { describe, expect, test } from "vitest";

import { readInventory } from "#inventory/read.ts";
import type { ReadInventory } from "#inventory/read.ts";
import { loadInventory } from "#inventory/load.ts";
import { renderFindings } from "#inventory/render.ts";
import { house, houseWith, inFolder } from "./house.ts";

const read = (text: string): ReadInventory => readInventory([{ file: "a.yaml", text }]);

/** What reading says in one line, and how long it took. */
function judge(text: string): { readonly ids: readonly string[]; readonly milliseconds: number } {
  const began = performance.now();
  const { findings } = read(text);
  return { ids: [...new Set(findings.map(({ id }) => id))], milliseconds: performance.now() - began };
}

read(house); // schemas are compiled once, which is not what is measured here

describe("a hostile file is refused in little time", () => {
  const bomb = [
    "a: &a [x,x,x,x,x,x,x,x,x]",
    ..."bcdefghijkl".split("").map((name, i) => `${name}: &${name} [${`*${"abcdefghijkl"[i]},`.repeat(9)}]`),
  ].join("\n");
  const aliases = `x: &x 1\ny: [${"*x,".repeat(101)}]`;
  const ladder = Array.from({ length: 99 }, (_, i) => `a${i + 1}: &a${i + 1} ${"[".repeat(50)}*a${i}${"]".repeat(50)}`);
  const wide = `a: &a [${"x,".repeat(4000)}]\nb: [${"*a,".repeat(99)}]`;

  test.each([
    { it: "a bomb of aliases", text: bomb, id: "yaml-size" },
    { it: "many aliases", text: aliases, id: "yaml-size" },
    { it: "few aliases of something large", text: wide, id: "yaml-size" },
    { it: "aliases that nest each other 5,000 deep", text: ["a0: &a0 1", ...ladder].join("\n"), id: "yaml-size" },
    { it: "100,000 flow lists in each other", text: "[".repeat(100_000), id: "yaml-size" },
    { it: "100,000 flow mappings in each other", text: "{a: ".repeat(100_000), id: "yaml-size" },
    { it: "100,000 block lists in each other", text: "- ".repeat(100_000), id: "yaml-size" },
    { it: "100,000 keys in each other", text: "? ".repeat(100_000), id: "yaml-size" },
    {
      it: "a thousand levels of indentation",
      text: Array.from({ length: 1000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"),
      id: "yaml-size",
    },
    { it: "an alias that contains itself", text: "a: &a [*a]", id: "yaml-alias" },
    { it: "a key of a megabyte", text: `${"k".repeat(1_000_000)}: 1`, id: "yaml-syntax" },
    { it: "a quoted key of a megabyte", text: `? "${"k".repeat(1_000_000)}"\n: 1`, id: "unknown-key" },
    { it: "a number of a megabyte", text: `facility: { id: ${"9".repeat(1_000_000)} }`, id: "wrong-type" },
  ])("$it", ({ text, id }) => {
    const { ids, milliseconds } = judge(text);
    expect(ids).toContain(id);
    expect(milliseconds).toBeLessThan(500);
  });

  test("four megabytes of anything, in seconds", () => {
    const pieces = ["a: 1\n", "- a\n", "[a],", "hosts: {", '"\\u0041', "&a *a ", "#\n"];
    const slowest = Math.max(...pieces.map((piece) => judge(piece.repeat((4 * 1024 * 1024) / piece.length)).milliseconds));
    expect(slowest).toBeLessThan(5000);
  }, 60_000);
});

describe("a megabyte of text", () => {
  // Each almost fits one of the patterns, so that a slow pattern would try it in many ways.
  const almost = ["a", "a-", "/a", "a.", "0", " a", "AAAA", "::"].map((piece) => `${piece.repeat(1_000_000 / piece.length)}!`);
  const places = [
    (text: string) => ({ "facility:\n  id: house\n": `facility:\n  id: "${text}"\n` }),
    (text: string) => ({ "domain: house.example": `domain: "${text}"` }),
    (text: string) => ({ "cidr: 10.0.0.0/24": `cidr: "${text}"` }),
    (text: string) => ({ "ip: 10.0.0.31": `ip: "${text}"` }),
    (text: string) => ({ 'release: "9.4"': `release: "${text}"` }),
    (text: string) => ({ "export: /srv/library": `export: "/${text}"` }),
    (text: string) => ({ "path: /mnt/library": `path: "/${text}"` }),
    (text: string) => ({ "command: /opt/flexnet/lmgrd -z": `command: "/${text}"` }),
    (text: string) => ({ "write_limit: 800 MB/s": `write_limit: "${text}"` }),
    (text: string) => ({ "[vers=4.2, hard]": `["${text}"]` }),
    (text: string) => ({ "[tree, jq]": `["${text}"]` }),
    (text: string) => ({ "value: 10000 65000": `value: "${text}"` }),
    (text: string) => ({ "time_servers: [10.0.0.1]": `time_servers: ["${text}"]` }),
    (text: string) => ({ "timezone: Europe/London": `timezone: "${text}"` }),
    (text: string) => ({ "secret: env:SHARE": `secret: "${text}"` }),
    (text: string) => ({
      "locale: en_GB.UTF-8": `locale: "${text}"`,
      "keymap: gb": `keymap: "${text}"`,
      "proxy: http://proxy": `proxy: "http://${text}"\n  p: x`,
    }),
    (text: string) => ({ "initiator: iqn.2025-01.example.house:edit-01": `initiator: "iqn.2025-01.${text}"` }),
    (text: string) => ({ "ocio: /opt/ocio/config.ocio": `ocio: "/${text}"` }),
    (text: string) => ({ "export: delivery": `export: "/${text}"` }),
    (text: string) => ({
      "https://mirror.house.example/debian": `"https://${text}"`,
      "url: https://mirror.house.example/": `url: "https://a/${text}/"\n      u: `,
    }),
    (text: string) => ({ 'install: "{file} -i -y"': `install: "{file} ${text}"`, "probe: /usr/bin/cat": `probe: "/${text}"\n      p:` }),
    (text: string) => ({
      "kernel: 6.1.0-*": `kernel: "${text}"`,
      "baseurl: file:///srv/repository/$releasever": `baseurl: "file:///$arch${text}"`,
    }),
    (text: string) => ({ "suites: [bookworm]": `suites: ["${text}"]`, "components: [main, non-free]": `components: ["${text}"]` }),
    (text: string) => ({ "    key: |": `    key: "-----BEGIN PGP PUBLIC KEY BLOCK-----\\n${text}"\n    k: |` }),
    (text: string) => ({ "schedule: 02:30": `schedule: "${text}"`, "keep: 14 d": `keep: "${text}"` }),
    (text: string) => ({ "MaxAuthTries: 4": `MaxAuthTries: "${text};"`, "[-w /etc/passwd -p wa -k identity]": `["-w ${text};"]` }),
    (text: string) => ({ "[/usr/bin/systemctl restart chrony.service]": `["/${text}"]`, "serial: A7 0001": `serial: "${text}"` }),
    (text: string) => ({ "groups: [media]": `groups: ["${text}"], authorized_keys: ["ssh-rsa AAAA${text}"]` }),
  ];

  test("is refused in less than 100 ms wherever it stands", () => {
    const judgements = places.flatMap((place) => almost.map((text) => judge(houseWith(...Object.entries(place(text))))));
    expect(judgements.filter(({ ids }) => ids.length === 0)).toEqual([]);
    // The median, because a busy machine delays some of them; a slow pattern would take minutes.
    const times = judgements.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
    expect(times[times.length >> 1]).toBeLessThan(100);
    expect(times.at(-1)).toBeLessThan(2000);
  }, 60_000);
});

describe("what a shell could misread", () => {
  const nasty = [
    "a;b",
    "$(reboot)",
    "`reboot`",
    "a b",
    "a'b",
    'a"b',
    "a|b",
    "a&b",
    "a>b",
    "a<b",
    "a\nb",
    "a!b",
    "-rf",
    "a\\b",
    "a*b",
    "a?b",
    "{a}",
    "~a",
    "a%b",
    "../a",
    "a\u202eb",
    "\u0430",
  ];
  const swaps: readonly (readonly [string, (text: string) => string])[] = [
    ["id: house\n", (text) => `id: ${text}\n`],
    ["domain: house.example", (text) => `domain: ${text}`],
    ["user: root", (text) => `user: ${text}`],
    ["eth1: {", (text) => `? ${text}\n      : {`],
    ["/etc/motd: {", (text) => `? ${text}\n      : {`],
    ['mode: "0640"', (text) => `owner: ${text}`],
    ["export: /srv/library", (text) => `export: ${text}`],
    ["path: /mnt/library", (text) => `path: ${text}`],
    ["[vers=4.2, hard]", (text) => `[${text}]`],
    ["group: library", (text) => `group: ${text}`],
    ["command: /opt/flexnet/lmgrd -z", (text) => `command: ${text}`],
    ["[tree, jq]", (text) => `[${text}]`],
    ["[telnet]", (text) => `[${text}]`],
    ["[usb-storage]", (text) => `[${text}]`],
    ["net.core.somaxconn: {", (text) => `? ${text}\n      : {`],
    ["editor: {", (text) => `? ${text}\n      : {`],
    ["[media]", (text) => `[${text}]`],
    ["/bin/bash", (text) => text],
    ["time_servers: [10.0.0.1]", (text) => `time_servers: [${text}]`],
    ["ip: 10.0.0.31", (text) => `ip: ${text}`],
    ["locale: en_GB.UTF-8", (text) => `locale: ${text}`],
    ["keymap: gb", (text) => `keymap: ${text}`],
    ["search: [house.example]", (text) => `search: [${text}]`],
    ["proxy: http://proxy.house.example:3128", (text) => `proxy: ${text.replace('"', '"http://').replace(/"$/, ':3128"')}`],
    ["eth2.20: {", (text) => `? ${text}\n      : {`],
    ["parent: eth2 }", (text) => `parent: ${text} }`],
    ["members: [eth1, eth2]", (text) => `members: [${text}]`],
    ["iqn.2025-01.example.house:edit-01", (text) => text],
    ["iqn.2025-01.example.house:san-01.scratch", (text) => text],
    ["/opt/ocio/config.ocio", (text) => text],
    ["/opt/ocio/config.ocio", (text) => text.replace(/"$/, '.ocio"')],
    ['"1edb:da0f"', (text) => text],
    ["export: delivery", (text) => `export: ${text}`],
    ['version: "19.1.3"', (text) => `version: ${text}`],
    ["https://mirror.house.example/resolve-19.1.3.run", (text) => text.replace('"', '"https://').replace(/"$/, '/a"')],
    ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", (text) => text],
    ['"{file} -i -y"', (text) => text],
    ["/usr/bin/cat /opt/resolve/version", (text) => text],
    ["nvidia-driver: 535", (text) => `? ${text}\n        : 535`],
    ["[nvidia-driver]", (text) => `[${text}]`],
    ["[https://mirror.house.example/debian]", (text) => `[${text.replace('"', '"https://').replace(/"$/, '/a"')}]`],
    ["[bookworm]", (text) => `[${text}]`],
    ["[main, non-free]", (text) => `[${text}]`],
    ["file:///srv/repository/$releasever", (text) => text],
    ["4CB50190207B4758A3F73A796ED0E7B82643E131", (text) => text],
    ["[grade, conform]", (text) => `[${text}]`],
    ["folder: /srv/backup", (text) => `folder: ${text}`],
    ["schedule: 02:30", (text) => `schedule: ${text}`],
    ["MaxAuthTries: 4", (text) => `? ${text}\n           : 4`],
    ["[/usr/bin/systemctl restart chrony.service]", (text) => `[${text}]`],
    ["target: logs.house.example", (text) => `target: ${text}`],
    ["integrity: Mon..Fri 06:00", (text) => `integrity: ${text}`],
  ];

  test("is refused in every name, path, option and command", () => {
    for (const [was, becomes] of swaps)
      for (const text of nasty) {
        const { findings } = read(houseWith([was, becomes(JSON.stringify(text))]));
        expect(findings.length, `${was} ${text}`).toBeGreaterThan(0);
      }
  }, 60_000);

  test("is data in free text", async () => {
    const text = `'"$(reboot)\`;\n!\u202e \\ {{x}} \${y} ~ %`;
    const quoted = JSON.stringify(text);
    const files = {
      "a.yaml": houseWith(
        ["content: hello", `content: ${quoted}`],
        ["why: fast", `why: ${quoted}`],
        ["banner: Authorised users only.", `banner: ${quoted}`],
        ["why: NFS", `why: ${quoted}`],
      ),
    };
    const loaded = await inFolder(files, (folder) => loadInventory(folder));
    if (loaded.facility === undefined) throw new Error(renderFindings(loaded.findings));
    const baseline = loaded.facility.baselines.get("studio");
    expect(loaded.facility.hosts.get("edit-01")?.files[0]?.content).toBe(text);
    expect([baseline?.banner, baseline?.sysctls[0]?.why, baseline?.firewall.open[0]?.why]).toEqual([text, text, text]);
  });

  test("does not reach JavaScript's own objects", () => {
    for (const key of ["__proto__", "constructor", "prototype"])
      for (const text of [
        `${key}: { polluted: true }`,
        `hosts: { ${key}: { polluted: true } }`,
        `hosts: { a: { "${key}": { polluted: true } } }`,
      ])
        expect(judge(text).ids).toContain("refused-key");
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test("has no effect when keys are the names of JavaScript's own methods", () => {
    for (const key of ["toString", "valueOf", "hasOwnProperty", "then", "length"])
      for (const text of [
        `${key}: 1`,
        `hosts: { ${key}: 1 }`,
        `baselines: { a: { firewall: { enabled: { ${key}: 1 } } } }`,
        `facility: { ssh: { jump: { ${key}: 1 } } }`,
      ])
        expect(judge(text).ids.length).toBeGreaterThan(0);
  });
});

describe("whatever the text", () => {
  const words = [
    "facility",
    "hosts",
    "edit-01",
    ":",
    " ",
    "\n",
    "  ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    ",",
    '"',
    "'",
    "&a",
    "*a",
    "<<",
    "!!str",
    "|",
    ">",
    "#",
    "---",
    "...",
    "%",
    "? ",
    "@",
    "\t",
    "\0",
    "\ud800",
    "1e9",
    "0x1",
    "~",
    "null",
    "true",
    "\r",
  ];
  const yamlish = oneof(
    string({ unit: "binary", maxLength: 300 }),
    array(constantFrom(...words), { maxLength: 200 }).map((parts) => parts.join("")),
    tuple(nat(house.length), nat(40), array(constantFrom(...words), { maxLength: 10 })).map(
      ([at, gone, parts]) => house.slice(0, at) + parts.join("") + house.slice(at + gone),
    ),
  );

  test("reading it never throws, ends soon, and every finding has a place in it", () => {
    assert(
      property(yamlish, (text) => {
        const began = performance.now();
        const { findings } = read(text);
        const lines = text.split("\n").length;
        for (const { line, column, message } of findings) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThan(0);
          expect(message).not.toMatch(/undefined|\[object|NaN/);
        }
        expect(performance.now() - began).toBeLessThan(1000);
      }),
      { numRuns: 500 },
    );
  });

  test("loading it gives a facility or findings that can be printed", async () => {
    const printable = asyncProperty(yamlish, async (text) => {
      const loaded = await inFolder({ "a.yaml": text }, (folder) => loadInventory(folder));
      return loaded.facility !== undefined || !/[^\P{C}\n]/u.test(renderFindings(loaded.findings));
    });
    await expect(assert(printable, { numRuns: 100 })).resolves.toBeUndefined();
  });
});
