import type { Clock } from "#inventory/cross-check.ts";
import type { Written, WrittenBooking } from "#inventory/written.ts";

/** A booking in which people work, with its id. */
export interface Session extends WrittenBooking {
  readonly id: string;
}

/**
 * The bookings that go on or are to come, pencil ones too, the earliest first. In a booking for maintenance nobody works for a client; one that
 * ends before it starts is told of by a check of its own.
 */
export const listSessions = ({ bookings }: Written, { now }: Clock): readonly Session[] =>
  [...bookings]
    .filter(([, { status, start, end }]) => status !== "maintenance" && start < end && now < end)
    .map(([id, booking]) => ({ id, ...booking }))
    .toSorted((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
