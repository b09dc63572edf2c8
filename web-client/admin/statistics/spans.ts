// The spans of days that people ask figures for. Touches nothing.
import type { Day, StatisticsStep } from "../../shared/protocol.ts";
import { daysBetween, monthOf, plusDays, plusMonths, weekdayOf } from "../calendar/days.ts";

export interface Span {
  from: Day;
  to: Day;
}

export const PRESETS = ["today", "week", "month", "last_month", "fiscal_year"] as const;
export type Preset = (typeof PRESETS)[number];

/** The same bound as the server's: a fiscal year with its leap day. */
export const DAYS_MAX = 366;
/** So many bars of a day can be told apart. */
const DAYS_AS_DAYS = 45;
const DAYS_AS_WEEKS = 120;

export function spanOf(preset: Preset, today: Day): Span {
  const month = `${monthOf(today)}-01`;
  switch (preset) {
    case "today":
      return { from: today, to: today };
    case "week":
      return { from: plusDays(today, -weekdayOf(today)), to: today };
    case "month":
      return { from: month, to: today };
    case "last_month":
      return { from: `${plusMonths(monthOf(today), -1)}-01`, to: plusDays(month, -1) };
    case "fiscal_year":
      return { from: `${fiscalYearOf(today)}-04-01`, to: today };
  }
}

/** A fiscal year [年度] begins on 1 April. */
function fiscalYearOf(day: Day): string {
  const year = Number(day.slice(0, 4));
  return String(day.slice(5, 7) < "04" ? year - 1 : year);
}

/** Bars that can still be told apart. */
export function stepOf({ from, to }: Span): StatisticsStep {
  const days = daysBetween(from, to) + 1;
  if (days <= DAYS_AS_DAYS) return "day";
  return days <= DAYS_AS_WEEKS ? "week" : "month";
}

export type SpanFlaw = "backwards" | "too_long" | "empty";

export function flawOf({ from, to }: Span): SpanFlaw | null {
  if (from === "" || to === "") return "empty";
  const days = daysBetween(from, to) + 1;
  if (days < 1) return "backwards";
  return days > DAYS_MAX ? "too_long" : null;
}
