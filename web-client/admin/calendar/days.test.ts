import { describe, expect, it } from "vitest";
import {
  dayOf,
  daysBetween,
  eraDay,
  isDay,
  localOf,
  minuteOf,
  momentOf,
  monthOf,
  plusDays,
  plusMonths,
  startOf,
  weekdayOf,
  weeksOf,
} from "./days.ts";

describe("days in Japan", () => {
  it("begin nine hours before those of Greenwich", () => {
    const midnight = Date.parse("2026-11-27T15:00:00Z");
    expect(dayOf(midnight)).toBe("2026-11-28");
    expect(dayOf(midnight - 1)).toBe("2026-11-27");
    expect(minuteOf(midnight - 60_000)).toBe("23:59");
    expect(startOf("2026-11-28")).toBe(midnight);
  });

  it.each([
    ["2024-02-28", 1, "2024-02-29"],
    ["2026-02-28", 1, "2026-03-01"],
    ["2026-01-01", -1, "2025-12-31"],
  ])("%s plus %d is %s", (day, days, then) => expect(plusDays(day, days)).toBe(then));

  it.each([
    ["2026-11", 1, "2026-12"],
    ["2026-12", 1, "2027-01"],
    ["2026-01", -1, "2025-12"],
    ["2026-11", 14, "2028-01"],
  ])("%s plus %d months is %s", (month, months, then) => expect(plusMonths(month, months)).toBe(then));

  it("count whole days", () => {
    expect(daysBetween("2026-11-27", "2027-02-25")).toBe(90);
    expect(daysBetween("2026-11-27", "2026-11-26")).toBe(-1);
  });

  it.each(["2026-02-29", "2026-13-01", "2026-1-1", "", "2026-11-31"])("%j is none", (text) =>
    expect(isDay(text)).toBe(false),
  );

  it("know the leap day of 2028", () => expect(isDay("2028-02-29")).toBe(true));

  it("name Friday the fifth day from Monday", () => expect(weekdayOf("2026-11-27")).toBe(4));

  it.each([
    ["2026-11-27", "令和8年11月27日"],
    ["2019-05-01", "令和元年5月1日"],
    ["2019-04-30", "平成31年4月30日"],
    ["1988-01-01", "1988年1月1日"],
  ])("%s is %s", (day, words) => expect(eraDay(day)).toBe(words));
});

describe("the weeks of a month", () => {
  it.each(["2026-02", "2026-11", "2027-05", "2026-08"])("cover %s once, Sunday first", (month) => {
    const weeks = weeksOf(month);
    expect(weeks.every((week) => week.length === 7 && weekdayOf(week[0] ?? "") === 6)).toBe(true);
    const days = weeks.flat();
    expect(new Set(days).size).toBe(days.length);
    const last = Number(plusDays(`${plusMonths(month, 1)}-01`, -1).slice(8));
    expect(days.filter((day) => monthOf(day) === month)).toHaveLength(last);
    expect(weeks[0]?.some((day) => monthOf(day) === month)).toBe(true);
    expect(weeks.at(-1)?.some((day) => monthOf(day) === month)).toBe(true);
  });
});

describe("moments typed by people", () => {
  it("are times in Japan", () => {
    expect(momentOf("2026-11-27T09:30")).toBe(Date.parse("2026-11-27T00:30:00Z"));
    expect(momentOf("2026-11-27T09:30:15")).toBe(Date.parse("2026-11-27T00:30:15Z"));
  });

  it("come back as they were typed", () => {
    expect(localOf(momentOf("2026-02-28T23:59") ?? 0)).toBe("2026-02-28T23:59");
  });

  it.each(["", "2026-11-27", "2026-02-30T10:00", "2026-11-27T25:00"])("%j is none", (text) =>
    expect(momentOf(text)).toBeNull(),
  );
});
