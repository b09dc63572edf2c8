import { expect, it } from "vitest";
import { stageOf } from "./system-state.ts";

it("a stop is far, near, running and over, to the millisecond", () => {
  const minute = 60_000;
  const stop = {
    case: "c",
    from_ms: 20 * minute,
    until_ms: 30 * minute,
    drains: false,
    ground: { ja: "保守", en: "Upkeep" },
  };
  const stages = [0, 10 * minute - 1, 10 * minute, 20 * minute - 1, 20 * minute, 30 * minute - 1, 30 * minute];
  expect(stages.map((now) => stageOf(stop, now))).toEqual([
    "far",
    "far",
    "near",
    "near",
    "running",
    "running",
    null,
  ]);
});
