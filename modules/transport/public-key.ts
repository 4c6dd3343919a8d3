import { createHash } from "node:crypto";

/** A public key as SSH writes it: its type, and the blob that says the type again. */
export interface PublicKey {
  readonly type: string;
  readonly blob: Buffer;
}

/** The string that SSH's wire format holds at `offset`, if it is all there. */
export function stringAt(buffer: Buffer, offset: number): Buffer | undefined {
  if (offset + 4 > buffer.length) return undefined;
  const end = offset + 4 + buffer.readUInt32BE(offset);
  return end > buffer.length ? undefined : buffer.subarray(offset + 4, end);
}

/** The type that a key blob says it is of. */
export const typeOf = (blob: Buffer): string => stringAt(blob, 0)?.toString("latin1") ?? "unreadable";

/** Reads `TYPE BASE64` as in known_hosts and `.pub` files; undefined when it is not what it claims to be. */
export function readPublicKey(type: string, base64: string): PublicKey | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined;
  const blob = Buffer.from(base64, "base64");
  return typeOf(blob) === type && blob.length > type.length + 8 ? { type, blob } : undefined;
}

/** As `ssh-keygen -l` prints it: `SHA256:…`. */
export const fingerprint = (blob: Buffer): string => `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;

/** `ssh-ed25519 SHA256:…`: for people to compare. */
export const describeKey = (blob: Buffer): string => `${typeOf(blob)} ${fingerprint(blob)}`;

/** What shows the fingerprint of a host's own key of this type, typed on the host. */
export const printsFingerprint = (blob: Buffer): string =>
  `\`ssh-keygen -lf /etc/ssh/ssh_host_${/ed25519|ecdsa|rsa/.exec(typeOf(blob))?.[0] ?? "*"}_key.pub\``;

/** `ssh-ed25519 AAAA…`: to be put into an inventory. */
export const writeKey = (blob: Buffer): string => `${typeOf(blob)} ${blob.toString("base64")}`;
