import { describe, expect, it } from "vitest";
import { axisOf, lengthOf, nearnessOf } from "./plot.ts";

const at = (text: string) => Date.parse(`${text}+09:00`);
const now = at("2026-11-27T12:00");
const file = (erase_at: number) => ({ recorded_from: now, erase_at });

describe("the axis of what is kept", () => {
  it("ends with the day on which the last file is erased, with a mark at each midnight", () => {
    const axis = axisOf([file(at("2026-11-28T09:00")), file(at("2026-11-30T00:00"))], now);
    expect(axis.to).toBe(at("2026-12-01T00:00"));
    expect(axis.marks.map(({ day }) => day)).toEqual(["2026-11-28", "2026-11-29", "2026-11-30"]);
    expect(axis.marks[0]?.at).toBe(14.3);
  });

  it("has a mark a week when it is longer than ten days", () => {
    const axis = axisOf([file(at("2026-12-26T12:00"))], now);
    expect(axis.marks.map(({ day }) => day)).toEqual([
      "2026-12-04",
      "2026-12-11",
      "2026-12-18",
      "2026-12-25",
    ]);
  });

  it("stands with nothing to show", () => {
    expect(axisOf([], now)).toEqual({ from: now, to: at("2026-11-28T00:00"), marks: [] });
  });
});

describe("a bar", () => {
  const axis = axisOf([file(at("2026-12-01T12:00"))], now);

  it("is as long as the time that is left", () => {
    expect(lengthOf(file(at("2026-12-02T00:00")), axis)).toBe(100);
    expect(lengthOf(file(at("2026-11-29T18:00")), axis)).toBe(50);
  });

  it("is empty when the time is over", () => expect(lengthOf(file(now - 1), axis)).toBe(0));

  it.each([
    [now + 24 * 3600_000, "today"],
    [now + 24 * 3600_000 + 1, "soon"],
    [now + 72 * 3600_000 + 1, "later"],
  ] as const)("says how near its end is", (erase_at, nearness) => {
    expect(nearnessOf(file(erase_at), now)).toBe(nearness);
  });
});
