const day = 24 * 60 * 60 * 1000;

const utc = (date: string): number => Date.parse(`${date}T00:00:00Z`);

/** True for a day of the calendar as `2027-03-31`. */
export const isDate = (text: string): boolean =>
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text) && new Date(utc(text) || 0).toISOString().startsWith(text);

/** True for a day and a time as `2027-03-31T18:30`. */
export const isMoment = (text: string): boolean => isDate(text.slice(0, 10)) && /^.{10}T(?:[01][0-9]|2[0-3]):[0-5][0-9]$/.test(text);

/**
 * Days from one date to another; below 0 when the other is earlier.
 *
 * @example daysBetween("2026-12-31", "2027-01-02") // 2
 */
export const daysBetween = (from: string, to: string): number => Math.round((utc(to) - utc(from)) / day);

/**
 * The date some days after another.
 *
 * @example addDays("2026-12-31", 2) // "2027-01-02"
 */
export const addDays = (date: string, days: number): string => new Date(utc(date) + days * day).toISOString().slice(0, 10);

/** The moment some seconds after another. Both are of one time zone; its summer time is not counted. */
export const addSeconds = (moment: string, seconds: number): string =>
  new Date(Date.parse(`${moment}:00Z`) + seconds * 1000).toISOString().slice(0, 16);
