import type { MegabytesPerSecond } from "#inventory/facility.ts";
import type { MegabitsPerSecond } from "#inventory/quantities.ts";
import type { WrittenSuite } from "#inventory/written.ts";

type Demand = WrittenSuite["demand"][number];

/** Bits as bytes: eight of the one are one of the other. */
export const fromMegabits = (rate: MegabitsPerSecond): MegabytesPerSecond => (rate / 8) as MegabytesPerSecond;

interface Raster {
  readonly width: number;
  readonly height: number;
}

/** What one stream of a codec takes, and where that was found. */
interface Stream {
  readonly rate: (raster: Raster, fps: number) => MegabytesPerSecond;
  readonly source: string;
}

const perSecond = (frame: number, fps: number): MegabytesPerSecond => (frame * fps) as MegabytesPerSecond;

/** Pictures without compression, of which each pixel takes the same. The few kilobytes of a file's header are left to the margin. */
const uncompressed = (bytesPerPixel: number, source: string): Stream => ({
  rate: ({ width, height }, fps) => perSecond((width * height * bytesPerPixel) / 1e6, fps),
  source,
});

const parseRaster = (raster: string): Raster => {
  const [width, height] = raster.split("x");
  return { width: Number(width), height: Number(height) };
};

/** The number of a list that is nearest to another in proportion. */
const nearest = (to: number, among: readonly number[]): number =>
  among.reduce((best, one) => (Math.abs(Math.log(one / to)) < Math.abs(Math.log(best / to)) ? one : best));

type ByRaster<T> = Readonly<Record<string, T>>;

/** The entry of the raster with the most similar number of pixels, and how many times as many there are. */
function nearestRaster<T>(table: ByRaster<T>, { width, height }: Raster): { readonly entry: T; readonly times: number } {
  const entries = new Map(
    Object.entries(table).map(([raster, entry]) => {
      const { width: w, height: h } = parseRaster(raster);
      return [w * h, entry];
    }),
  );
  const pixels = nearest(width * height, [...entries.keys()]);
  return { entry: entries.get(pixels) as T, times: (width * height) / pixels }; // one of the keys
}

/** A codec that gives every frame the same room, published in megabytes per frame. Other rasters take it in proportion. */
const perFrame = (table: ByRaster<number>, source: string): Stream => ({
  rate: (raster, fps) => {
    const { entry, times } = nearestRaster(table, raster);
    return perSecond(entry * times, fps);
  },
  source,
});

/** A codec with published rates in megabits per second, by frame rate. Other rasters and frame rates take the nearest in proportion. */
const published = (table: ByRaster<Readonly<Record<number, number>>>, source: string): Stream => ({
  rate: (raster, fps) => {
    const { entry, times } = nearestRaster(table, raster);
    const known = nearest(fps, Object.keys(entry).map(Number));
    return fromMegabits((((entry[known] ?? Number.NaN) * times * fps) / known) as MegabitsPerSecond);
  },
  source,
});

const compressedTo = (factor: number, { rate }: Stream, source: string): Stream => ({
  rate: (raster, fps) => (rate(raster, fps) * factor) as MegabytesPerSecond,
  source,
});

const HD = "1920x1080";
const UHD = "3840x2160";

const exrHalf = uncompressed(6, "three channels of 16 bits");
const apple = "Apple, white paper on ProRes, April 2022, target rates; real files are 5 to 10 % smaller";
const avid = "Avid, size of a frame in bytes. Tables of its rates are in MiB/s, whatever they say";
const sony = "Sony, rate of the format";

/** What every codec takes that a suite can name. */
export const streams: { readonly [C in Demand["codec"]]: Stream } = {
  "dpx-10": uncompressed(4, "three channels of 10 bits, filled up to 32"),
  "exr-half": exrHalf,
  "exr-half-piz": compressedTo(0.6, exrHalf, "PIZ and ZIP keep 40 to 60 %: planned with the most"),
  "exr-half-dwaa": compressedTo(0.15, exrHalf, "DWAA keeps 5 to 15 %: planned with the most"),
  "arriraw-12": uncompressed(1.5, "one sensor value of 12 bits a pixel"),
  v210: {
    // 48 pixels are packed into 128 bytes, and a line is filled up to whole packs.
    rate: ({ width, height }, fps) => perSecond((Math.ceil(width / 48) * 128 * height) / 1e6, fps),
    source: "4:2:2 in 10 bits, six pixels in 16 bytes",
  },
  "prores-proxy": published({ [HD]: { 24: 36, 25: 38, 50: 76 } }, apple),
  "prores-422": published({ [HD]: { 24: 117, 25: 122, 50: 245 }, [UHD]: { 24: 471, 25: 492, 50: 983 } }, apple),
  "prores-422-hq": published({ [HD]: { 24: 176, 25: 184, 50: 367 }, [UHD]: { 24: 707, 25: 737, 50: 1475 } }, apple),
  "prores-4444": published({ [HD]: { 24: 264, 25: 275, 50: 550 }, [UHD]: { 24: 1061, 25: 1106, 50: 2212 } }, `${apple}; without alpha`),
  "prores-4444-xq": published({ [HD]: { 24: 396, 25: 413, 50: 826 }, [UHD]: { 24: 1591, 25: 1659, 50: 3318 } }, `${apple}; without alpha`),
  "dnxhd-36": published({ [HD]: { 25: 36 } }, "Avid, by its name"),
  "dnxhd-120": published({ [HD]: { 25: 120 } }, "Avid, by its name"),
  "dnxhd-185": published({ [HD]: { 25: 185 } }, "Avid, by its name"),
  "dnxhr-lb": perFrame({ "2048x1080": 0.201, [UHD]: 0.75 }, avid),
  "dnxhr-sq": perFrame({ [UHD]: 2.408 }, avid),
  "dnxhr-hq": perFrame({ "2048x1080": 0.971, [UHD]: 3.641 }, `${avid}; HQX takes the same`),
  "dnxhr-444": perFrame({ "2048x1080": 1.942, [UHD]: 7.287 }, avid),
  "xdcam-hd422": published({ [HD]: { 25: 50 } }, sony),
  "xavc-i": published({ [HD]: { 25: 112, 50: 223 }, [UHD]: { 24: 240, 25: 250, 50: 500 } }, `${sony}: class 100 and class 300`),
  "xavc-l": published({ [UHD]: { 50: 150 } }, sony),
  proxy: published({ [HD]: { 24: 20, 25: 20, 50: 40 } }, "H.264 and H.265 for editing take 5 to 20 Mb/s: planned with the most"),
};

/**
 * What the streams of one demand take together.
 *
 * @example rateOf({ codec: "prores-422-hq", raster: "3840x2160", frame_rate: "25 fps", streams: 9 }) // 829.125 MB/s
 */
export function rateOf({
  codec,
  raster,
  frame_rate,
  streams: count,
}: Pick<Demand, "codec" | "raster" | "frame_rate" | "streams">): MegabytesPerSecond {
  const fps = Number(frame_rate.replace(/ fps$/, ""));
  return (streams[codec].rate(parseRaster(raster), fps) * count) as MegabytesPerSecond;
}
