import { describe, expect, test } from "vitest";
import type { MegabytesPerSecond } from "#inventory/facility.ts";
import { parseBitrate } from "#inventory/quantities.ts";
import { fromMegabits, rateOf, streams } from "#storage/streams.ts";

type Codec = keyof typeof streams;

const rate = (codec: Codec, raster: string, fps: number | string): number =>
  rateOf({ codec, raster, frame_rate: `${fps} fps`, streams: 1 });

/** Whether a number is what is printed: right within half of the last digit. */
const isPrinted = (actual: number, printed: string): boolean =>
  Math.abs(actual - Number(printed)) <= 0.5 * 10 ** -(printed.split(".")[1]?.length ?? 0) + 1e-9;

const HD = "1920x1080";
const UHD = "3840x2160";
const none = undefined;

describe("what a stream takes is what the stream table prints", () => {
  test.each<readonly [Codec, string, string | undefined, string | undefined, string | undefined, string | undefined]>([
    // codec, raster, MB a frame, MB/s at 24, 25 and 50 frames a second
    ["dpx-10", HD, "8.29", "199", "207", "415"],
    ["dpx-10", "2048x1556", "12.75", "306", "319", "637"],
    ["dpx-10", UHD, "33.18", "796", "829", "1659"],
    ["dpx-10", "4096x2160", "35.39", "849", "885", "1769"],
    ["dpx-10", "4096x3112", "50.99", "1224", "1275", "2549"],
    ["exr-half", HD, "12.44", "299", "311", "622"],
    ["exr-half", "2048x1080", "13.27", "319", "332", "664"],
    ["exr-half", UHD, "49.77", "1194", "1244", "2488"],
    ["exr-half", "4096x2160", "53.08", "1274", "1327", "2654"],
    ["arriraw-12", "4448x3096", "20.66", "496", "516", "1033"],
    ["v210", HD, "5.53", "133", "138", "276"],
    ["v210", UHD, "22.12", "531", "553", "1106"],
    ["prores-422-hq", HD, none, "22.0", "23.0", "45.9"],
    ["prores-422-hq", UHD, none, "88.4", "92.1", "184.4"],
    ["prores-422", HD, none, "14.6", "15.2", "30.6"],
    ["prores-422", UHD, none, "58.9", "61.5", "122.9"],
    ["prores-4444", HD, none, "33.0", "34.4", "68.8"],
    ["prores-4444", UHD, none, "132.6", "138.2", "276"],
    ["prores-4444-xq", HD, none, "49.5", "51.6", "103"],
    ["prores-4444-xq", UHD, none, "198.9", "207.4", "415"],
    ["prores-proxy", HD, none, "4.5", "4.7", "9.5"],
    ["dnxhr-lb", UHD, "0.750", "18.0", "18.7", "37.5"],
    ["dnxhr-sq", UHD, "2.408", "57.8", "60.2", "120.4"],
    ["dnxhr-hq", UHD, "3.641", "87.4", "91.0", "182.1"],
    ["dnxhr-444", UHD, "7.287", "174.9", "182.2", "364.3"],
    ["dnxhr-lb", "2048x1080", "0.201", "4.8", "5.0", "10.0"],
    ["dnxhr-hq", "2048x1080", "0.971", "23.3", "24.3", "48.5"],
    ["dnxhr-444", "2048x1080", "1.942", "46.6", "48.5", "97.1"],
    ["dnxhd-36", HD, none, none, "4.5", none],
    ["dnxhd-120", HD, none, none, "15.0", none],
    ["dnxhd-185", HD, none, none, "23.1", none],
    ["xavc-i", UHD, none, "30", "31.3", "62.5"],
    ["xavc-i", HD, none, none, "14.0", "27.9"],
    ["xdcam-hd422", HD, none, none, "6.25", none],
    ["xavc-l", UHD, none, none, none, "18.8"],
    ["proxy", HD, none, "2.5", "2.5", "5"],
  ])("%s at %s", (codec, raster, frame, at24, at25, at50) => {
    const wrong = [[1, frame] as const, [24, at24] as const, [25, at25] as const, [50, at50] as const]
      .filter(([fps, printed]) => printed !== undefined && !isPrinted(rate(codec, raster, fps), printed))
      .map(([fps, printed]) => `${rate(codec, raster, fps)} at ${fps}, not ${printed}`);
    expect(wrong).toEqual([]);
  });

  test.each<readonly [Codec, number, number]>([
    ["exr-half-piz", 0.4, 0.6],
    ["exr-half-dwaa", 0.05, 0.15],
  ])("%s is planned with the upper end of what it keeps", (codec, _, most) =>
    expect(rate(codec, UHD, 25)).toBeCloseTo(rate("exr-half", UHD, 25) * most),
  );
});

describe("units are never mistaken for each other", () => {
  test("a gigabit is an eighth of a gigabyte", () => {
    const rate: MegabytesPerSecond = fromMegabits(parseBitrate("10 Gb/s"));
    expect(rate).toBe(1250);
  });

  test("the compiler takes no bits for bytes", () => {
    // @ts-expect-error -- megabits are no megabytes
    const wrong: MegabytesPerSecond = parseBitrate("10 Gb/s");
    expect(wrong).toBe(10_000);
  });

  test("Avid's 86.82 are MiB/s: 91.0 MB/s", () => expect(isPrinted((rate("dnxhr-hq", UHD, 25) * 1e6) / 2 ** 20, "86.8")).toBe(true));

  test("44.5 GiB a minute of 4K DPX is the same as 796 MB/s", () =>
    expect(isPrinted((rate("dpx-10", UHD, 24) * 60 * 1e6) / 2 ** 30, "44.5")).toBe(true));
});

describe("what no table prints is taken in proportion", () => {
  test.each<readonly [string, Codec, string, string, number]>([
    ["23.976 frames a second from 24", "prores-422-hq", HD, "23.976", (22 * 23.976) / 24],
    ["60 frames a second from 50", "prores-422-hq", HD, "60", (45.875 * 60) / 50],
    ["30 frames a second from 25", "dnxhd-185", HD, "30", (23.125 * 30) / 25],
    ["2K from HD", "prores-422-hq", "2048x1080", "24", (22 * 2048) / 1920],
    ["4K from UHD", "prores-422-hq", "4096x2160", "25", (92.125 * 4096) / 3840],
    ["HD from 2K, not from UHD", "dnxhr-hq", HD, "25", (0.971 * 25 * 1920) / 2048],
  ])("%s: %s at %s and %s fps", (_, codec, raster, fps, expected) => expect(rate(codec, raster, fps)).toBeCloseTo(expected, 6));

  test("a line of v210 is filled up to 48 pixels", () => expect(rate("v210", "1280x720", 1)).toBe((27 * 128 * 720) / 1e6));

  test("nine angles of UHD ProRes HQ at 25p take 829 MB/s", () =>
    expect(isPrinted(rateOf({ codec: "prores-422-hq", raster: UHD, frame_rate: "25 fps", streams: 9 }), "829")).toBe(true));
});

test("every codec says where its figures come from", () => {
  for (const { source } of Object.values(streams)) expect(source).toMatch(/\w{4}/);
});
