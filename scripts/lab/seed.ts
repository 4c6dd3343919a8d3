import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { publicKey, sudoPassword } from "./access.ts";
import { hostFolder } from "./folders.ts";
import { bridge, labHosts, user, type LabHost } from "./hosts.ts";
import { run } from "./run.ts";
import { generateKey } from "./ssh.ts";

interface SeedFile {
  readonly path: string;
  readonly text: string;
  readonly mode?: number;
}

/** Packs what makes a fresh host this host: name, address, identity, keys. It is unpacked over the base at first boot. */
export async function makeSeed(host: LabHost, base: string): Promise<void> {
  const folder = hostFolder(host.name);
  if (existsSync(join(folder, "seed.tar"))) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const hostKey = join(folder, "ssh_host_ed25519_key");
  await generateKey(hostKey, host.name);

  const root = join(folder, "seed");
  for (const { path, text, mode } of [...identity(host, hostKey), ...(await sudo(host, base)), ...kernelDependent(host)]) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    chmodSync(target, mode ?? 0o644);
  }
  chmodSync(join(root, "home", user, ".ssh"), 0o700);
  await run("chown", ["-R", "1000:1000", join(root, "home", user)]);
  const packed = join(folder, "seed.tar");
  await run("tar", ["-C", root, "-cf", `${packed}.new`, "."]);
  await run("mv", [`${packed}.new`, packed]);
  rmSync(root, { recursive: true });
}

function identity(host: LabHost, hostKey: string): SeedFile[] {
  const neighbours = labHosts.map(({ name, address }) => `${address} ${name}\n`).join("");
  return [
    { path: "etc/hostname", text: `${host.name}\n` },
    { path: "etc/hosts", text: `127.0.0.1 localhost\n127.0.1.1 ${host.name}\n${neighbours}` },
    // Two hosts with one machine-id would get one MAC, and never see each other.
    { path: "etc/machine-id", text: `${randomBytes(16).toString("hex")}\n`, mode: 0o444 },
    { path: "etc/ssh/ssh_host_ed25519_key", text: readFileSync(hostKey, "utf8"), mode: 0o600 },
    { path: "etc/ssh/ssh_host_ed25519_key.pub", text: readFileSync(`${hostKey}.pub`, "utf8") },
    { path: `home/${user}/.ssh/authorized_keys`, text: publicKey(), mode: 0o600 },
    {
      path: "etc/systemd/network/10-conform-lab.network",
      text: `[Match]
Name=host0 vec0
[Network]
Address=${host.address}/${bridge.prefix}
LinkLocalAddressing=no
IPv6AcceptRA=no
`,
    },
  ];
}

/** The password goes to the host as a hash, and to the command that makes the hash by stdin. */
async function sudo(host: LabHost, base: string): Promise<SeedFile[]> {
  if (host.sudo === "no password") return [{ path: `etc/sudoers.d/${user}`, text: `${user} ALL=(ALL:ALL) NOPASSWD: ALL\n`, mode: 0o440 }];
  const salt = randomBytes(12).toString("hex");
  const hash = await run("perl", ["-e", "print crypt(<STDIN>, $ARGV[0])", `$6$${salt}`], { input: sudoPassword() });
  const shadow = readFileSync(join(base, "base/etc/shadow"), "utf8");
  return [
    { path: `etc/sudoers.d/${user}`, text: `${user} ALL=(ALL:ALL) ALL\n`, mode: 0o440 },
    { path: "etc/shadow", text: shadow.replace(new RegExp(`^${user}:[^:]*`, "m"), () => `${user}:${hash}`), mode: 0o640 },
  ];
}

/** A container has the machine's clock, which is not for hosts to set: there chrony runs, but keeps its hands off it. */
function kernelDependent(host: LabHost): SeedFile[] {
  if (host.kind === "uml") return [];
  return [
    {
      path: `etc/systemd/system/${host.layer === "rhel" ? "chronyd" : "chrony"}.service.d/conform-lab.conf`,
      text: "[Unit]\nConditionCapability=\n[Service]\nExecStart=\nExecStart=!/usr/sbin/chronyd -x $DAEMON_OPTS\n",
    },
  ];
}
