import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, linkSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Sh } from "#core/sh.ts";
import { runShell } from "#support/run-shell.ts";
import type { Ended } from "#support/run-shell.ts";

/** Whose shell and tools a scratch host has: Debian's dash with coreutils, the same with bash, or BusyBox alone. */
export type Userland = "dash" | "bash" | "busybox";

/** The tools that scripts may count on, besides the ones that a state manages. */
const tools = [
  "awk", "basename", "cat", "chmod", "chown", "cp", "cut", "dirname", "env", "find", "grep", "head", "id", "ln", "ls", "mkdir", "mktemp", "mv", "readlink", "rm", "rmdir",
  "sha256sum", "sleep", "sort", "stat", "sync", "tail", "timeout", "touch", "tr", "uname", "wc",
]; // prettier-ignore

/** What is on a scratch host before a script runs. */
export interface Contents {
  /** Text by absolute path; `null` for a directory, `-> target` for a link. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** Stand-ins for tools that would touch this machine, as shell scripts: what they print was recorded on real hosts. */
  readonly tools?: Readonly<Record<string, string>>;
}

const which = (tool: string): string => {
  const found = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"].map((folder) => join(folder, tool)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${tool} is not installed on this machine`);
  return realpathSync(found);
};

function copyProgram(root: string, program: string, name: string): void {
  copyFileSync(program, join(root, "bin", name));
  chmodSync(join(root, "bin", name), 0o755);
  let libraries = "";
  try {
    libraries = execFileSync("ldd", [program], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return; // static
  }
  for (const [library] of libraries.matchAll(/\/\S+\.so\S*/g)) {
    mkdirSync(join(root, dirname(library)), { recursive: true });
    if (!existsSync(join(root, library))) copyFileSync(realpathSync(library), join(root, library));
  }
}

const templates = new Map<Userland, string>();

/** The programs of a userland, put together once for each test file. */
function template(userland: Userland): string {
  const ready = templates.get(userland);
  if (ready !== undefined) return ready;
  const root = mkdtempSync(join(tmpdir(), "conform-userland-"));
  process.on("exit", () => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, "bin"));
  if (userland === "busybox") {
    copyProgram(root, which("busybox"), "busybox");
    for (const applet of ["sh", ...tools]) symlinkSync("busybox", join(root, "bin", applet));
  } else {
    copyProgram(root, which(userland), "sh");
    for (const tool of tools) copyProgram(root, which(tool), tool);
  }
  templates.set(userland, root);
  return root;
}

/** A root of its own for scripts that may do there whatever they like: real shells and tools, stand-ins for the rest. */
export class ScratchHost {
  readonly userland: Userland;
  readonly root: string;

  constructor(userland: Userland, contents: Contents = {}) {
    this.userland = userland;
    this.root = mkdtempSync(join(tmpdir(), "conform-scratch-"));
    execFileSync("cp", ["-al", `${template(userland)}/.`, this.root]);
    for (const folder of ["dev", "etc", "proc", "sys", "tmp", "root", "var/lib", "usr/local/sbin"]) mkdirSync(join(this.root, folder), { recursive: true });
    execFileSync("mknod", ["-m", "666", join(this.root, "dev/null"), "c", "1", "3"]);
    this.write({ "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\n", "/etc/group": "root:x:0:\n", "/etc/nsswitch.conf": "passwd: files\ngroup: files\n", ...contents.files });
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

  /** What the stand-ins were called with, in order. */
  called(): string[] {
    return (this.read("/log") ?? "").split("\n").filter(Boolean);
  }

  run(script: Sh, options: { readonly killAfterMs?: number } = {}): Promise<Ended> {
    const shell = this.userland === "bash" ? ["/bin/sh", "--posix"] : ["/bin/sh"];
    return runShell(["chroot", this.root, ...shell], script.text, options);
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
