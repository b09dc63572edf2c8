import { describe, expect, it } from "vitest";
import { calendarDay, clockMinute, clockTime, minutesSeconds, roundSpan, seconds } from "./time.ts";

describe("times of day", () => {
  it("are those of Japan, also across its midnight", () => {
    const at = Date.UTC(2026, 10, 20, 15, 0, 5);
    expect(clockTime(at)).toBe("00:00:05");
    expect(clockMinute(at)).toBe("00:00");
    expect(calendarDay(at)).toBe("2026-11-21");
  });
});

describe("spans", () => {
  it.each([
    [0, "00:00"],
    [-400, "00:00"],
    [7_999, "00:07"],
    [754_000, "12:34"],
    [3_723_000, "1:02:03"],
  ])("writes %d ms as %s", (span, words) => expect(minutesSeconds(span)).toBe(words));

  it.each([
    [-50, "0.0"],
    [230, "0.2"],
    [9_940, "9.9"],
    [9_960, "10"],
    [61_000, "61"],
  ])("writes %d ms as %s seconds", (span, words) => expect(seconds(span)).toBe(words));

  it("counts seconds, then minutes, then hours", () => {
    expect(roundSpan(99_999)).toEqual({ unit: "seconds", count: 99 });
    expect(roundSpan(100_000)).toEqual({ unit: "minutes", count: 1 });
    expect(roundSpan(5_999_999)).toEqual({ unit: "minutes", count: 99 });
    expect(roundSpan(6_000_000)).toEqual({ unit: "hours", count: 1 });
  });
});
