import { expect, it } from "vitest";
import { barsOf, namedOf, topOf } from "./bars.ts";

it("the top is round and above every value", () => {
  expect(topOf([])).toBe(1);
  expect(topOf([0])).toBe(1);
  expect(topOf([7])).toBe(10);
  expect(topOf([10])).toBe(10);
  expect(topOf([11, 3])).toBe(20);
  expect(topOf([430])).toBe(500);
});

it("bars stand side by side within the plot", () => {
  const bars = barsOf([0, 5, 10], 10);
  expect(bars.map((bar) => bar.height)).toEqual([0, 50, 100]);
  expect(bars[2] && bars[2].at + bars[2].width).toBeLessThanOrEqual(100);
});

it("names are thinned out, the first stays", () => {
  expect(namedOf(5, 8)).toEqual([0, 1, 2, 3, 4]);
  expect(namedOf(30, 8)).toEqual([0, 4, 8, 12, 16, 20, 24, 28]);
});
