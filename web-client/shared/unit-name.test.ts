import { describe, expect, it } from "vitest";
import { unitName } from "./unit-name.ts";

describe("the name of a unit", () => {
  it("stands in the language that is asked for", () => {
    const written = "デモ県警察本部 / Demo Prefectural Police HQ";
    expect(unitName(written, false)).toBe("デモ県警察本部");
    expect(unitName(written, true)).toBe("Demo Prefectural Police HQ");
  });

  it("is the only one there is in either language", () => {
    for (const english of [true, false]) expect(unitName("北町自治会", english)).toBe("北町自治会");
  });

  it("keeps a stroke without spaces, which belongs to the name", () => {
    expect(unitName("東/西分駐所", true)).toBe("東/西分駐所");
  });
});
