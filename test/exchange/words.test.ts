import { assert, property } from "fast-check";
import { describe, expect, test } from "vitest";

import { readSshArguments, readSshOptions, splitJump } from "#exchange/from/ssh-options.ts";
import { quoteWord, splitWords } from "#exchange/words.ts";
import { anyText } from "#support/any-text.ts";

describe("words are split as Python's shlex does", () => {
  test.each([
    { text: "a b\tc", words: ["a", "b", "c"] },
    { text: "  a  ", words: ["a"] },
    { text: "a='b c' d", words: ["a=b c", "d"] },
    { text: `"a \\"b\\" \\c"`, words: [`a "b" \\c`] },
    { text: "'a \\ b'", words: ["a \\ b"] },
    { text: "a\\ b", words: ["a b"] },
    { text: "''", words: [""] },
    { text: "a # b", words: ["a", "#", "b"] },
    { text: "'open", words: undefined },
    { text: "end\\", words: undefined },
  ])("$text", ({ text, words }) => {
    expect(splitWords(text)).toEqual(words);
  });

  test.each([
    { text: "a # b", words: ["a"] },
    { text: "a#b c", words: ["a"] },
    { text: "a='#' b", words: ["a=#", "b"] },
  ])("with comments: $text", ({ text, words }) => {
    expect(splitWords(text, { comments: true })).toEqual(words);
  });

  test("any text that was quoted is one word", () => {
    assert(
      property(anyText, (text) => {
        expect(splitWords(`x ${quoteWord(text)} y`)).toEqual(["x", text, "y"]);
      }),
    );
  });
});

describe("options of OpenSSH say how a host is reached", () => {
  test.each([
    { args: "-o ProxyJump=a@b:22,c@d", found: { jump: "c@d" } },
    { args: "-J ops@bastion", found: { jump: "ops@bastion" } },
    { args: "-o ProxyJump=none", found: {} },
    { args: `-o ProxyCommand="ssh -W %h:%p -i /k -q ops@bastion"`, found: { jump: "ops@bastion" } },
    { args: `-o 'ProxyCommand ssh ops@bastion -W %h:%p'`, found: { jump: "ops@bastion" } },
    { args: "-i ~/.ssh/key -p 2222 -l ops", found: { identityFile: "~/.ssh/key", port: "2222", user: "ops" } },
    { args: `-o 'UserKnownHostsFile="/a b/%%h"'`, found: { knownHosts: "/a b/%h" } },
    { args: "-o ControlMaster=auto -o ControlPersist=60s", found: {} },
    { args: "-oStrictHostKeyChecking=yes", found: {} },
  ])("$args", ({ args, found }) => {
    expect(readSshArguments(args)).toEqual({ ...found, leftOut: [] });
  });

  test.each([
    { args: "-o StrictHostKeyChecking=no", what: "StrictHostKeyChecking", why: /refuses hosts whose keys/ },
    { args: "-o UserKnownHostsFile=/dev/null", what: "UserKnownHostsFile", why: /refuses hosts whose keys/ },
    { args: "-o ProxyCommand='nc -X 5 proxy %h %p'", what: "ProxyCommand", why: /hosts of the inventory/ },
    { args: "-o IdentityFile=%d/key", what: "IdentityFile", why: /only OpenSSH can fill in/ },
    { args: "-F /etc/ssh/other", what: "-F /etc/ssh/other", why: /no place/ },
    { args: "-o 'open", what: "its ssh arguments", why: /not closed/ },
    { args: "-C", what: "-C", why: /no place/ },
  ])("$args is left out", ({ args, what, why }) => {
    const { leftOut, ...found } = readSshArguments(args);
    expect(found).toEqual({});
    expect(leftOut).toEqual([{ what, why: expect.stringMatching(why) }]);
  });

  test("a command that prints our keys holds them", () => {
    const command = String.raw`KnownHostsCommand=/usr/bin/printf "%%s\n" "%H ssh-ed25519 AAAA a@b" "%H ssh-rsa AAAA"`;
    expect(readSshOptions([command])).toEqual({ hostKeys: ["ssh-ed25519 AAAA a@b", "ssh-rsa AAAA"], leftOut: [] });
  });

  test.each([
    { jump: "bastion", parts: { host: "bastion" } },
    { jump: "ops@bastion:2222", parts: { host: "bastion", user: "ops", port: "2222" } },
    { jump: "ops@[fd00::5]:22", parts: { host: "fd00::5", user: "ops", port: "22" } },
    { jump: "ssh://ops@bastion", parts: { host: "bastion", user: "ops" } },
  ])("$jump is a jump", ({ jump, parts }) => {
    expect(splitJump(jump)).toEqual(parts);
  });
});
