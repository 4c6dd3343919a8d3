import { escapeQuoted } from "#exchange/to/openssh.ts";
import { splitWords } from "#exchange/words.ts";

/** How a host is reached, as far as another tool says it in words of OpenSSH. */
export interface SshWords {
  readonly port?: string;
  readonly user?: string;
  readonly identityFile?: string;
  readonly knownHosts?: string;
  readonly hostKeys?: readonly string[];
  /** The last hop before the host: `user@host:port`, a name or an address. */
  readonly jump?: string;
  /** What could not be taken, and why. */
  readonly leftOut: readonly { readonly what: string; readonly why: string }[];
}

/** Reads the arguments of an ssh command, as `ansible_ssh_common_args` holds them. */
export function readSshArguments(text: string): SshWords {
  const words = splitWords(text);
  if (words === undefined) return { leftOut: [{ what: "its ssh arguments", why: "a quote in them is not closed" }] };
  const options: string[] = [];
  const leftOut: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? "";
    const [, flag = "", joined = ""] = /^-([oJiplF])(.*)$/s.exec(word) ?? [];
    if (flag === "") {
      leftOut.push(word);
      continue;
    }
    const value = joined === "" ? (words[++i] ?? "") : joined;
    if (flag === "o") options.push(value);
    else if (flag === "F") leftOut.push(`-F ${value}`);
    else options.push(`${keywords[flag]}=${flag === "i" ? `"${escapeQuoted(value)}"` : value}`);
  }
  const read = readSshOptions(options);
  return { ...read, leftOut: [...leftOut.map((what) => ({ what, why: notTaken })), ...read.leftOut] };
}

const keywords: { readonly [flag: string]: string } = { J: "ProxyJump", i: "IdentityFile", p: "Port", l: "User" };
const notTaken = "Conform has no place for this option of ssh";

/** Reads options as `-o` takes them: `Keyword=value` or `Keyword value`. */
export function readSshOptions(options: readonly string[]): SshWords {
  const found: { -readonly [K in keyof SshWords]: SshWords[K] } = { leftOut: [] };
  const leftOut: { what: string; why: string }[] = [];
  for (const option of options) {
    const [, keyword = "", rest = ""] = /^\s*(\w+)\s*[=\s]\s*(.*?)\s*$/s.exec(option) ?? [];
    const value = unquote(rest);
    const leave = (why: string): void => void leftOut.push({ what: keyword === "" ? option : keyword, why });
    switch (keyword.toLowerCase()) {
      case "proxyjump":
        if (rest !== "none") found.jump = rest.split(",").at(-1)?.trim() ?? "";
        break;
      case "proxycommand": {
        const jump = jumpOfCommand(rest);
        if (jump === undefined) leave("Conform goes through hosts of the inventory (ssh.jump), not through commands");
        else found.jump = jump;
        break;
      }
      case "identityfile":
      case "userknownhostsfile": {
        if (value === undefined) leave("its path has parts that only OpenSSH can fill in");
        else if (keyword.toLowerCase() === "identityfile") found.identityFile = value;
        else if (value === "/dev/null") leave("Conform refuses hosts whose keys it does not know");
        else if (value !== "none") found.knownHosts = value;
        break;
      }
      case "knownhostscommand": {
        const keys = [...rest.matchAll(/"%H ([^"]+)"/g)].map(([, key = ""]) => key);
        if (keys.length > 0) found.hostKeys = keys;
        else leave(notTaken);
        break;
      }
      case "port":
        found.port = rest;
        break;
      case "user":
        found.user = rest;
        break;
      case "stricthostkeychecking":
        if (rest !== "yes") leave("Conform refuses hosts whose keys it does not know");
        break;
      case "globalknownhostsfile":
        if (rest !== "none") leave(notTaken);
        break;
      case "controlmaster":
      case "controlpersist":
      case "controlpath":
      case "identitiesonly":
        break; // how OpenSSH keeps connections open, and which keys it shows: Conform has its own way
      default:
        leave(notTaken);
    }
  }
  return { ...found, leftOut };
}

/** A value of ssh_config(5) as text; undefined with tokens such as `%d` or variables, and where there are several. */
function unquote(value: string): string | undefined {
  const [, quoted] = /^"((?:[^"\\]|\\.)*)"$/s.exec(value) ?? [];
  if (quoted === undefined && /[\s"]/.test(value)) return undefined;
  const text = quoted === undefined ? value : quoted.replaceAll(/\\(["\\'])/g, "$1");
  const plain = text.replaceAll("%%", "");
  return plain.includes("%") || plain.includes("${") ? undefined : text.replaceAll("%%", "%");
}

/** The host that `ssh -W %h:%p …` goes to. */
function jumpOfCommand(command: string): string | undefined {
  const [, inner] = /^"(.*)"$/s.exec(command) ?? [];
  const words = splitWords(inner ?? command);
  if (words === undefined || !/(?:^|\/)ssh$/.test(words[0] ?? "") || !words.includes("-W")) return undefined;
  const last = words.findLast((word, i) => !word.startsWith("-") && !/^-[WpiloFSJ]$/.test(words[i - 1] ?? "") && i > 0);
  return last;
}

/** A jump's parts: `[user@]host[:port]`, also as `ssh://…`. */
export function splitJump(jump: string): { readonly host: string; readonly user?: string; readonly port?: string } {
  const [, user, bracketed, plain = "", port] = /^(?:ssh:\/\/)?(?:([^@]*)@)?(?:\[([^\]]+)\]|([^:]*))(?::([0-9]+))?$/.exec(jump) ?? [];
  return { host: bracketed ?? plain, ...(user !== undefined && { user }), ...(port !== undefined && { port }) };
}
