import { createHash } from "node:crypto";

const armour =
  /^\s*-----BEGIN PGP PUBLIC KEY BLOCK-----\n(?:[A-Za-z]+: .*\n)*[ \t]*\n([A-Za-z0-9+/=\n]+)\n-----END PGP PUBLIC KEY BLOCK-----\s*$/;

/** The packets of a message as RFC 9580, section 4.2, has them; nothing where a length is unclear or the end is missing. */
function packetsOf(bytes: Buffer): { readonly tag: number; readonly body: Buffer }[] | undefined {
  const packets: { tag: number; body: Buffer }[] = [];
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at++] ?? 0;
    if (first < 0x80) return undefined;
    const isNew = (first & 0x40) !== 0;
    const tag = isNew ? first & 0x3f : (first & 0x3c) >> 2;
    const next = bytes[at] ?? 0;
    const digits = isNew ? (next < 192 ? 1 : next < 224 ? 2 : next === 255 ? 5 : 0) : ([1, 2, 4, 0][first & 3] ?? 0);
    if (digits === 0 || at + digits > bytes.length) return undefined;
    const length =
      isNew && digits === 2
        ? ((next - 192) << 8) + (bytes[at + 1] ?? 0) + 192
        : isNew && digits === 5
          ? bytes.readUInt32BE(at + 1)
          : bytes.readUIntBE(at, digits);
    at += digits;
    if (at + length > bytes.length) return undefined;
    packets.push({ tag, body: bytes.subarray(at, at + length) });
    at += length;
  }
  return packets;
}

/** RFC 9580, section 5.5.4. Older versions than 4 can be forged. */
function fingerprintOf(body: Buffer): string | undefined {
  const head = Buffer.alloc(body[0] === 4 ? 3 : 5);
  if (body[0] === 4) head.writeUInt16BE(body.length, 1);
  else head.writeUInt32BE(body.length, 1);
  head[0] = body[0] === 4 ? 0x99 : 0x9b;
  const hash = body[0] === 4 ? "sha1" : body[0] === 6 ? "sha256" : undefined;
  return hash && createHash(hash).update(head).update(body).digest("hex").toUpperCase();
}

/** The fingerprints of all keys (not of their subkeys) in one armoured block; nothing where it is not just that. */
export function fingerprintsOf(text: string): readonly string[] | undefined {
  const [, body] = armour.exec(text.replaceAll("\r", "")) ?? [];
  // the checksum after the last line is optional, and says nothing that the fingerprint doesn't
  const packets = body && packetsOf(Buffer.from(body.replace(/\n=[A-Za-z0-9+/]{4}$/, ""), "base64"));
  if (!packets || packets[0]?.tag !== 6) return undefined;
  const fingerprints = packets.filter(({ tag }) => tag === 6).map((packet) => fingerprintOf(packet.body));
  return fingerprints.every((each) => each !== undefined) ? fingerprints : undefined;
}
