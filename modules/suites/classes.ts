import type { Facility, Host, SuiteClass } from "#inventory/facility.ts";
import { suitesOf } from "#inventory/of-host.ts";

/** What the work of a suite asks of its hosts. */
export interface Tuning {
  /** Profile of tuned: what matters is how much goes through (playback, render), or how soon (audio, live pictures). */
  readonly tuned: "throughput-performance" | "latency-performance" | "network-throughput" | "balanced";
  /** Link to the storage that its streams need: uncompressed 4K fills more than 10 GbE. */
  readonly link: "10 GbE" | "25 GbE";
  /** Real-time priority and locked memory for audio. */
  readonly realtime: boolean;
  /** Camera cards and disks are read there; everywhere else USB storage is blocked. */
  readonly removableMedia: boolean;
  /** Somebody sits in front of it. */
  readonly desktop: boolean;
}

const seat: Tuning = { tuned: "throughput-performance", link: "10 GbE", realtime: false, removableMedia: false, desktop: true };

/** Facts: rates of streams per format, and what playback, audio and ingest ask of a host, as manufacturers' guides for each class say. */
export const classes: { readonly [C in SuiteClass]: Tuning } = {
  offline: seat,
  online: { ...seat, link: "25 GbE" },
  grade: { ...seat, link: "25 GbE" },
  audio: { ...seat, tuned: "latency-performance", realtime: true },
  vfx: { ...seat, link: "25 GbE" },
  qc: { ...seat, link: "25 GbE" },
  ingest: { ...seat, tuned: "network-throughput", removableMedia: true },
  review: { ...seat, tuned: "balanced" },
  render: { ...seat, link: "25 GbE", desktop: false },
};

const server: Tuning = { ...seat, tuned: "network-throughput", link: "25 GbE", desktop: false };

/** The tuning of a host whose first suite has a class, or of a server where it belongs to none. */
export const tuningFor = (use: SuiteClass | undefined): Tuning => (use === undefined ? server : classes[use]);

/** The tuning of a host: that of its suite's class, or of a server where it belongs to none. */
export const tuningOf = (facility: Facility, host: Host): Tuning => tuningFor(suitesOf(facility, host)[0]?.class);
