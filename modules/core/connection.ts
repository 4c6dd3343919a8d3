import type { SecretRef } from "#core/secret.ts";

/** How to reach one host over SSH: plain data, resolved from the inventory. */
export interface Connection {
  /** The host's name in the inventory, used in every message. */
  readonly host: string;
  /** IP address or DNS name. */
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Host keys to accept, as in known_hosts: `ssh-ed25519 AAAA…`. Without any, `knownHosts` decides. */
  readonly hostKeys?: readonly string[];
  /** OpenSSH known_hosts file, absolute path. */
  readonly knownHosts?: string;
  /** Private key file, absolute path. Without one, the agent at SSH_AUTH_SOCK is asked. */
  readonly identityFile?: string;
  /** `sudo` to become root after login; `none` when the user is root already. */
  readonly become: "sudo" | "none";
  readonly becomePassword?: SecretRef;
  /** The host to go through. */
  readonly jump?: Connection;
}

/** What came back from one script. */
export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** A root shell on one host, over the one connection that a run holds to it. */
export interface RemoteShell {
  /**
   * Runs a script in one round trip and returns when it ended.
   * @throws {RunFailed} when it did not come to its end within `timeoutSeconds` or the connection was lost.
   */
  run(script: string, options: { readonly timeoutSeconds: number; readonly onOutput?: (chunk: string) => void }): Promise<Answer>;
}

/** Connections to hosts: one each, opened when first needed. */
export interface Transport {
  /** @throws {Unreachable} when the host can't be reached, is not who it should be, or refuses us. */
  shell(connection: Connection): Promise<RemoteShell>;
  /** How often the network was asked: connections opened and scripts sent, per host. */
  readonly counts: ReadonlyMap<string, { readonly connections: number; readonly roundTrips: number }>;
  close(): Promise<void>;
}
