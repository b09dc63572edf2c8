import { expect, it } from "vitest";
import { acceptable, flawOfSpan } from "./batch.ts";

it.each([
  ["CAM1.MP4", true],
  ["a.webm", true],
  ["a.mp4.exe", false],
  ["mp4", false],
])("%s is acceptable: %s", (name, fits) => {
  expect(acceptable(name, [".mp4", ".webm"])).toBe(fits);
});

it("a recording has a length and is over", () => {
  expect(flawOfSpan({ from: 1, to: 2 }, 2)).toBeNull();
  expect(flawOfSpan({ from: 2, to: 2 }, 9)).toBe("backwards");
  expect(flawOfSpan({ from: 1, to: 3 }, 2)).toBe("future");
});
