import { describe, expect, it } from "vitest";
import { Refused } from "../../phone/api";
import { OVERLAP_MS, PART_MS, SETTLED_MS, STRAIN_MS } from "./limits";
import { Live, isFull, mediaTypeOf, partName, partOf, sliceName } from "./rules";
import { outcomeOf } from "./sender";

describe("what is kept", () => {
  it("is told by names alone, so that a reload loses nothing of it", () => {
    const name = partName(1_795_000_000_123.4, "video/webm;codecs=vp8", 0.5);
    expect(name).toMatch(/^[\w-]{16,64}$/);
    expect(mediaTypeOf(name)).toBe("video/webm");
    expect(mediaTypeOf(partName(1, "video/mp4", 0.000001))).toBe("video/mp4");
    const files = [2, 0, 1].map((nth): [string, number] => [
      sliceName(nth, 1_795_000_001_000 + nth * 1_000),
      100 + nth,
    ]);
    expect(partOf(name, files)).toEqual({
      name,
      fromMs: 1_795_000_000_123,
      toMs: 1_795_000_003_000,
      bytes: 303,
      slices: ["0000-1795000001000", "0001-1795000002000", "0002-1795000003000"],
    });
  });

  it.each([
    ["1795000000000-webm-1", []],
    ["1795000000000-webm-1", [["0000-1794999999999", 5]]],
    ["strange", [["file", 5]]],
  ] as const)("is not %s with %j", (name, files) =>
    expect(partOf(name, files as unknown as [string, number][])).toBeNull(),
  );

  it("is bounded in time and bytes", () => {
    const part = { name: "", fromMs: 0, toMs: PART_MS, bytes: 100, slices: [] };
    const limits = { kept_bytes_max: 1_000, kept_ms_max: 3 * PART_MS };
    expect(isFull([part, part], limits)).toBe(false);
    expect(isFull([part, part, part], limits)).toBe(true);
    expect(isFull([{ ...part, bytes: 999 }], limits)).toBe(false);
    expect(isFull([{ ...part, bytes: 1_000 }], limits)).toBe(true);
  });
});

describe("live video", () => {
  it("is away only after it flowed, and a moment longer", () => {
    const live = new Live();
    live.note(false, 3, 0);
    expect(live.isAway(1)).toBe(false);
    live.note(true, 3, 1_000);
    expect(live.isAway(1_001)).toBe(false);
    live.note(false, 3, 5_000);
    expect(live.isAway(5_000)).toBe(true);
    live.note(true, 3, 9_000);
    expect(live.isAway(9_000 + OVERLAP_MS - 1)).toBe(true);
    expect(live.isAway(9_000 + OVERLAP_MS)).toBe(false);
  });

  it("goes first: nothing is sent before it has settled, nor while it gives encodings up", () => {
    const live = new Live();
    live.note(true, 3, 0);
    expect(live.isCalm(SETTLED_MS - 1)).toBe(false);
    expect(live.isCalm(SETTLED_MS)).toBe(true);
    live.note(true, 2, 20_000);
    expect(live.isCalm(20_000 + STRAIN_MS - 1)).toBe(false);
    expect(live.isCalm(20_000 + STRAIN_MS)).toBe(true);
    live.note(true, 3, 40_000);
    expect(live.isCalm(40_000)).toBe(true);
    live.note(false, 3, 50_000);
    expect(live.isCalm(90_000)).toBe(false);
  });
});

describe("an answer of the server", () => {
  it.each([
    [new TypeError("no network"), "later"],
    [new Refused(507, "storage_full", {}), "later"],
    [new Refused(503, "system_suspended", {}), "later"],
    [new Refused(410, "report_over", {}), "over"],
    [new Refused(401, "session_invalid", {}), "over"],
    [new Refused(422, "late_times_wrong", {}), "refused"],
    [new Refused(409, "too_many_late_parts", {}), "refused"],
  ])("%s: %s", (error, outcome) => expect(outcomeOf(error)).toBe(outcome));
});
