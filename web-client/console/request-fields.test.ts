import { describe, expect, it } from "vitest";
import { fieldOf, ofWay, wayOf } from "./request-fields.ts";

describe("how a link reaches the caller", () => {
  it("is an SMS to the number presented unless said otherwise", () => {
    expect(wayOf({})).toBe("presented");
    for (const way of ["presented", "voice", "email"] as const) expect(wayOf(ofWay(way))).toBe(way);
  });

  it("takes back what belongs to another way", () => {
    const form = { ...ofWay("voice"), voice_reason: "x", read_back: true };
    expect({ ...form, ...ofWay("email") }).toMatchObject({ voice_reason: null, read_back: null });
    expect(ofWay("email").number_presented).toBe(false);
  });
});

describe("a refusal", () => {
  it("stands at its field, or below the form", () => {
    const refused = (field?: string) =>
      fieldOf({ status: 422, title: "", code: "", message_ja: "", message_en: "", ...(field ? { field } : {}) });
    expect(refused("email_reason")).toBe("email_reason");
    expect(refused("no_report_reason")).toBe("reported_to_manager");
    expect(refused()).toBe("form");
  });
});
