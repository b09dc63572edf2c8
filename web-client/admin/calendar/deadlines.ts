// Deadlines by days, and how urgent each is. Touches nothing.
import type { Day, DeadlineLine, UnixMs } from "../../shared/protocol.ts";
import { dayOf, minuteOf } from "./days.ts";

export type Urgency = "overdue" | "today" | "soon" | "later" | "over";

/** A week ahead is soon: what is due then has to be planned now. */
const SOON_MS = 7 * 24 * 60 * 60 * 1000;

export function urgencyOf(deadline: DeadlineLine, now: UnixMs): Urgency {
  if (deadline.state === "overdue") return "overdue";
  if (deadline.state !== "open") return "over";
  if (deadline.due < now) return deadline.consequence === "overdue_escalate" ? "overdue" : "today";
  if (lastDayOf(deadline.due) === dayOf(now)) return "today";
  return deadline.due - now <= SOON_MS ? "soon" : "later";
}

/** The day under which a deadline stands. One due at midnight ends the day before. */
export function lastDayOf(due: UnixMs): Day {
  return dayOf(due - 1);
}

/** Whether it is due with the end of a day in Japan. */
export function endsDay(due: UnixMs): boolean {
  return minuteOf(due) === "00:00";
}

export function byDay(deadlines: readonly DeadlineLine[]): Map<Day, DeadlineLine[]> {
  const days = new Map<Day, DeadlineLine[]>();
  for (const deadline of [...deadlines].sort((a, b) => a.due - b.due)) {
    const day = lastDayOf(deadline.due);
    days.set(day, [...(days.get(day) ?? []), deadline]);
  }
  return days;
}

export type Remaining = { unit: "minutes" | "hours" | "days"; count: number; late: boolean };

/** The largest unit that fits: `3 days left`, `20 minutes late`. */
export function remaining(due: UnixMs, now: UnixMs): Remaining {
  const late = due < now;
  const minutes = Math.floor(Math.abs(due - now) / 60_000);
  if (minutes < 120) return { unit: "minutes", count: minutes, late };
  if (minutes < 48 * 60) return { unit: "hours", count: Math.floor(minutes / 60), late };
  return { unit: "days", count: Math.floor(minutes / (24 * 60)), late };
}
