import { sh } from "#core/sh.ts";
import { hostEntry } from "#states/host_entry.ts";
import { describeState } from "#support/describe-state.ts";

const san = { ip: "10.77.20.10", names: ["san-01.post.example", "san-01"] };
const found = { names: "san-01.post.example san-01", conflicts: "" };

describeState(
  hostEntry,
  [
    { it: "is quiet when the address has the names", want: san, found, drifts: [] },
    { it: "minds which name comes first", want: san, found: { ...found, names: "san-01 san-01.post.example" }, drifts: ["names"] },
    { it: "minds a rival", want: san, found: { ...found, conflicts: "10.77.20.9 san-01" }, drifts: ["conflicts"] },
    {
      it: "minds only this address when the names shall go",
      want: { ...san, ensure: "absent" },
      found: { names: "", conflicts: "x" },
      drifts: [],
    },
  ],
  {
    tells: [
      { it: "finds nothing where there is no file", want: san, tells: { names: "", conflicts: "" } },
      {
        it: "finds the names among others, whatever spaces there are",
        want: san,
        files: { "/etc/hosts": "127.0.0.1 localhost\n \t10.77.20.10\tSAN-01.post.example other  san-01 # storage san-01\r\n" },
        tells: found,
      },
      {
        it: "does not take a comment, a part of a name or a longer address for it",
        want: san,
        files: { "/etc/hosts": "#10.77.20.10 san-01\n10.77.20.10 san-010 xsan-01 # san-01\n10.77.20.100 san-02\n" },
        tells: { names: "", conflicts: "" },
      },
      {
        it: "shows every other address of a name, but for those of the other kind",
        want: san,
        files: { "/etc/hosts": "10.77.20.9 san-01 x\nfd00::10 san-01\n10.77.20.10 san-01.post.example san-01\n10.77.20.8 y san-01" },
        tells: { names: "san-01.post.example san-01", conflicts: "10.77.20.9 san-01\n10.77.20.8 san-01" },
      },
      {
        it: "finds an IPv6 address",
        want: { ip: "fd00::A", names: ["san-01"] },
        files: { "/etc/hosts": "fd00::a san-01\n10.77.20.10 san-01\n" },
        tells: { names: "san-01", conflicts: "" },
      },
    ],
    repairs: [
      {
        it: "adds the entry, and takes it away again",
        want: san,
        files: { "/etc/hosts": "127.0.0.1 localhost" },
        drifts: ["names"],
        leaves: { "/etc/hosts": "127.0.0.1 localhost\n10.77.20.10\tsan-01.post.example san-01\n" },
        undone: { "/etc/hosts": "127.0.0.1 localhost\n" },
      },
      {
        it: "puts the names first in their line, and keeps the rest of it",
        want: san,
        files: { "/etc/hosts": "# hosts\r\n10.77.20.10   nas san-01  # storage\r\n::1 ip6-localhost\r\n" },
        drifts: ["names"],
        leaves: { "/etc/hosts": "# hosts\r\n10.77.20.10   san-01.post.example san-01 nas  # storage\r\n::1 ip6-localhost\r\n" },
        undone: { "/etc/hosts": "# hosts\r\n10.77.20.10   nas san-01  # storage\r\n::1 ip6-localhost\r\n" },
      },
      {
        it: "gives a host the address back that it had before us, where it stood",
        want: san,
        files: { "/etc/hosts": "127.0.0.1 localhost\n127.0.1.1 san-01\n10.77.20.11 san-02\n" },
        drifts: ["names", "conflicts"],
        leaves: { "/etc/hosts": "127.0.0.1 localhost\n10.77.20.11 san-02\n10.77.20.10\tsan-01.post.example san-01\n" },
        undone: { "/etc/hosts": "127.0.0.1 localhost\n127.0.1.1 san-01\n10.77.20.11 san-02\n" },
      },
      {
        it: "gives a host the name back that it had before us",
        want: san,
        files: { "/etc/hosts": "127.0.0.1 localhost\n10.77.20.10 san-01 # by hand\n10.77.20.11 san-02\n" },
        drifts: ["names"],
        leaves: { "/etc/hosts": "127.0.0.1 localhost\n10.77.20.10 san-01.post.example san-01 # by hand\n10.77.20.11 san-02\n" },
        undone: { "/etc/hosts": "127.0.0.1 localhost\n10.77.20.10 san-01 # by hand\n10.77.20.11 san-02\n" },
      },
      {
        it: "takes the names from other addresses, and leaves a line that is right alone",
        want: san,
        files: {
          "/etc/hosts":
            "10.77.20.9 san-01 # old\nfd00::9 san-01\n10.77.20.8  a san-01 b # more\n10.77.20.10  x san-01.post.example   san-01\n10.77.20.10 san-01",
        },
        drifts: ["conflicts"],
        leaves: { "/etc/hosts": "fd00::9 san-01\n10.77.20.8  a b # more\n10.77.20.10  x san-01.post.example   san-01\n10.77.20.10 san-01" },
      },
      {
        it: "takes the names from this address only when they shall go",
        want: { ...san, ensure: "absent" },
        files: { "/etc/hosts": "10.77.20.10 san-01 nas\n10.77.20.10 san-01.post.example\n10.77.20.9 san-01\n" },
        drifts: ["names"],
        leaves: { "/etc/hosts": "10.77.20.10 nas\n10.77.20.9 san-01\n" },
      },
      {
        it: "makes the file when there is none, and takes it away again",
        want: san,
        files: { "/etc": null },
        drifts: ["names"],
        leaves: { "/etc/hosts": "10.77.20.10\tsan-01.post.example san-01\n" },
        undone: { "/etc/hosts": undefined },
      },
    ],
    refuses: [
      { it: "does not write through a link", want: san, files: { "/etc/hosts": "-> /etc/h", "/etc/h": "" }, says: /symbolic link/ },
    ],
    lab: (["suite-02", "rocky-01"] as const).map((on) => ({
      on,
      want: { ip: "192.0.2.10", names: ["trial-san.post.example", "trial-san"] },
      breaks: [
        { by: "gave it another address", with: sh`sed -i 's/^192.0.2.10/192.0.2.9/' /etc/hosts`, drifts: ["names", "conflicts"] },
        { by: "gave one of its names to another host", with: sh`echo '192.0.2.8 trial-san other' >>/etc/hosts`, drifts: ["conflicts"] },
        { by: "took its short name away", with: sh`sed -i 's/ trial-san$//' /etc/hosts`, drifts: ["names"] },
        { by: "removed the line", with: sh`sed -i '/^192.0.2.10/d' /etc/hosts`, drifts: ["names"] },
      ],
      gone: sh`! grep -q trial-san /etc/hosts && grep -q '^192.0.2.8 other$' /etc/hosts`,
      afterwards: sh`sed -i '/^192.0.2.8 other$/d' /etc/hosts`,
    })),
  },
);
