import { sh } from "#core/sh.ts";
import { knownHost } from "#states/known_host.ts";
import { describeState } from "#support/describe-state.ts";

const file = "/etc/ssh/ssh_known_hosts";
const san = { names: ["san-01", "10.77.20.10"], key: "ssh-ed25519 AAAAC3Nz+/1=" };
const line = "san-01,10.77.20.10 ssh-ed25519 AAAAC3Nz+/1=";

describeState(
  knownHost,
  [
    { it: "is quiet when the names have the key", want: san, found: { key: line, conflicts: "" }, drifts: [] },
    {
      it: "minds a second key of the same type",
      want: san,
      found: { key: line, conflicts: "san-01 ssh-ed25519 BBBB" },
      drifts: ["conflicts"],
    },
    { it: "minds only this key when it shall go", want: { ...san, ensure: "absent" }, found: { key: "", conflicts: "x" }, drifts: [] },
  ],
  {
    tells: [
      { it: "finds nothing where there is no file", want: san, tells: { key: "", conflicts: "" } },
      {
        it: "finds the names in any order, over several lines",
        want: san,
        files: { [file]: "# known\n10.77.20.10,x ssh-ed25519 AAAAC3Nz+/1=\r\nsan-01\tssh-ed25519  AAAAC3Nz+/1= root@san-01\n" },
        tells: { key: line, conflicts: "" },
      },
      {
        it: "shows which name has no key, or another one",
        want: san,
        files: { [file]: "san-01 ssh-ed25519 AAAAC3Nz+/1=\n10.77.20.10,san-01 ssh-ed25519 BBBB\nsan-01 ssh-rsa CCCC\n" },
        tells: { key: "san-01 ssh-ed25519 AAAAC3Nz+/1=", conflicts: "san-01 ssh-ed25519 BBBB\n10.77.20.10 ssh-ed25519 BBBB" },
      },
      {
        it: "leaves revoked and hashed keys, comments and other names to others",
        want: san,
        files: {
          [file]:
            "@revoked san-01 ssh-ed25519 BBBB\n|1|a=|b= ssh-ed25519 BBBB\n#san-01 ssh-ed25519 BBBB\nsan-011,[san-01]:2222 ssh-ed25519 BBBB\n",
        },
        tells: { key: "", conflicts: "" },
      },
      {
        it: "knows a port",
        want: { ...san, names: ["[san-01]:2222"] },
        files: { [file]: "san-01 ssh-ed25519 BBBB\n[san-01]:2222 ssh-ed25519 AAAAC3Nz+/1=\n" },
        tells: { key: "[san-01]:2222 ssh-ed25519 AAAAC3Nz+/1=", conflicts: "" },
      },
    ],
    repairs: [
      {
        it: "adds the key, and takes it away again",
        want: san,
        files: { [file]: "lic-01 ssh-ed25519 DDDD" },
        drifts: ["key"],
        leaves: { [file]: `lic-01 ssh-ed25519 DDDD\n${line}\n` },
        undone: { [file]: "lic-01 ssh-ed25519 DDDD\n" },
      },
      {
        it: "adds the names that a line with the key misses, and takes them from lines with another one",
        want: san,
        files: {
          [file]:
            "x,10.77.20.10 ssh-ed25519 BBBB old\nsan-01 ssh-ed25519 AAAAC3Nz+/1= root@san\nsan-01 ssh-ed25519 EEEE\nsan-01 ssh-rsa CCCC\n",
        },
        drifts: ["key", "conflicts"],
        leaves: { [file]: "x ssh-ed25519 BBBB old\nsan-01,10.77.20.10 ssh-ed25519 AAAAC3Nz+/1= root@san\nsan-01 ssh-rsa CCCC\n" },
        undone: { [file]: "x ssh-ed25519 BBBB old\nsan-01 ssh-rsa CCCC\n" },
      },
      {
        it: "takes away this key only when it shall go",
        want: { ...san, ensure: "absent" },
        files: { [file]: `${line}\nsan-01 ssh-ed25519 BBBB\n` },
        drifts: ["key"],
        leaves: { [file]: "san-01 ssh-ed25519 BBBB\n" },
      },
      {
        it: "makes the file when there is none, and takes it away again",
        want: san,
        drifts: ["key"],
        leaves: { [file]: `${line}\n` },
        undone: { [file]: undefined },
      },
    ],
    refuses: [{ it: "does not write through a link", want: san, files: { [file]: "-> /etc/h", "/etc/h": "" }, says: /symbolic link/ }],
    lab: (["suite-02", "rocky-01"] as const).map((on) => ({
      on,
      want: { names: ["trial-san", "192.0.2.10"], key: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ0MUHpK3pUCZNS1A8bTfMMhyjvxmPJFKzcQVbyaiPk" },
      ready: sh`rm -f /tmp/trial-key; ssh-keygen -q -t ed25519 -N '' -f /tmp/trial-key`,
      breaks: [
        {
          by: "trusted another key besides",
          with: sh`echo "trial-san $(cut -d' ' -f1,2 /tmp/trial-key.pub)" >>/etc/ssh/ssh_known_hosts`,
          drifts: ["conflicts"],
        },
        {
          by: "replaced the key",
          with: sh`sed -i "s|^trial-san,.*|trial-san,192.0.2.10 $(cut -d' ' -f1,2 /tmp/trial-key.pub)|" /etc/ssh/ssh_known_hosts`,
          drifts: ["key", "conflicts"],
        },
        {
          by: "removed it with ssh-keygen -R",
          with: sh`ssh-keygen -q -f /etc/ssh/ssh_known_hosts -R trial-san 2>/dev/null`,
          drifts: ["key"],
        },
        {
          by: "looked it up with ssh-keygen -F, and removed its line",
          with: sh`ssh-keygen -F 192.0.2.10 -f /etc/ssh/ssh_known_hosts >/dev/null && sed -i /trial-san/d /etc/ssh/ssh_known_hosts`,
          drifts: ["key"],
        },
      ],
      gone: sh`! grep -qs trial-san /etc/ssh/ssh_known_hosts`,
      afterwards: sh`rm -f /tmp/trial-key /tmp/trial-key.pub /etc/ssh/ssh_known_hosts.old`,
    })),
  },
);
