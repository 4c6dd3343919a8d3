import { BlockList, isIP, SocketAddress } from "node:net";

const familyOf = (address: string): "ipv4" | "ipv6" => (isIP(address) === 4 ? "ipv4" : "ipv6");

/** True for an IP address without a zone (`%eth0`): a zone means something on one machine only. */
export const isAddress = (text: string): boolean => isIP(text) !== 0 && !text.includes("%");

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const name = new RegExp(`^${label}(?:\\.${label})*$`);

/** True for an IP address or a DNS name; four numbers that are no IP address are no name either. */
export const isHostAddress = (text: string): boolean =>
  isAddress(text) || (text.length <= 253 && name.test(text) && !/(?:^|\.)[0-9]+$/.test(text));

/** One spelling for each address: IPv6 has many. */
export const normaliseAddress = (address: string): string =>
  isIP(address) === 4 ? address : new SocketAddress({ address, family: familyOf(address) }).address;

interface Subnet {
  readonly address: string;
  readonly prefix: number;
}

function splitCidr(cidr: string): Subnet | undefined {
  const [, address = "", digits = ""] = /^([^/]+)\/([0-9]{1,3})$/.exec(cidr) ?? [];
  const prefix = Number(digits);
  return isAddress(address) && prefix <= (isIP(address) === 4 ? 32 : 128) ? { address, prefix } : undefined;
}

/** True for a network written as its first address and prefix length. */
export function isCidr(cidr: string): boolean {
  const subnet = splitCidr(cidr);
  return subnet !== undefined && hasNoHostBits(subnet);
}

/** Whether an address lies in a network. */
export function isInNetwork(address: string, cidr: string): boolean {
  const subnet = splitCidr(cidr);
  if (subnet === undefined || isIP(subnet.address) !== isIP(address)) return false;
  if (isIP(address) === 4) return upperBits(address, subnet.prefix) === upperBits(subnet.address, subnet.prefix);
  const list = new BlockList();
  list.addSubnet(subnet.address, subnet.prefix, familyOf(address));
  return list.check(address, familyOf(address));
}

/** The part of an IPv4 address that names its network. */
const upperBits = (address: string, prefix: number): number =>
  Math.floor(address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0) / 2 ** (32 - prefix));

function hasNoHostBits({ address, prefix }: Subnet): boolean {
  const bits = toBits(address);
  return !bits.slice(prefix).includes("1");
}

function toBits(address: string): string {
  if (isIP(address) === 4)
    return address
      .split(".")
      .map((byte) => Number(byte).toString(2).padStart(8, "0"))
      .join("");
  // The URL parser writes an embedded IPv4 part in hexadecimal, so that only groups remain.
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const left = splitGroups(head);
  const right = splitGroups(tail ?? "");
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0")).join("");
}

const splitGroups = (text: string): readonly string[] => (text === "" ? [] : text.split(":"));
