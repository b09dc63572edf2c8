import { describe, expect, it } from "vitest";
import { Idle } from "./idle.ts";

describe("a page that nobody touches", () => {
  it("says nothing before the server was heard", () => {
    const idle = new Idle();
    idle.touched(0);
    expect(idle.left_s(5_000)).toBeNull();
    expect(idle.isNear(5_000)).toBe(false);
  });

  it("counts from the last touch and comes near in the last minute", () => {
    const idle = new Idle();
    idle.heard({ after_s: 900, left_s: 900 }, 0);
    idle.touched(100_000);
    expect(idle.left_s(100_000)).toBe(900);
    expect(idle.isNear(939_000)).toBe(false);
    expect(idle.isNear(940_000)).toBe(true);
    expect(idle.left_s(2_000_000)).toBe(0);
  });

  it("believes the server, which knows of other tabs and of live reports", () => {
    const idle = new Idle();
    idle.heard({ after_s: 900, left_s: 900 }, 0);
    expect(idle.isNear(850_000)).toBe(true);
    idle.heard({ after_s: 900, left_s: 895 }, 850_000);
    expect(idle.isNear(850_000)).toBe(false);
    expect(idle.left_s(850_000 + 895_000)).toBe(0);
  });
});
