import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createHash } from "node:crypto";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Sh } from "#core/sh.ts";
import { runShell } from "#support/run-shell.ts";
import type { Ended } from "#support/run-shell.ts";

/** Whose shell and tools a scratch host has: Debian's dash with coreutils, the same with bash, or BusyBox alone. */
export type Userland = "dash" | "bash" | "busybox";

/** The tools that scripts may count on, besides the ones that a state manages. */
const tools = [
  "awk basename cat chmod chown cp cut dirname env find grep head id ln ls mkdir mktemp mv readlink rm rmdir sha256sum sleep sort stat sync",
  "tail timeout touch tr uname wc",
].flatMap((names) => names.split(" "));

/** What is on a scratch host before a script runs. */
export interface Contents {
  /** Text by absolute path; `null` for a directory, `-> target` for a link. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Stand-ins for tools that would touch this machine, as shell scripts: what they print was recorded on real hosts. */
  readonly tools?: Readonly<Record<string, string>>;
}

// One file system with the programs, so that these can be shared.
const roots = fileURLToPath(new URL("../../node_modules/.cache/conform-userlands", import.meta.url));

// Even a script that goes astray can't mount, load modules, change the network or end anybody else's processes.
const harmless = ["setpriv", "--bounding-set", "-sys_admin,-sys_module,-sys_boot,-sys_time,-sys_rawio,-net_admin,-kill,-mknod"];

/** To be raised when a userland is put together differently. */
const version = "1";

const which = (tool: string): string => {
  const found = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"].map((folder) => join(folder, tool)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${tool} is not installed on this machine`);
  return realpathSync(found);
};

function copyInto(root: string, from: string, to: string): void {
  const at = join(root, to);
  if (existsSync(at)) return;
  mkdirSync(dirname(at), { recursive: true });
  copyFileSync(from, at);
  chmodSync(at, 0o755);
}

/** What ldd(1) says of some programs: the libraries that they need. */
function librariesOf(programs: readonly string[]): string[] {
  const { stdout } = spawnSync("ldd", programs, { encoding: "utf8" });
  return [...new Set([...stdout.matchAll(/\s(\/\S+\.so\S*)/g)].map(([, library = ""]) => library))];
}

/** The programs of a userland, put together when one of them is new on this machine and kept for the next run. */
function template(userland: Userland): string {
  const programs = new Map(
    userland === "busybox"
      ? [["busybox", which("busybox")]]
      : [["sh", which(userland)], ...tools.map((tool) => [tool, which(tool)] as const)],
  );
  const key = createHash("sha256").update(version);
  for (const program of programs.values()) key.update(`${program} ${statSync(program).mtimeMs}\n`);
  const ready = join(roots, `${userland}-${key.digest("hex").slice(0, 16)}`);
  if (existsSync(ready)) return ready;
  mkdirSync(roots, { recursive: true });
  const root = mkdtempSync(join(roots, "new-"));
  for (const [name, program] of programs) copyInto(root, program, join("bin", name));
  for (const library of librariesOf([...programs.values()])) copyInto(root, realpathSync(library), library);
  if (userland === "busybox") for (const applet of ["sh", ...tools]) symlinkSync("busybox", join(root, "bin", applet));
  for (const folder of ["dev", "etc", "proc", "sys", "tmp", "root", "var/lib", "usr/local/sbin"])
    mkdirSync(join(root, folder), { recursive: true });
  execFileSync("mknod", ["-m", "666", join(root, "dev/null"), "c", "1", "3"]);
  try {
    renameSync(root, ready);
  } catch {
    rmSync(root, { recursive: true }); // another worker was quicker
  }
  return ready;
}

/** A root of its own for scripts that may do there whatever they like: real shells and tools, stand-ins for the rest. */
export class ScratchHost {
  readonly userland: Userland;
  readonly root: string;
  readonly #standIns: readonly string[];

  constructor(userland: Userland, contents: Contents = {}) {
    this.userland = userland;
    const programs = template(userland);
    this.root = mkdtempSync(join(roots, "scratch-"));
    // Programs are shared as hard links: nothing writes to them.
    for (const entry of readdirSync(programs, { recursive: true, withFileTypes: true })) {
      const from = join(entry.parentPath, entry.name);
      const to = join(this.root, relative(programs, from));
      if (entry.isDirectory()) mkdirSync(to, { recursive: true });
      else linkSync(from, to);
    }
    this.write({
      "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\n",
      "/etc/group": "root:x:0:\n",
      "/etc/nsswitch.conf": "passwd: files\ngroup: files\n",
      ...contents.files,
    });
    this.#standIns = Object.keys(contents.tools ?? {});
    for (const [name, script] of Object.entries(contents.tools ?? {})) {
      const path = join(this.root, "usr/local/sbin", name);
      writeFileSync(path, `#!/bin/sh\necho "${name} $*" >>/log\n${script}\n`);
      chmodSync(path, 0o755);
    }
  }

  write(files: Readonly<Record<string, string | null>>): void {
    for (const [path, content] of Object.entries(files)) {
      const at = join(this.root, path);
      mkdirSync(dirname(at), { recursive: true });
      if (content === null) mkdirSync(at, { recursive: true });
      else if (content.startsWith("-> ")) symlinkSync(content.slice(3), at);
      else writeFileSync(at, content);
    }
  }

  /** The file's text, `-> target` of a link, `null` of a directory, `undefined` when there is nothing. */
  read(path: string): string | null | undefined {
    const at = join(this.root, path);
    const stat = lstatSync(at, { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    if (stat.isSymbolicLink()) return `-> ${readlinkSync(at)}`;
    return stat.isDirectory() ? null : readFileSync(at, "utf8");
  }

  mode(path: string): string {
    return (statSync(join(this.root, path)).mode & 0o7777).toString(8).padStart(4, "0");
  }

  /** Every path with what would change if anything wrote to it, but for the log of the stand-ins. */
  listing(): string[] {
    return readdirSync(this.root, { recursive: true, encoding: "utf8" })
      .filter((path) => path !== "log")
      .map((path) => {
        const stat = lstatSync(join(this.root, path));
        return [path, stat.mode, ...(stat.isDirectory() ? [] : [stat.size, stat.mtimeMs])].join(" ");
      })
      .toSorted();
  }

  /** What the stand-ins were called with, in order. */
  called(): string[] {
    return (this.read("/log") ?? "").split("\n").filter(Boolean);
  }

  forgetCalls(): void {
    rmSync(join(this.root, "log"), { force: true });
  }

  run(script: Sh, options: { readonly killAfterMs?: number } = {}): Promise<Ended> {
    const shell = this.userland === "bash" ? ["/bin/sh", "--posix"] : ["/bin/sh"];
    // BusyBox prefers its own applets to what is on PATH; functions come before both.
    const first =
      this.userland === "busybox"
        ? this.#standIns.filter((name) => /^[a-z_]+$/.test(name)).map((name) => `${name}() { /usr/local/sbin/${name} "$@"; }\n`)
        : [];
    return runShell([...harmless, "chroot", this.root, ...shell], first.join("") + script.text, options);
  }

  end(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Hands a scratch host to `use` and clears it away afterwards, whatever happens. */
export async function onScratchHost<T>(userland: Userland, contents: Contents, use: (host: ScratchHost) => Promise<T>): Promise<T> {
  const host = new ScratchHost(userland, contents);
  try {
    return await use(host);
  } finally {
    host.end();
  }
}
