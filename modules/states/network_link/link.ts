import type { Sh } from "#core/sh.ts";

export type LinkKind = "physical" | "vlan" | "bond" | "dummy";

export type BondMode = "active-backup" | "802.3ad" | "balance-rr" | "balance-xor" | "broadcast" | "balance-tlb" | "balance-alb";

export interface Route {
  readonly to: string;
  readonly via: string;
}

export interface NetworkLink {
  readonly name: string;
  readonly kind: LinkKind;
  readonly mtu?: number;
  readonly vlan?: { readonly id: number; readonly parent: string };
  readonly bond?: { readonly mode: BondMode; readonly members: readonly string[]; readonly miimon?: number };
  readonly address?: string;
  readonly gateway?: string;
  readonly dns?: readonly string[];
  readonly routes?: readonly Route[];
}

export const mtuOf = ({ mtu = 1500 }: NetworkLink): number => mtu;
export const membersOf = ({ bond }: NetworkLink): readonly string[] => bond?.members.toSorted() ?? [];
export const miimonOf = ({ bond }: NetworkLink): number => bond?.miimon ?? 100;
export const isIpv6 = (address = ""): boolean => address.includes(":");

/** A file of a link's profile. */
export interface ProfileFile {
  /** Shell where the host decides. */
  readonly path: string | Sh;
  readonly text: string;
}

/** A program that keeps links as their files say. */
export interface Keeper {
  /** What it is called where something is wrong with it. */
  readonly name: string;
  readonly unit: string;
  /** Who may read its files; it refuses others. */
  readonly mode: string;
  /** Sets what `files` need. */
  readonly find: (want: NetworkLink) => Sh;
  readonly files: (want: NetworkLink) => readonly ProfileFile[];
  /** Ends the repair where somebody else keeps the link. */
  readonly refuse: (want: NetworkLink) => Sh;
  /** Makes it read its files. */
  readonly reload: Sh;
  /** Makes the link as the files say, whatever somebody did to it by hand. */
  readonly renew: (want: NetworkLink) => Sh;
  /** Leaves in the current folder what `restore` needs to bring back the link as it was. */
  readonly save: (want: NetworkLink) => Sh;
  /** Once the files are as they were: the link too. In a shell of its own, in the folder of `save`. */
  readonly restore: (want: NetworkLink) => Sh;
}
