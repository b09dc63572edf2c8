// How long each recording is still kept, as bars on one axis from now on. Touches nothing.
import type { Day, UnixMs } from "../../shared/protocol.ts";
import { dayOf, daysBetween, plusDays, startOf } from "../calendar/days.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** A mark for each day of a week, for weeks above that. */
const DAYS_MARKED_MAX = 10;

export interface Axis {
  from: UnixMs;
  to: UnixMs;
  /** Midnights in Japan, with how far each lies from the left in hundredths. */
  marks: { day: Day; at: number }[];
}

export interface Kept {
  recorded_from: UnixMs;
  erase_at: UnixMs;
}

/** From now to the end of the day on which the last of them is erased. */
export function axisOf(files: readonly Kept[], now: UnixMs): Axis {
  const last = Math.max(now, ...files.map((file) => file.erase_at));
  const to = startOf(plusDays(dayOf(last), 1));
  const days = daysBetween(dayOf(now), dayOf(to));
  const step = days <= DAYS_MARKED_MAX ? 1 : 7;
  const marks = [];
  for (let nth = step; nth < days; nth += step) {
    const day = plusDays(dayOf(now), nth);
    marks.push({ day, at: hundredths(startOf(day) - now, to - now) });
  }
  return { from: now, to, marks };
}

/** The length of a file's bar in hundredths of the axis: the time that is left. */
export function lengthOf(file: Kept, axis: Axis): number {
  return hundredths(file.erase_at - axis.from, axis.to - axis.from);
}

export type Nearness = "today" | "soon" | "later";

/** Colour is never alone: the same word stands beside the bar. */
export function nearnessOf(file: Kept, now: UnixMs): Nearness {
  if (file.erase_at - now <= DAY_MS) return "today";
  return file.erase_at - now <= 3 * DAY_MS ? "soon" : "later";
}

function hundredths(part: number, whole: number): number {
  if (whole <= 0) return 0;
  return Math.min(100, Math.max(0, Math.round((part / whole) * 1000) / 10));
}
