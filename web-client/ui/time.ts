// Spans and times of day as the console writes them. Times of day are those of Japan, wherever
// the terminal believes to be.
import type { UnixMs } from "../shared/protocol.ts";

const timeOfDay = new Intl.DateTimeFormat("ja-JP", {
  timeZone: "Asia/Tokyo",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

const dayOfYear = new Intl.DateTimeFormat("en-CA", {
  timeZone: "Asia/Tokyo",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

/** `03:12:45` in Japan. */
export function clockTime(at_ms: UnixMs): string {
  return timeOfDay.format(at_ms);
}

/** `03:12` in Japan. */
export function clockMinute(at_ms: UnixMs): string {
  return clockTime(at_ms).slice(0, 5);
}

/** `2026-11-20` in Japan. */
export function calendarDay(at_ms: UnixMs): string {
  return dayOfYear.format(at_ms);
}

/** `00:07`, `12:34`, from an hour on `1:02:03`. Never negative: clocks differ a little. */
export function minutesSeconds(span_ms: number): string {
  const seconds = Math.max(0, Math.floor(span_ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** `0.2`, `9.9`, from ten on `12`: seconds as far as they matter. */
export function seconds(span_ms: number): string {
  const value = Math.max(0, span_ms) / 1000;
  return value < 9.95 ? value.toFixed(1) : String(Math.round(value));
}

export type Span = { unit: "seconds" | "minutes" | "hours"; count: number };

/** The largest unit that fits, for `12 s ago`. */
export function roundSpan(span_ms: number): Span {
  const whole = Math.max(0, Math.floor(span_ms / 1000));
  if (whole < 100) return { unit: "seconds", count: whole };
  if (whole < 6000) return { unit: "minutes", count: Math.floor(whole / 60) };
  return { unit: "hours", count: Math.floor(whole / 3600) };
}
