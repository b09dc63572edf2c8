import { describe, expect, it } from "vitest";
import { exampleDetail, exampleFile, exampleReport } from "./examples.ts";
import { frameBirth, freshness } from "./picture-age.ts";
import { keyMove, moved, transformOf, upright, wheelFactor } from "./picture-view.ts";
import { newestStill, openedFile, wantsLive } from "./sight.ts";

const box = { width_px: 800, height_px: 400 };

describe("the age of the picture", () => {
  it.each([
    [0, "live"],
    [2_000, "live"],
    [2_001, "late"],
    [5_000, "late"],
    [5_001, "standing"],
  ])("%d ms is %s", (age, word) => expect(freshness(age)).toBe(word));

  it("counts from a frame's arrival where the browser tells it", () => {
    expect(frameBirth({ presentationTime: 500, receiveTime: 420 })).toBe(420);
    expect(frameBirth({ presentationTime: 500 })).toBe(500);
  });
});

describe("hands on the picture", () => {
  it("come back to upright after four quarter turns", () => {
    const turned = [1, 2, 3, 4].reduce((view) => moved(view, { kind: "turn" }, box), upright);
    expect(turned).toEqual(upright);
  });

  it("zoom within bounds and keep the point under the pointer", () => {
    const at = { x_px: 100, y_px: -50 };
    const twice = moved(upright, { kind: "zoom", factor: 2, at }, box);
    expect(twice).toEqual({ turns: 0, zoom: 2, x_px: -100, y_px: 50 });
    expect(moved(twice, { kind: "zoom", factor: 100 }, box).zoom).toBe(8);
    expect(moved(twice, { kind: "zoom", factor: 0.001 }, box)).toEqual(upright);
  });

  it("cannot push the picture out of the stage", () => {
    const twice = moved(upright, { kind: "zoom", factor: 2 }, box);
    const pushed = moved(twice, { kind: "pan", dx_px: 9_999, dy_px: -9_999 }, box);
    expect(pushed).toMatchObject({ x_px: 400, y_px: -200 });
    expect(moved(upright, { kind: "pan", dx_px: 10, dy_px: 10 }, box)).toEqual(upright);
  });

  it("know their keys and leave the others", () => {
    expect(keyMove("R")).toEqual({ kind: "turn" });
    expect(keyMove("0")).toEqual({ kind: "reset" });
    expect(keyMove("Tab")).toBeNull();
    expect(wheelFactor(-100)).toBeGreaterThan(1);
    expect(wheelFactor(100)).toBeLessThan(1);
  });

  it("become one transform", () => {
    expect(transformOf({ turns: 1, zoom: 2, x_px: 5, y_px: 6 })).toBe(
      "translate(-50%, -50%) translate(5px, 6px) scale(2) rotate(90deg)",
    );
  });
});

describe("what the stage shows", () => {
  it("asks for the live picture from the start on and not before or after", () => {
    const wanted = (
      ["invited", "consenting", "connecting", "live", "interrupted", "refused", "ended"] as const
    ).filter((state) => wantsLive(exampleReport({ state })));
    expect(wanted).toEqual(["connecting", "live", "interrupted"]);
  });

  it("is the newest still that can be seen, never a film", () => {
    const files = [
      exampleFile("old", { created_ms: 1 }),
      exampleFile("new", { created_ms: 3 }),
      exampleFile("film", { created_ms: 9, kind: "film", view_type: "video/mp4" }),
      exampleFile("arriving", { created_ms: 8, state: { kind: "converting", percent: 5 } }),
    ];
    expect(newestStill(files)?.id).toBe("new");
    expect(newestStill([])).toBeNull();
  });

  it("opens only what was re-encoded", () => {
    const detail = {
      ...exampleDetail(exampleReport()),
      files: [exampleFile("f1", { state: { kind: "converting", percent: 1 } })],
    };
    expect(openedFile(detail, "f1")).toBeNull();
    expect(openedFile({ ...detail, files: [exampleFile("f1")] }, "f1")?.id).toBe("f1");
  });
});
