import type { Carrier } from "#storage/demand.ts";

const figures = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/** A figure as people read it, with at most one decimal. */
export const showFigure = (figure: number): string => figures.format(figure);

/** An amount with its unit, as in `1,658.9 MB/s` or `1 stream`. */
export const showAmount = (amount: number, unit: Carrier["unit"]): string =>
  `${showFigure(amount)} ${unit === "streams" && amount === 1 ? "stream" : unit}`;
