import { describe, expect, test } from "vitest";

import { secrets } from "#baseline/checks/secrets.ts";
import { readInventory } from "#inventory/read.ts";
import { foundBy } from "#support/found-by.ts";

const holding = (content: string, mode = "0600"): string => `
networks: { house: { cidr: 10.0.0.0/24, class: production } }
hosts:
  srv-01:
    os: { family: debian, release: "12" }
    interfaces: { eth0: { network: house, ip: 10.0.0.1 } }
    files: { /etc/some: { content: ${JSON.stringify(content)}, mode: "${mode}" } }
`;

describe("a text of the inventory tells a secret", () => {
  test.each([
    ["a password", "username=edit\npassword=hunter2\n", "a password, in its line 2"],
    ["in YAML", "auth:\n  password: hunter2", "a password, in its line 2"],
    ["in JSON", '{ "password": "hunter2" }', "a password"],
    ["of a wireless network", 'psk="correct horse"', "a password"],
    ["of SNMP", "community: studio-rw", "a password"],
    ["an API key", "API_KEY=abcdef0123456789", "a password"],
    ["an OpenSSH key", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n", "a private key, in its line 1"],
    ["a PGP key", "-----BEGIN PGP PRIVATE KEY BLOCK-----", "a private key"],
    ["a PKCS#8 key", "-----BEGIN PRIVATE KEY-----", "a private key"],
    [
      "a line of FlexNet",
      'SERVER lic 0011 27000\nINCREMENT nuke foundry 2026.0 1-jan-2027 10 SIGN="00AB"',
      "the line of a licence, in its line 2",
    ],
    ["a signature of FlexNet on a line of its own", "\\\n  SIGN=00ABCDEF0123", "the signature of a licence, in its line 2"],
    ["a line of RLM", "LICENSE foundry nuke_r 2026.0105 permanent 10 sig=60PG45", "the line of a licence"],
    ["a hash of a password", "root:$6$rounds=5000$saltsalt$abcdefghij:19000::::::", "the hash of a password"],
    ["a URL with a password", "proxy = http://edit:hunter2@proxy.house.example", "a URL with a password"],
    ["a token", "export GH=ghp_0123456789abcdefghijABCDEFGHIJ012345", "an access token"],
  ])("%s", (_, content, what) => {
    const [found, ...others] = foundBy(secrets, holding(content));
    expect(found).toBe(`told-secret: content of /etc/some of host srv-01 holds what looks like ${what}`);
    expect(others).toEqual([]);
  });

  test.each([
    ["a setting about passwords", "PasswordAuthentication no\npassword_encryption = scram-sha-256\nPASS_MAX_DAYS 365"],
    ["a rule of PAM", "password requisite pam_pwquality.so retry=3"],
    ["a variable", "password=$PASSWORD\npassword: ${SHARE}\npassword = {{ vault }}"],
    ["a file that holds it", "password=/run/secrets/share\npassword: file:share\npass=@share"],
    ["a choice", "password: required\ntoken = none"],
    ["prose", "the second pass: colour; ask Sam for the password"],
    [
      "a public key",
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBOzESW5rkn7yN9Z0Yyx7PvW0aGmQBTHQ5ibxRKMuIe+ sam@house\n-----BEGIN PGP PUBLIC KEY BLOCK-----",
    ],
    ["where a licence is asked for", "export foundry_LICENSE=4101@lic-01\nLICENSE_SERVER=4101@lic-01"],
    ["a URL without one", "https://mirror.house.example/a@b"],
    ["an empty one", "password=\nusername=edit"],
  ])("but not %s", (_, content) => expect(foundBy(secrets, holding(content))).toEqual([]));

  test("wherever it stands", () => {
    const text = `
facility: { id: house, name: House, timezone: Europe/London, domain: house.example, ssh: { user: conform }, contacts: [{ name: Sam, role: "alarm, password: 4711" }] }
baselines: { studio: { framework: house, version: "1", banner: "Welcome. Password: hunter2" } }
suites: {}
software: { tools: { packages: {} } }
`;
    expect(foundBy(secrets, text).map((found) => found.split(" holds ")[0])).toEqual([
      "told-secret: role of contacts of facility",
      "told-secret: banner of baseline studio",
    ]);
  });

  test("and is never shown by the finding", () => {
    const { findings } = readInventory([{ file: "a.yaml", text: holding("password=hunter2") }], { checks: [secrets], areAll: false });
    expect(findings.map(({ id, veiled }) => [id, veiled])).toEqual([["told-secret", true]]);
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  });

  test("is found in half a megabyte in one go", () => {
    for (const [part, times] of [
      ["password\t", 50_000],
      ["\t", 500_000],
      ["://a:b", 80_000],
      ["-----BEGIN A ", 30_000],
      ["$6$-", 90_000],
    ] as const)
      expect(foundBy(secrets, holding(`password ${part.repeat(times)}`))).toEqual([]);
  });
});

describe("a file whose text is a secret", () => {
  test.each([
    ["0600", []],
    ["0640", []],
    ["0644", ["readable-secret"]],
    ["0602", ["readable-secret"]],
    ["4701", ["readable-secret"]],
  ])("with mode %s", (mode, expected) => {
    const text = holding("x", mode).replace('content: "x"', "content: { secret: env:SHARE }");
    expect(foundBy(secrets, text).map((found) => found.split(":")[0])).toEqual(expected);
  });

  test("is 0644 where nothing is said, and then told of", () => {
    const text = holding("x").replace('content: "x", mode: "0600"', "content: { secret: env:SHARE }");
    expect(foundBy(secrets, text)).toEqual([
      "readable-secret: file /etc/some of host srv-01 holds a secret, and with mode 0644 everybody on the host may open it",
    ]);
  });
});

describe("the password that a vendor set", () => {
  test.each([
    ["managed", ["vendor-password"]],
    ["observe-only", []],
    ["unmanaged", []],
  ])("of a host that is %s", (management, expected) => {
    const text = holding("x").replace("    files:", `    management: ${management}\n    vendor_password: default\n    files:`);
    expect(foundBy(secrets, text).map((found) => found.split(":")[0])).toEqual(expected);
  });
});
