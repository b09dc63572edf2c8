import { describe, expect, it } from "vitest";
import { byteSize, percent } from "./bytes.ts";
import { RETRY_FIRST_MS, RETRY_LONGEST_MS, retryWait_ms } from "../shared/retry.ts";
import { circleAround, distance_m, zoomForRadius } from "./map/circle.ts";
import { placeShapes } from "./map/shapes.ts";
import { examplePoint } from "./examples.ts";
import { fieldOf } from "./request-fields.ts";

describe("waits between tries", () => {
  it("double up to the longest and scatter below it", () => {
    expect([1, 2, 3, 4, 5, 6, 99].map((failures) => retryWait_ms(failures, 1))).toEqual([
      500, 1000, 2000, 4000, 8000, 8000, 8000,
    ]);
    expect(retryWait_ms(1, 0)).toBe(RETRY_FIRST_MS * 0.75);
    expect(retryWait_ms(50, 0)).toBe(RETRY_LONGEST_MS * 0.75);
  });
});

describe("sizes", () => {
  it.each([
    [834, "834 B"],
    [12_400, "12.4 KB"],
    [999_960, "1.0 MB"],
    [142_311, "142 KB"],
    [23_400_000, "23.4 MB"],
  ])("%d bytes are %s", (bytes, words) => expect(byteSize(bytes)).toBe(words));

  it("give whole percents that never pass 100", () => {
    expect([
      percent(0, 10),
      percent(399, 1000),
      percent(10, 10),
      percent(11, 10),
      percent(1, 0),
    ]).toEqual([0, 39, 100, 100, 0]);
  });
});

describe("the accuracy circle", () => {
  it.each([0, 35.7, 45.5])("lies the same metres away on all sides at latitude %d", (latitude) => {
    const circle = circleAround([139.7, latitude], 150);
    const distances = circle.map((corner) => distance_m([139.7, latitude], corner));
    for (const distance of distances) expect(distance).toBeCloseTo(150, 3);
    expect(circle[0]).toEqual(circle.at(-1));
  });

  it("needs a nearer zoom the smaller it is", () => {
    expect(zoomForRadius(20, 35, 360)).toBeGreaterThan(zoomForRadius(2_000, 35, 360));
  });
});

it("draws a track only from two points on", () => {
  const kinds = (count: number) => {
    const track = Array.from({ length: count }, (_, index) => examplePoint(index + 1));
    return placeShapes(track, track.at(-1)).features.map((feature) => feature.properties?.["kind"]);
  };
  expect(kinds(0)).toEqual([]);
  expect(kinds(1)).toEqual(["accuracy", "point"]);
  expect(kinds(2)).toEqual(["track", "accuracy", "point"]);
});

it("shows each refusal at its field and the others below the form", () => {
  const at = (field?: string) =>
    fieldOf({
      status: 422,
      title: "",
      code: "",
      message_ja: "",
      message_en: "",
      ...(field ? { field } : {}),
    });
  expect(at("destination")).toBe("destination");
  expect(at("no_report_reason")).toBe("reported_to_manager");
  expect(at("note")).toBe("note");
  expect(at("something_new")).toBe("form");
  expect(at()).toBe("form");
});
