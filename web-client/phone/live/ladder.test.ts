import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Rungs, encodings } from "./encodings";
import { Floor, PictureSize, stepAfter } from "./floor";
import {
  FLOOR_AFTER_MS,
  FLOOR_AGAIN_MS,
  PICTURE_BYTES_MAX,
  PICTURE_EVERY_MS,
  PICTURE_TIMEOUT_MS,
  PICTURE_TRIAL_MS,
  RUNG_WAIT_MS,
} from "./limits";

describe("the encodings", () => {
  it("are 720, 360 and 180 lines, the largest first", () => {
    expect(encodings().map(({ rid, scaleResolutionDownBy }) => [rid, scaleResolutionDownBy])).toEqual([
      ["h", 1],
      ["m", 2],
      ["l", 4],
    ]);
  });

  /** The count after each second at that estimate. */
  function counts(rungs: Rungs, from: number, seconds: number, bps: number): number[] {
    return Array.from({ length: seconds }, (_, second) => {
      rungs.judge(bps, (from + second) * 1000);
      return rungs.count;
    });
  }

  it("go down quickly under 300 kbit/s, and not for a dip", () => {
    const rungs = new Rungs();
    expect(counts(rungs, 0, 5, 3e6).pop()).toBe(3);
    expect(counts(rungs, 5, 1, 250_000)).toEqual([3]);
    expect(counts(rungs, 6, 3, 3e6)).toEqual([3, 3, 3]);
    expect(counts(rungs, 9, 5, 250_000)).toEqual([3, 2, 2, 1, 1]);
  });

  it("come back by trials, later after each failure", () => {
    const rungs = new Rungs();
    counts(rungs, 0, 6, 100_000);
    expect(rungs.count).toBe(1);
    const seen = counts(rungs, 6, 60, 200_000);
    const trials = seen.map((_, at) => at).filter((at) => (seen[at] ?? 0) > (seen[at - 1] ?? 1));
    expect(trials.length).toBeGreaterThan(1);
    expect(trials[0]).toBeLessThanOrEqual(RUNG_WAIT_MS / 1000);
    const waits = trials.slice(1).map((at, index) => at - (trials[index] as number));
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(counts(rungs, 66, 200, 3e6).pop()).toBe(3);
  });
});

describe("the floor", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    vi.stubGlobal("window", globalThis);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  function floor(send: () => Promise<void>) {
    const sent: number[] = [];
    const steps: string[] = [];
    const made = new Floor({
      take: () => Promise.resolve(new Blob(["x"])),
      send: () => {
        sent.push(performance.now());
        return send();
      },
      changed: () => steps.push(made.step),
    });
    return { made, sent, steps };
  }

  it("sends nothing while video runs, then a picture a second, until video runs again", async () => {
    const { made, sent, steps } = floor(() => Promise.resolve());
    made.videoRuns(false);
    await vi.advanceTimersByTimeAsync(FLOOR_AFTER_MS - 1);
    expect(sent.length).toBe(0);
    await vi.advanceTimersByTimeAsync(1 + 5 * PICTURE_EVERY_MS);
    expect(sent.length).toBe(6);
    made.videoRuns(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent.length).toBe(6);
    expect(steps).toEqual(["pictures", "video"]);
  });

  it("begins sooner when video was there", async () => {
    const { made, sent } = floor(() => Promise.resolve());
    made.videoRuns(false);
    made.videoRuns(true);
    made.videoRuns(false);
    await vi.advanceTimersByTimeAsync(FLOOR_AGAIN_MS);
    expect(sent.length).toBe(1);
    made.stop();
  });

  it("does not begin for a gap that is shorter", async () => {
    const { made, sent } = floor(() => Promise.resolve());
    made.videoRuns(false);
    await vi.advanceTimersByTimeAsync(FLOOR_AFTER_MS - 500);
    made.videoRuns(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toEqual([]);
  });

  it("steps down to stills on demand and to text, and up again by itself", async () => {
    let through = false;
    const { made, steps } = floor(() => (through ? Promise.resolve() : Promise.reject(new Error())));
    made.videoRuns(false);
    await vi.advanceTimersByTimeAsync(FLOOR_AFTER_MS + 3 * PICTURE_TRIAL_MS);
    expect(steps).toEqual(["on_demand", "text"]);
    through = true;
    made.hurry();
    await vi.advanceTimersByTimeAsync(10);
    expect(steps.pop()).toBe("pictures");
    made.stop();
  });

  it.each([
    [0, 300, "pictures"],
    [0, PICTURE_TIMEOUT_MS, "on_demand"],
    [1, 300, "on_demand"],
    [3, 300, "text"],
  ])("after %d failures and %d ms: %s", (failures, ms, step) =>
    expect(stepAfter(failures, ms)).toBe(step),
  );

  it("finds a size that passes within the second, and grows again", () => {
    const size = new PictureSize();
    expect(size.now()).toEqual([640, 0.6]);
    for (let n = 0; n < 10; n++) size.learn(2_500, PICTURE_BYTES_MAX);
    expect(size.now()[0]).toBeLessThan(330);
    for (let n = 0; n < 10; n++) size.learn(200, 8_000);
    expect(size.now()).toEqual([640, 0.6]);
  });
});
