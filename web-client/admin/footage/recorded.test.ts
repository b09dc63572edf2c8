import { expect, it } from "vitest";
import { spanOf, startIn } from "./recorded.ts";

const nine = Date.parse("2026-11-27T09:00:00+09:00");

it.each([
  ["20261127_090000.mp4", nine],
  ["CAM1-2026-11-27 09-00-00.avi", nine],
  ["ch01_20261127090000_main.mp4", nine],
  ["2026-11-27T09.00.mp4", nine],
  ["20261340_090000.mp4", null],
  ["holiday.mp4", null],
])("the name %s tells its beginning", (name, start) => expect(startIn(name)).toBe(start));

it("the film's length gives the other end", () => {
  const told = { name: "20261127_090000.mp4", lastModified: 5, duration_ms: 60_000 };
  expect(spanOf(told)).toEqual({ from: nine, to: nine + 60_000 });
  expect(spanOf({ ...told, name: "x.mp4", lastModified: nine + 400 })).toEqual({
    from: nine - 60_000,
    to: nine,
  });
});

it("a film that the browser cannot read has its two ends at one moment", () => {
  expect(spanOf({ name: "x", lastModified: nine, duration_ms: null })).toEqual({
    from: nine,
    to: nine,
  });
});
