import { sh } from "#core/sh.ts";
import { authorizedKey } from "#states/authorized_key.ts";
import { user } from "#states/user.ts";
import { describeState } from "#support/describe-state.ts";

const anna = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAnna anna@grading";
const ben = 'from="10.77.0.0/16" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBen ben@online';
const old = "ssh-rsa AAAAB3NzaC1yc2EAAAOld left@2019";
const operator = { user: "operator", keys: [ben, anna], exclusive: true };
const asWanted = { keys: `${ben}\n${anna}`, folder: "700 operator", file: "600 operator" };

/** runuser(1) without another user: the account of these tests is root by another name. */
const tools = { getent: "grep '^operator:' /etc/passwd", runuser: 'shift 3; exec "$@"' };
const accounts = { "/etc/passwd": "operator:x:0:0::/home/operator:/bin/sh\n", "/home/operator": null };
const keys = "/home/operator/.ssh/authorized_keys";

const real = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKGPudd4Wx5X8qjmfqpi10v2sBUwBdHP8cFK3Glg7Puk anna@trial";
const files = "/home/trial-anna/.ssh";

describeState(
  authorizedKey,
  [
    { it: "is quiet when exactly the declared keys open the login", want: operator, found: asWanted, drifts: [], repair: [] },
    {
      it: "wants no key at all where none is declared",
      want: { user: "operator", keys: [], exclusive: true },
      found: { keys: "", folder: "700 operator", file: "600 operator" },
      drifts: [],
      repair: [],
    },
  ],
  {
    tools,
    tells: [
      {
        it: "finds nothing where there is no such user",
        want: operator,
        tools: { getent: "exit 2" },
        tells: { keys: "", folder: "", file: "" },
      },
      {
        it: "shows an extra key, in any order, without comments and empty lines",
        want: operator,
        files: { ...accounts, [keys]: `# office\n${old}\n\n${anna}\n  # more\n${ben}\n` },
        tools,
        tells: { keys: [ben, anna, old].toSorted().join("\n") },
      },
      {
        it: "does not mind other keys where they are welcome",
        want: { ...operator, exclusive: false },
        files: { ...accounts, [keys]: `${old}\n${anna}\n` },
        tools,
        tells: { keys: anna },
      },
    ],
    repairs: [
      {
        it: "makes folder and file so that sshd accepts them, and takes only the keys away again",
        want: operator,
        files: accounts,
        tools,
        drifts: ["keys", "folder", "file"],
        leaves: { [keys]: `${ben}\n${anna}\n` },
        undone: { [keys]: "" },
      },
      {
        it: "removes an extra key",
        want: operator,
        files: { ...accounts, [keys]: `${old}\n${anna}\n${ben}\n` },
        tools,
        drifts: ["keys", "folder", "file"],
        leaves: { [keys]: `${ben}\n${anna}\n` },
      },
      {
        it: "adds what is missing to the keys of others",
        want: { ...operator, exclusive: false },
        files: { ...accounts, [keys]: `# office\n${old}\n${anna}` },
        tools,
        drifts: ["keys", "folder", "file"],
        leaves: { [keys]: `# office\n${old}\n${anna}\n${ben}\n` },
        undone: { [keys]: `# office\n${old}\n` },
      },
    ],
    refuses: [
      { it: "says so when there is no such user", want: operator, tools: { getent: "exit 2" }, says: /there is no user operator/ },
      {
        it: "does not write where the user's link leads",
        want: operator,
        files: { ...accounts, "/home/operator/.ssh": "-> /root" },
        tools,
        says: /reached by a symbolic link/,
        keeps: { "/root/authorized_keys": undefined },
      },
    ],
    lab: [
      {
        on: "suite-02",
        want: { user: "trial-anna", keys: [real], exclusive: true },
        after: [user({ name: "trial-anna" })],
        breaks: [
          { by: "added a key", with: sh`echo ${real.replace("anna@", "ben@")} >>${files}/authorized_keys`, drifts: ["keys"] },
          { by: "commented the key out", with: sh`sed -i 's/^/#/' ${files}/authorized_keys`, drifts: ["keys"] },
          { by: "opened the folder to all", with: sh`chmod 0777 ${files}`, drifts: ["folder"] },
          { by: "gave the file to root", with: sh`chown root: ${files}/authorized_keys`, drifts: ["file"] },
          { by: "removed the folder", with: sh`rm -r ${files}`, drifts: ["keys", "folder", "file"] },
        ],
        gone: sh`! grep -q AAAA ${files}/authorized_keys`,
        afterwards: sh`userdel -r trial-anna 2>/dev/null`,
      },
    ],
  },
);
