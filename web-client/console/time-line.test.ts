import { describe, expect, test } from "vitest";
import type { Recording } from "../shared/protocol.ts";
import { exampleDetail, exampleFile, exampleFunnel, exampleMessage, examplePoint, exampleReport } from "./examples.ts";
import {
  axisOf,
  films,
  gapAt,
  gapsTotal_ms,
  isWithin,
  latePartAt,
  latePartIn,
  latePartsOf,
  marksOf,
  neighbour,
  placeAt,
  readAt,
  share,
} from "./time-line.ts";

const recording: Recording = {
  begun_ms: 10_000,
  duration_ms: 20_000,
  has_sound: false,
  gaps: [{ from_ms: 2_000, to_ms: 5_000 }],
  is_whole: true,
  is_damaged: false,
};

describe("the time line of a recording", () => {
  const axis = axisOf(recording);

  test("places are shares of the recording, and nothing lies beyond it", () => {
    expect([5_000, 10_000, 20_000, 30_000, 99_000].map((at) => share(axis, at))).toEqual([0, 0, 0.5, 1, 1]);
    expect([9_999, 10_000, 30_000, 30_001].map((at) => isWithin(axis, at))).toEqual([false, true, true, false]);
  });

  test("all that happened is on it in its order, but the recording", () => {
    const report = exampleReport({ funnel: exampleFunnel({ sent: 1_000 }), ended_ms: 30_000 });
    const marks = marksOf({
      ...exampleDetail(report),
      files: [
        exampleFile("picture", { created_ms: 22_000 }),
        exampleFile("film", { kind: "recording", recording }),
      ],
      messages: [exampleMessage("white car", { at_ms: 18_000 })],
    });
    expect(marks.map(({ at_ms, what }) => [at_ms, what.kind])).toEqual([
      [1_000, "step"],
      [18_000, "message"],
      [22_000, "file"],
      [30_000, "ended"],
    ]);
    expect(neighbour(marks, 18_000, 1)?.at_ms).toBe(22_000);
    expect(neighbour(marks, 18_000, -1)?.at_ms).toBe(1_000);
    expect(neighbour(marks, 30_000, 1)).toBeUndefined();
  });

  test("the place is the last one known by then", () => {
    const track = [11_000, 14_000].map(examplePoint);
    expect([10_000, 11_000, 13_999, 14_000].map((at) => placeAt(track, at)?.received_ms)).toEqual([
      11_000, 11_000, 11_000, 14_000,
    ]);
    expect(placeAt([], 1)).toBeUndefined();
  });

  test("a position that was kept while the phone was away stands where it was read", () => {
    const late = { ...examplePoint(12_000), received_ms: 20_000 };
    const track = [examplePoint(11_000), examplePoint(14_000), late];
    expect([11_500, 13_000, 15_000].map((at) => placeAt(track, at)?.position.at_ms)).toEqual([11_000, 12_000, 14_000]);
    const leapt = (at_ms: number) => readAt({ ...late, position: { ...late.position, at_ms } });
    expect([20_001, 20_000, 20_000 - 60 * 60 * 1000 - 1].map(leapt)).toEqual([20_000, 20_000, 20_000]);
  });

  test("late parts stand where they were filmed, also after the film's end", () => {
    const part = (id: string, from_ms: number, to_ms: number, change = {}) =>
      exampleFile(id, { kind: "late", created_ms: 60_000, late: { from_ms, to_ms }, ...change });
    const making = { state: { kind: "converting", percent: 1 } } as const;
    const files = [part("after", 29_000, 41_000), part("gap", 12_500, 15_500), part("making", 1, 2, making), exampleFile("picture")];
    const detail = { ...exampleDetail(exampleReport()), files };
    const parts = latePartsOf(detail);
    expect(parts.map(({ file }) => file.id)).toEqual(["gap", "after"]);
    expect(axisOf(recording, parts)).toEqual({ from_ms: 10_000, until_ms: 41_000 });
    expect([12_499, 12_500, 15_500].map((at) => latePartAt(parts, at)?.file.id)).toEqual([undefined, "gap", undefined]);
    // Filmed from a moment after the cut on: the first half second of the gap leads to it, too.
    expect(latePartIn(parts, 12_000, 15_000, 12_100)?.file.id).toBe("gap");
    expect(latePartIn(parts, 20_000, 21_000, 20_500)).toBeUndefined();
    const marked = marksOf(detail).find(({ what }) => what.kind === "file" && what.file.id === "gap");
    expect(marked?.at_ms).toBe(12_500);
  });

  test("a gap is where nothing arrived", () => {
    expect([1_999, 2_000, 4_999, 5_000].map((at) => gapAt(recording.gaps, at) !== undefined)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(gapsTotal_ms(recording.gaps)).toBe(3_000);
  });

  test("the longest film that can be played comes first", () => {
    const short = exampleFile("short", { recording: { ...recording, duration_ms: 1 } });
    const long = exampleFile("long", { recording });
    const making = exampleFile("making", { recording, state: { kind: "converting", percent: 1 } });
    const detail = { ...exampleDetail(exampleReport()), files: [exampleFile("picture"), making, short, long] };
    expect(films(detail).map(({ id }) => id)).toEqual(["long", "short"]);
  });
});
