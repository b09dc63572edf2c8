import { describe, expect, it } from "vitest";
import { flawOf, spanOf, stepOf } from "./spans.ts";

describe("spans", () => {
  it("begin and end as people mean them", () => {
    const today = "2028-03-01";
    expect(spanOf("today", today)).toEqual({ from: today, to: today });
    expect(spanOf("week", today)).toEqual({ from: "2028-02-28", to: today });
    expect(spanOf("last_month", today)).toEqual({ from: "2028-02-01", to: "2028-02-29" });
    expect(spanOf("fiscal_year", today)).toEqual({ from: "2027-04-01", to: today });
    expect(spanOf("fiscal_year", "2028-04-01").from).toBe("2028-04-01");
    expect(spanOf("last_month", "2026-01-15").from).toBe("2025-12-01");
  });

  it("are bounded and go forward", () => {
    expect(flawOf({ from: "2026-04-01", to: "2027-04-01" })).toBeNull();
    expect(flawOf({ from: "2026-04-01", to: "2027-04-02" })).toBe("too_long");
    expect(flawOf({ from: "2026-04-02", to: "2026-04-01" })).toBe("backwards");
    expect(flawOf({ from: "", to: "2026-04-01" })).toBe("empty");
  });

  it("are cut so that bars can be told apart", () => {
    expect(stepOf({ from: "2026-11-01", to: "2026-11-30" })).toBe("day");
    expect(stepOf({ from: "2026-09-01", to: "2026-11-30" })).toBe("week");
    expect(stepOf({ from: "2026-04-01", to: "2027-03-31" })).toBe("month");
  });
});
