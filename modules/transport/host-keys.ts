import type { HostVerifier, ServerHostKeyAlgorithm } from "ssh2";
import type { Connection } from "#core/connection.ts";
import { UserError } from "#core/errors.ts";
import { hostKeyAlgorithms, isUsableKeyType } from "#transport/algorithms.ts";
import { lookUpHost } from "#transport/known-hosts.ts";
import type { Known, KnownHosts } from "#transport/known-hosts.ts";
import { describeKey, printsFingerprint, readPublicKey, writeKey } from "#transport/public-key.ts";
import type { PublicKey } from "#transport/public-key.ts";

/** Which keys a host may show. */
export interface Trust {
  readonly algorithms: ServerHostKeyAlgorithm[];
  /** Why this key is refused; undefined when it is the host's. */
  refuse(offered: Buffer): UserError | undefined;
}

/** Decides for one host: the inventory's keys if it has any, else the known_hosts file, else nobody. */
export async function trustIn(connection: Connection, readKnownHosts: (path: string) => Promise<KnownHosts>): Promise<Trust> {
  if (connection.hostKeys?.length) return trustKeys(connection.hostKeys.map(readHostKey), "the inventory");
  const path = connection.knownHosts;
  if (path === undefined) return trustNobody("its host key is not in the inventory");
  let file: KnownHosts;
  try {
    file = await readKnownHosts(path);
  } catch {
    return trustNobody(`its host key is not in the inventory, and ${path} can't be read`);
  }
  return trustKnown(lookUpHost(file, connection), path);
}

function readHostKey(text: string): PublicKey {
  const [type = "", base64 = ""] = text.trim().split(/\s+/);
  const key = readPublicKey(type, base64);
  if (key) return key;
  throw new UserError(
    `its host key in the inventory can't be read: "${text.slice(0, 40)}"`,
    "It looks like `ssh-ed25519 AAAA…`, as in /etc/ssh/ssh_host_ed25519_key.pub on the host.",
  );
}

function trustKnown(known: Known, path: string): Trust {
  if (known.corrupt.length > 0) {
    const reason = `line ${known.corrupt.join(", ")} of ${path} can't be read, and may be about this host`;
    return { algorithms: hostKeyAlgorithms([]), refuse: () => new UserError(reason, "Put the line right, or remove it.") };
  }
  const trusted =
    known.keys.length > 0
      ? trustKeys(known.keys, path)
      : known.authority
        ? trustNoAuthority(path)
        : trustNobody(`its host key is neither in the inventory nor in ${path}`);
  const isRevoked = (offered: Buffer): boolean => known.revoked.some((key) => key.blob.equals(offered));
  const revoked = (offered: Buffer): UserError =>
    new UserError(
      `its host key is revoked in ${path}: ${describeKey(offered)}`,
      "Somebody declared this key lost. Make new host keys on the host.",
    );
  return { algorithms: trusted.algorithms, refuse: (offered) => (isRevoked(offered) ? revoked(offered) : trusted.refuse(offered)) };
}

function trustKeys(keys: readonly PublicKey[], source: string): Trust {
  const usable = keys.filter((key) => isUsableKeyType(key.type));
  if (usable.length === 0)
    return trustNobody(`${source} knows only keys of types that Conform can't check (${keys.map((key) => key.type).join(", ")})`);
  return {
    algorithms: hostKeyAlgorithms(usable.map((key) => key.type)),
    refuse: (offered) =>
      usable.some((key) => key.blob.equals(offered))
        ? undefined
        : new UserError(
            `its host key changed: ${source} knows ${usable.map((key) => describeKey(key.blob)).join(" and ")}, it shows ${describeKey(offered)}`,
            `Was it installed anew? Then compare with what ${printsFingerprint(offered)} prints on its console, and replace the key in ${source}. If not, somebody is in between.`,
          ),
  };
}

const trustNobody = (reason: string): Trust => ({
  algorithms: hostKeyAlgorithms([]),
  refuse: (offered) =>
    new UserError(
      `${reason}; it shows ${describeKey(offered)}`,
      `If ${printsFingerprint(offered)} prints the same on its console, put this into the inventory: host_keys: ["${writeKey(offered)}"]`,
    ),
});

const trustNoAuthority = (path: string): Trust =>
  trustNobody(`${path} has only a certificate authority for it, and Conform can't check host certificates`);

/**
 * ssh2 takes anything but a plain `false` for a yes: a promise, null, an exception on the way. Here only `true` is one.
 * The answer must come at once: an answer that comes later is a no.
 */
export const strictVerifier =
  (accepts: (offered: Buffer) => unknown): HostVerifier =>
  (offered, answer) => {
    let accepted = false;
    try {
      accepted = accepts(offered) === true;
    } catch {
      accepted = false;
    }
    answer(accepted);
  };
