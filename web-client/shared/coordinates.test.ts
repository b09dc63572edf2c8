import { describe, expect, it } from "vitest";
import { copyText, readings, sexagesimal } from "./coordinates.ts";

describe("coordinates", () => {
  it("are copied latitude first with about a metre's precision", () => {
    expect(copyText(35.681_236, 139.767_125_4)).toBe("35.68124, 139.76713");
  });

  it("are read in groups of three and two digits", () => {
    expect(readings(35.681_24, 139.767_13)).toEqual([
      { axis: "north", degrees: "35", groups: ["681", "24"] },
      { axis: "east", degrees: "139", groups: ["767", "13"] },
    ]);
  });

  it("name the axis instead of a sign and keep zeros that are read aloud", () => {
    expect(readings(-0.000_5, -3.1)).toEqual([
      { axis: "south", degrees: "0", groups: ["000", "50"] },
      { axis: "west", degrees: "3", groups: ["100", "00"] },
    ]);
  });

  it.each([
    [35.681_236, "35°40′52.4″"],
    [139.999_999_9, "140°00′00.0″"],
    [-0.5, "0°30′00.0″"],
  ])("writes %d as %s", (value, words) => expect(sexagesimal(value)).toBe(words));
});
