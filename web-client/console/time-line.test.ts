import { describe, expect, test } from "vitest";
import type { Recording } from "../shared/protocol.ts";
import { exampleDetail, exampleFile, exampleFunnel, exampleMessage, examplePoint, exampleReport } from "./examples.ts";
import { axisOf, films, gapAt, gapsTotal_ms, isWithin, marksOf, neighbour, placeAt, share } from "./time-line.ts";

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
