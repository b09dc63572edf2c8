// Whether an office is open on a day, as the server counts it. Touches nothing.
import type { Day, OfficeHoursView, Opening } from "../../shared/protocol.ts";
import { weekdayOf } from "./days.ts";

/** When the office is open on a day; `null` is closed. */
export function openingOn(
  hours: OfficeHoursView,
  holidays: ReadonlySet<Day>,
  day: Day,
): Opening | null {
  const exception = hours.exceptions.find((other) => other.day === day);
  if (exception) return exception.opening ?? null;
  const isYearEnd = /-(12-(29|30|31)|01-0[123])$/.test(day);
  if (hours.closed_at_year_end && isYearEnd) return null;
  if (hours.closed_on_holidays && holidays.has(day)) return null;
  return hours.week[weekdayOf(day)] ?? null;
}

export type HoursFlaw = { day: number | Day; flaw: "times" | "order" };

const TIME = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

/** What is wrong with edited hours, before they are sent. */
export function hoursFlaws(hours: OfficeHoursView): HoursFlaw[] {
  const flaws: HoursFlaw[] = [];
  const look = (day: number | Day, opening: Opening | null) => {
    if (opening === null) return;
    if (!TIME.test(opening.from) || !TIME.test(opening.to)) flaws.push({ day, flaw: "times" });
    else if (opening.from >= opening.to) flaws.push({ day, flaw: "order" });
  };
  hours.week.forEach((opening, day) => look(day, opening));
  hours.exceptions.forEach(({ day, opening }) => look(day, opening ?? null));
  return flaws;
}
