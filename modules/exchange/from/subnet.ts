import { isIP } from "node:net";

import { isAddress } from "#inventory/addresses.ts";

/**
 * The network that an address with its prefix length lies in.
 *
 * @example networkOf("10.20.0.11/24") // { ip: "10.20.0.11", cidr: "10.20.0.0/24" }
 */
export function networkOf(text: string): { readonly ip: string; readonly cidr: string } | undefined {
  const [, ip = "", digits = ""] = /^([^/]+)\/([0-9]{1,3})$/.exec(text) ?? [];
  const length = Number(digits);
  const size = isIP(ip) === 4 ? 32 : 128;
  if (!isAddress(ip) || length > size) return undefined;
  const bits = BigInt(size);
  const kept = BigInt(length);
  const base = (toNumber(ip) >> (bits - kept)) << (bits - kept);
  return { ip, cidr: `${size === 32 ? toIpv4(base) : toIpv6(base)}/${length}` };
}

function toNumber(ip: string): bigint {
  if (isIP(ip) === 4) return ip.split(".").reduce((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
  // The URL parser writes an embedded IPv4 part in hexadecimal, so that only groups remain.
  const [head = "", tail] = new URL(`http://[${ip}]`).hostname.slice(1, -1).split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => "0");
  return [...left, ...zeros, ...right].reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

const toIpv4 = (number: bigint): string => [24n, 16n, 8n, 0n].map((shift) => String((number >> shift) & 255n)).join(".");

const toIpv6 = (number: bigint): string => {
  const groups = Array.from({ length: 8 }, (_, i) => ((number >> BigInt(112 - 16 * i)) & 65_535n).toString(16)).join(":");
  return new URL(`http://[${groups}]`).hostname.slice(1, -1);
};
