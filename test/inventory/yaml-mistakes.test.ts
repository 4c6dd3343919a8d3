import { describe } from "vitest";

import { testMistakes } from "./test-mistakes.ts";

describe("What is no YAML of ours", () => {
  testMistakes([
    {
      it: "a line that lacks its colon",
      swap: [['    room: "2.14"\n', '    room "2.14"\n']],
      says: [
        "house.yaml:53:5: a key and its colon stand on one line [yaml-syntax]",
        '    53 |     room "2.14"',
        "       |     ^",
        "    Does a line lack its colon, or a text its quotes?",
      ],
    },
    {
      it: "a tab as indentation",
      swap: [['    room: "2.14"\n', '\troom: "2.14"\n']],
      says: ["house.yaml:53:1: lines are indented with spaces, not with tabs [yaml-syntax]", '    53 |  room: "2.14"', "       | ^"],
    },
    {
      it: "text that lacks its closing quote",
      swap: [['    room: "2.14"\n', '    room: "2.14\n']],
      says: ["house.yaml:53:16: this text lacks its closing quote [yaml-syntax]", '    53 |     room: "2.14', "       |                ^"],
    },
    {
      it: "a key that is there twice",
      swap: [['    room: "2.14"\n', '    room: "2.14"\n    room: "2.15"\n']],
      says: [
        'house.yaml:54:5: the key "room" is here twice [duplicate-key]',
        '    54 |     room: "2.15"',
        "       |     ^",
        "    see house.yaml:53:5",
      ],
    },
    {
      it: "a merge key",
      swap: [['    room: "2.14"\n', '    room: "2.14"\n    <<: {}\n']],
      says: [
        "house.yaml:54:5: merge keys (<<) are not part of YAML 1.2 [refused-key]",
        "    54 |     <<: {}",
        "       |     ^",
        "    Write the keys out, or give them one place: a baseline, software, facility.ssh.",
      ],
    },
    {
      it: "a key that JavaScript reads otherwise",
      swap: [['    room: "2.14"\n', '    room: "2.14"\n    __proto__: { admin: true }\n']],
      says: [
        'house.yaml:54:5: the key "__proto__" is not allowed [refused-key]',
        "    54 |     __proto__: { admin: true }",
        "       |     ^",
      ],
    },
    {
      it: "a tag",
      swap: [['    room: "2.14"\n', "    room: !!js/function 'x'\n"]],
      says: [
        "house.yaml:53:11: an inventory has no YAML tags (!…) [yaml-tag]",
        "    53 |     room: !!js/function 'x'",
        "       |           ^",
        "    Leave the tag out; text that looks like a number stays text in quotes.",
      ],
    },
    {
      it: "a directive",
      swap: [["facility:\n  id", "%YAML 1.1\n---\nfacility:\n  id"]],
      says: [
        "house.yaml:1:1: an inventory has no YAML directives (%…): it is always YAML 1.2 [yaml-directive]",
        "    1 | %YAML 1.1",
        "      | ^",
      ],
    },
    {
      it: "a second document",
      swap: [["\nnetworks:\n", "\n---\nnetworks:\n"]],
      says: ["house.yaml:14:1: a second document starts here; a file holds one [yaml-documents]", "    14 | ---", "       | ^"],
    },
    {
      it: "an alias of nothing",
      swap: [["hosts: [edit-01]", "hosts: *editors"]],
      says: [
        'house.yaml:55:12: nothing before this is anchored as "&editors" [yaml-alias]',
        "    55 |     hosts: *editors",
        "       |            ^",
      ],
    },
    {
      it: "an alias of itself",
      swap: [["hosts: [edit-01]", "hosts: &editors [*editors]"]],
      says: [
        'house.yaml:55:22: "*editors" would contain itself [yaml-alias]',
        "    55 |     hosts: &editors [*editors]",
        "       |                      ^",
      ],
    },
    {
      it: "a key that is no text",
      swap: [["  tools:\n", "  ? [tools]\n  :\n"]],
      says: ["house.yaml:127:5: a key is text [yaml-syntax]", "    127 |   ? [tools]", "        |     ^"],
    },
    {
      it: "half a surrogate pair",
      swap: [["content: hello", 'content: "\\ud800"']],
      says: [
        "house.yaml:31:29: half of a surrogate pair (\\ud800 to \\udfff) is no text [broken-text]",
        '    31 |       /etc/motd: { content: "\\ud800", mode: "0640" }',
        "       |                             ^",
      ],
    },
    {
      it: "a raw control character",
      swap: [["content: hello", "content: he\u001b[2Jllo"]],
      says: [
        "house.yaml:31:31: the control character U+001B is not allowed in YAML [control-character]",
        '    31 |       /etc/motd: { content: he\\u{1b}[2Jllo, mode: "0640" }',
        "       |                               ^",
      ],
    },
    {
      it: "a NUL",
      swap: [["content: hello", "content: he\u0000llo"]],
      says: [
        "house.yaml:31:31: a NUL character (U+0000): is this UTF-16 or no text at all? [control-character]",
        '    31 |       /etc/motd: { content: he\\u{0}llo, mode: "0640" }',
        "       |                               ^",
      ],
    },
  ]);
});
