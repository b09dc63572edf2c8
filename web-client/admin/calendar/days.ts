// Days in Japan as `2026-11-27`, their weeks, and moments as people write them there. Whatever
// the terminal believes to be its time zone, nothing here asks it. Touches nothing.
import type { Day, UnixMs } from "../../shared/protocol.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Japan has had no summer time since 1951. */
const JAPAN_MS = 9 * 60 * 60 * 1000;

/** The day in Japan that a moment lies in. */
export function dayOf(at: UnixMs): Day {
  return new Date(at + JAPAN_MS).toISOString().slice(0, 10);
}

/** `08:05` */
export function minuteOf(at: UnixMs): string {
  return new Date(at + JAPAN_MS).toISOString().slice(11, 16);
}

/** The first moment of a day. */
export function startOf(day: Day): UnixMs {
  return Date.parse(`${day}T00:00:00Z`) - JAPAN_MS;
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}

export function plusDays(day: Day, days: number): Day {
  return dayOf(startOf(day) + days * DAY_MS);
}

/** Whole days from one to the other; negative when the other lies before. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((startOf(to) - startOf(from)) / DAY_MS);
}

/** Monday is 0, as in office hours. */
export function weekdayOf(day: Day): number {
  return (new Date(startOf(day) + JAPAN_MS).getUTCDay() + 6) % 7;
}

/** `2026-11` of a day. */
export function monthOf(day: Day): string {
  return day.slice(0, 7);
}

export function plusMonths(month: string, months: number): string {
  const [year = 0, nth = 1] = month.split("-").map(Number);
  const count = year * 12 + (nth - 1) + months;
  return `${String(Math.floor(count / 12)).padStart(4, "0")}-${String((count % 12) + 1).padStart(2, "0")}`;
}

/** Whole weeks that cover a month, Sunday first as calendars in Japan hang on the wall. */
export function weeksOf(month: string): Day[][] {
  const first = `${month}-01`;
  const beyond = `${plusMonths(month, 1)}-01`;
  const weeks: Day[][] = [];
  let day = plusDays(first, -((weekdayOf(first) + 1) % 7));
  while (day < beyond) {
    const sunday = day;
    weeks.push(Array.from({ length: 7 }, (_, nth) => plusDays(sunday, nth)));
    day = plusDays(day, 7);
  }
  return weeks;
}

/** The eras [元号] since 1989; documents of the police are dated by them. */
const ERAS = [
  { from: "2019-05-01", name: "令和", first: 2019 },
  { from: "1989-01-08", name: "平成", first: 1989 },
] as const;

/** `令和8年11月27日`; a day before 1989 by its western year. */
export function eraDay(day: Day): string {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const era = ERAS.find(({ from }) => day >= from);
  if (!era) return `${year}年${month}月${date}日`;
  const nth = year - era.first + 1;
  return `${era.name}${nth === 1 ? "元" : nth}年${month}月${date}日`;
}

/** What `<input type="datetime-local">` holds, taken as a time in Japan. */
export function momentOf(local: string): UnixMs | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(local)) return null;
  if (!isDay(local.slice(0, 10))) return null;
  const at = Date.parse(`${local.length === 16 ? `${local}:00` : local}Z`);
  return Number.isNaN(at) ? null : at - JAPAN_MS;
}

export function localOf(at: UnixMs): string {
  return `${dayOf(at)}T${minuteOf(at)}`;
}

/** The same with its seconds. */
export function localSecondOf(at: UnixMs): string {
  return `${localOf(at)}:${new Date(at).toISOString().slice(17, 19)}`;
}
