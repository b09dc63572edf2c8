import { describe, expect, it } from "vitest";
import type { OfficeHoursView } from "../../shared/protocol.ts";
import { hoursFlaws, openingOn } from "./office.ts";

const weekday = { from: "08:30", to: "17:15" };
const standard: OfficeHoursView = {
  week: [weekday, weekday, weekday, weekday, weekday, null, null],
  closed_on_holidays: true,
  closed_at_year_end: true,
  exceptions: [
    { day: "2026-11-28", opening: { from: "10:00", to: "12:00" } },
    { day: "2026-11-27" },
  ],
};
const holidays = new Set(["2026-11-23"]);

describe("an office", () => {
  it.each([
    ["2026-11-26", weekday],
    ["2026-11-22", null],
    ["2026-11-23", null],
    ["2026-12-29", null],
    ["2027-01-04", weekday],
    ["2026-11-27", null],
    ["2026-11-28", { from: "10:00", to: "12:00" }],
  ])("on %s", (day, opening) => expect(openingOn(standard, holidays, day)).toEqual(opening));

  it("works on holidays where its hours say so", () => {
    const open = { ...standard, closed_on_holidays: false };
    expect(openingOn(open, holidays, "2026-11-23")).toEqual(weekday);
  });
});

describe("edited hours", () => {
  it("are told where they close before they open", () => {
    const week = [{ from: "17:00", to: "09:00" }, ...standard.week.slice(1)];
    expect(hoursFlaws({ ...standard, week })).toEqual([{ day: 0, flaw: "order" }]);
  });

  it("are told where a time is none", () => {
    const exceptions = [{ day: "2026-12-01", opening: { from: "8:30", to: "24:01" } }];
    expect(hoursFlaws({ ...standard, exceptions })).toEqual([{ day: "2026-12-01", flaw: "times" }]);
  });

  it("may last to the end of the day", () => {
    const week = [{ from: "00:00", to: "24:00" }, ...standard.week.slice(1)];
    expect(hoursFlaws({ ...standard, week })).toEqual([]);
  });
});
