import { describe, expect, test } from "vitest";
import { lookUpHost, parseKnownHosts } from "#transport/known-hosts.ts";
import { fingerprint, readPublicKey } from "#transport/public-key.ts";

const one = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOyM5wr5C1jiEDb/QrLM/ImU887kE+ZOcqKPINPV0iWK";
const two = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIkQwIrqcDciarReHoJuIQVkMos4Gq7XBYWmQWAQa5+o";

// written by `ssh-keygen -H`
const hashed = `|1|3ieq/EEAb5ubLVvmirJTSU1mnfg=|nmjIIsee0/WeKz+OKlgqHkMCKmY= ${one}
|1|6zcoxHpc8GKljeHWCREPNrggG5g=|XdBnJ8ZYq/8HRfMOtwvnTCRdaqs= ${one}
|1|q3QdtCfZ9ZwEIG9qBbxizPMZPn4=|R3Z9LJYFoQl7B58dssVjPO3yH88= ${one}
`;

const ask = (text: string, address: string, port = 22) => {
  const known = lookUpHost(parseKnownHosts(text), { address, port });
  const names = (keys: typeof known.keys): string =>
    keys.map(({ blob }) => (one.endsWith(blob.toString("base64")) ? "one" : "two")).join(" ");
  return [
    names(known.keys),
    known.revoked.length > 0 && `revoked ${names(known.revoked)}`,
    known.authority && "authority",
    known.corrupt.length > 0 && `corrupt ${known.corrupt.join(" ")}`,
  ]
    .filter(Boolean)
    .join(", ");
};

test.each([
  ["a plain name", `suite-01 ${one}`, "suite-01", 22, "one"],
  ["another name", `suite-01 ${one}`, "suite-02", 22, ""],
  ["case does not matter", `Suite-01 ${one}`, "SUITE-01", 22, "one"],
  ["several names", `suite-01,10.77.0.11 ${one}`, "10.77.0.11", 22, "one"],
  ["several keys", `suite-01 ${one}\nsuite-01 ${two}`, "suite-01", 22, "one two"],
  ["a comment after the key", `suite-01 ${one} root@suite-01`, "suite-01", 22, "one"],
  ["tabs, Windows line ends, empty lines, comments", `# lab\r\n\r\n\tsuite-01\t${one}\r\n`, "suite-01", 22, "one"],
  ["another port", `[suite-01]:2222 ${one}`, "suite-01", 2222, "one"],
  ["another port is another host", `suite-01 ${one}`, "suite-01", 2222, ""],
  ["port 22 is not another port", `[suite-01]:2222 ${one}`, "suite-01", 22, ""],
  ["a pattern", `*.example.com ${one}`, "a.example.com", 22, "one"],
  ["a dot is a dot", `*.example.com ${one}`, "a-example.com", 22, ""],
  ["one character", `suite-0? ${one}`, "suite-07", 22, "one"],
  ["an exception", `*.example.com,!b.example.com ${one}`, "b.example.com", 22, ""],
  ["only an exception", `!b.example.com ${one}`, "a.example.com", 22, ""],
  ["IPv6", `fe80::1 ${one}`, "FE80::1", 22, "one"],
  ["a hashed address", hashed, "10.77.0.11", 22, "one"],
  ["a hashed address and port", hashed, "10.77.0.11", 2222, "one"],
  ["a hashed name", hashed, "suite-01.example.com", 22, "one"],
  ["no hash is its own", hashed, "suite-02.example.com", 22, ""],
  ["revoked", `suite-01 ${one}\n@revoked * ${one}`, "suite-01", 22, "one, revoked one"],
  ["revoked for others", `suite-01 ${one}\n@revoked suite-02 ${one}`, "suite-01", 22, "one"],
  ["an authority is no key", `@cert-authority *.example.com ${one}`, "a.example.com", 22, "authority"],
  ["a key that is not one", `suite-01 ssh-ed25519 AAAA`, "suite-01", 22, "corrupt 1"],
  ["a key of another type than it says", `suite-01 ssh-rsa ${one.split(" ")[1]}`, "suite-01", 22, "corrupt 1"],
  ["not base64", `suite-01 ssh-ed25519 ${one.split(" ")[1]}!`, "suite-01", 22, "corrupt 1"],
  ["SSH 1", `suite-01 1024 35 1234567`, "suite-01", 22, "corrupt 1"],
  ["somebody else's corrupt line", `suite-02 ssh-ed25519 AAAA\nsuite-01 ${one}`, "suite-01", 22, "one"],
  ["a torn line may be anybody's", `suite-01 ${one}\nsuite-02 ssh-ed2`, "suite-01", 22, "one, corrupt 2"],
  ["a broken hash may be anybody's", `|1|x ${one}`, "suite-01", 22, "corrupt 1"],
  ["an unknown marker may mean anything", `@revokd suite-01 ${one}`, "suite-01", 22, "corrupt 1"],
])("%s", (_title, text, address, port, said) => {
  expect(ask(text, address, port)).toBe(said);
});

describe("a fingerprint", () => {
  test("reads as ssh-keygen prints it", () => {
    const [type = "", base64 = ""] = one.split(" ");
    expect(fingerprint(readPublicKey(type, base64)?.blob ?? Buffer.alloc(0))).toBe("SHA256:SCC1fsBpfhDgS8ZsWGn1HLWgBEubipojT/tGZv+TnAk");
  });
});
