import type { Bytes, MegabytesPerSecond, Seconds } from "#inventory/facility.ts";

const factors: { readonly [unit: string]: number } = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  PB: 1e15,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  PiB: 2 ** 50,
};

/**
 * The bytes that a size such as `2 TB` means. Only for sizes that the schema accepted.
 *
 * @example parseSize("512 GiB") // 549755813888
 */
export function parseSize(size: string): Bytes {
  const [amount, unit = ""] = size.split(" ");
  return Math.round(Number(amount) * (factors[unit] ?? Number.NaN)) as Bytes;
}

/**
 * The megabytes per second that a rate such as `1.2 GB/s` means. Only for rates that the schema accepted.
 *
 * @example parseRate("1.2 GB/s") // 1200
 */
export function parseRate(rate: string): MegabytesPerSecond {
  const [amount, unit = ""] = rate.replace(/\/s$/, "").split(" ");
  return ((Number(amount) * (factors[unit] ?? Number.NaN)) / 1e6) as MegabytesPerSecond;
}

/** Megabits per second, decimal, as links are sold: 8 Mb/s = 1 MB/s. Written `100 Mb/s`, `25 Gb/s`. */
export type MegabitsPerSecond = number & { readonly unit: "Mb/s" };

/**
 * The megabits per second that the speed of a link such as `25 Gb/s` means. Only for speeds that the schema accepted.
 *
 * @example parseBitrate("25 Gb/s") // 25000
 */
export function parseBitrate(speed: string): MegabitsPerSecond {
  const [amount, unit] = speed.split(" ");
  return (Number(amount) * (unit === "Gb/s" ? 1000 : 1)) as MegabitsPerSecond;
}

/**
 * The bytes a day that a growth such as `2 TB/d` means. Only for growth that the schema accepted.
 *
 * @example parseGrowth("2 TB/d") // 2000000000000
 */
export const parseGrowth = (growth: string): Bytes => parseSize(growth.replace(/\/d$/, ""));

/**
 * The part of a whole that `80 %` means. Only for percentages that the schema accepted.
 *
 * @example parsePercent("80 %") // 0.8
 */
export const parsePercent = (percent: string): number => Number(percent.replace(/ %$/, "")) / 100;

const seconds: { readonly [unit: string]: number } = { s: 1, min: 60, h: 3600 };

/**
 * The seconds that a time such as `10 min` means. Only for times that the schema accepted.
 *
 * @example parseDuration("10 min") // 600
 */
export function parseDuration(duration: string): Seconds {
  const [amount, unit = ""] = duration.split(" ");
  return (Number(amount) * (seconds[unit] ?? Number.NaN)) as Seconds;
}

/**
 * The number of days that `14 d` means. Only for days that the schema accepted.
 *
 * @example parseDays("14 d") // 14
 */
export const parseDays = (days: string): number => Number(days.replace(/ d$/, ""));

/**
 * The watts that `1.2 kW` means. Only for powers that the schema accepted.
 *
 * @example parsePower("1.2 kW") // 1200
 */
export const parsePower = (power: string): number => parseAmount(power) * (power.endsWith("kW") ? 1000 : 1);

/**
 * The millimetres that `12 m` means. Only for lengths that the schema accepted.
 *
 * @example parseLength("12 m") // 12000
 */
export const parseLength = (length: string): number => parseAmount(length) * (length.endsWith("mm") ? 1 : 1000);

/**
 * The number before a unit of which there is only one: kilograms, amperes, volts.
 *
 * @example parseAmount("28 kg") // 28
 */
export const parseAmount = (quantity: string): number => Number(quantity.split(" ")[0]);
