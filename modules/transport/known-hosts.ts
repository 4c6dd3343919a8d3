import { createHmac, timingSafeEqual } from "node:crypto";
import { readPublicKey } from "#transport/public-key.ts";
import type { PublicKey } from "#transport/public-key.ts";

/** One line of a known_hosts file that names keys. */
export interface KnownHost {
  readonly line: number;
  readonly marker: "none" | "revoked" | "cert-authority";
  /** The names, as written: patterns with commas, or one hash. */
  readonly names: string;
  readonly key: PublicKey;
}

/** A line that can't be understood. Nobody can say what it was meant to forbid. */
export interface CorruptLine {
  readonly line: number;
  /** The names it is about; undefined when not even that can be read. */
  readonly names: string | undefined;
}

export interface KnownHosts {
  readonly hosts: readonly KnownHost[];
  readonly corrupt: readonly CorruptLine[];
}

/** What a file says about one host. */
export interface Known {
  readonly keys: readonly PublicKey[];
  readonly revoked: readonly PublicKey[];
  /** Whether certificates are to be trusted for it: Conform can't. */
  readonly authority: boolean;
  /** Lines that are, or may be, about this host and can't be read. */
  readonly corrupt: readonly number[];
}

/** Reads OpenSSH's known_hosts format (sshd(8)). */
export function parseKnownHosts(text: string): KnownHosts {
  const hosts: KnownHost[] = [];
  const corrupt: CorruptLine[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const line = index + 1;
    const words = raw.trim().split(/\s+/);
    if (words[0] === "" || words[0]?.startsWith("#")) continue;
    const marked = words[0]?.startsWith("@") ? words.shift() : undefined;
    const marker =
      marked === undefined ? "none" : marked === "@revoked" ? "revoked" : marked === "@cert-authority" ? "cert-authority" : undefined;
    const [names, type, base64] = words;
    const key = type === undefined || base64 === undefined ? undefined : readPublicKey(type, base64);
    if (marker && names !== undefined && key && isReadableName(names)) hosts.push({ line, marker, names, key });
    // a lone word may be the rest of a torn line: its name proves nothing
    else corrupt.push({ line, names: key || words.length > 2 ? (names && isReadableName(names) ? names : undefined) : undefined });
  }
  return { hosts, corrupt };
}

/** What the file says about a host at an address and port. Other ports than 22 are listed as `[address]:port`, as ssh does. */
export function lookUpHost(file: KnownHosts, at: { readonly address: string; readonly port: number }): Known {
  const address = at.address.toLowerCase();
  const name = at.port === 22 ? address : `[${address}]:${at.port}`;
  const mine = file.hosts.filter((host) => matches(host.names, name));
  const withMarker = (marker: KnownHost["marker"]): PublicKey[] => mine.flatMap((host) => (host.marker === marker ? [host.key] : []));
  return {
    keys: withMarker("none"),
    revoked: withMarker("revoked"),
    authority: mine.some((host) => host.marker === "cert-authority"),
    corrupt: file.corrupt.flatMap(({ line, names }) => (names === undefined || matches(names, name) ? [line] : [])),
  };
}

const hashed = /^\|1\|([A-Za-z0-9+/]+=*)\|([A-Za-z0-9+/]+=*)$/;

const isReadableName = (names: string): boolean => (names.startsWith("|") ? hashed.test(names) : true);

function matches(names: string, name: string): boolean {
  const [, salt, hash] = hashed.exec(names) ?? [];
  if (salt !== undefined && hash !== undefined) {
    const wanted = Buffer.from(hash, "base64");
    const got = createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest();
    return wanted.length === got.length && timingSafeEqual(wanted, got);
  }
  const patterns = names.toLowerCase().split(",");
  const hit = (pattern: string): boolean => glob(pattern).test(name);
  return (
    !patterns.some((pattern) => pattern.startsWith("!") && hit(pattern.slice(1))) &&
    patterns.some((pattern) => !pattern.startsWith("!") && hit(pattern))
  );
}

const glob = (pattern: string): RegExp => {
  const source = pattern
    .replaceAll(/\*+/g, "*")
    .replaceAll(/[.+^${}()|[\]\\/-]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`);
};
