import type { Algorithms, ServerHostKeyAlgorithm } from "ssh2";

/**
 * What we offer, in order. No SHA-1, no CBC, no chacha20: with GCM, and with CTR under an encrypt-then-MAC, a server that
 * does not know strict key exchange is still safe from prefix truncation (Terrapin).
 */
export const algorithms: Algorithms = {
  kex: [
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512",
  ],
  cipher: ["aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "aes256-ctr", "aes192-ctr", "aes128-ctr"],
  hmac: ["hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com"],
  compress: ["none"],
};

/** The signatures that a host key of each type can make: every type of host key that we accept. */
const signatures = new Map<string, readonly ServerHostKeyAlgorithm[]>([
  ["ssh-ed25519", ["ssh-ed25519"]],
  ["ecdsa-sha2-nistp256", ["ecdsa-sha2-nistp256"]],
  ["ecdsa-sha2-nistp384", ["ecdsa-sha2-nistp384"]],
  ["ecdsa-sha2-nistp521", ["ecdsa-sha2-nistp521"]],
  ["ssh-rsa", ["rsa-sha2-512", "rsa-sha2-256"]],
]);

export const isUsableKeyType = (type: string): boolean => signatures.has(type);

/** What to ask the host for, so that it shows a key of a type that we know; with none known, any. */
export const hostKeyAlgorithms = (types: readonly string[]): ServerHostKeyAlgorithm[] =>
  [...signatures].flatMap(([type, names]) => (types.length === 0 || types.includes(type) ? [...names] : []));
