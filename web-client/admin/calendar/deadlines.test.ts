import { describe, expect, it } from "vitest";
import type { DeadlineLine } from "../../shared/protocol.ts";
import { exampleDeadline } from "../examples.ts";
import { startOf } from "./days.ts";
import { byDay, endsDay, lastDayOf, remaining, urgencyOf } from "./deadlines.ts";

const now = startOf("2026-11-27") + 9 * 3_600_000;
const due = (day: string, change: Partial<DeadlineLine> = {}) =>
  exampleDeadline({ due: startOf(day), ...change });

describe("urgency", () => {
  it.each([
    ["overdue", due("2026-11-20", { state: "overdue" })],
    ["overdue", due("2026-11-27", { state: "open", consequence: "overdue_escalate" })],
    ["today", due("2026-11-27", { due: now + 1 })],
    ["today", due("2026-11-28")],
    ["soon", due("2026-11-29")],
    ["soon", due("2026-12-01")],
    ["later", due("2026-12-30")],
    ["over", due("2026-11-20", { state: "done" })],
    ["over", due("2026-11-20", { state: "superseded" })],
  ] as const)("%s", (urgency, deadline) => expect(urgencyOf(deadline, now)).toBe(urgency));
});

describe("the day of a deadline", () => {
  it("is the last day that counts, when it falls due at midnight", () => {
    expect(lastDayOf(startOf("2026-11-28"))).toBe("2026-11-27");
    expect(lastDayOf(startOf("2026-11-28") + 1)).toBe("2026-11-28");
  });

  it("is told without a time when it falls due at midnight, and by its minute otherwise", () => {
    expect(endsDay(startOf("2026-11-28"))).toBe(true);
    expect(endsDay(startOf("2026-11-28") + 60_000)).toBe(false);
  });

  it("gathers deadlines in their order", () => {
    const days = byDay([due("2026-12-02", { id: "b" }), due("2026-12-01", { id: "a" })]);
    expect([...days.keys()]).toEqual(["2026-11-30", "2026-12-01"]);
  });
});

describe("what remains", () => {
  it.each([
    [45 * 60_000, { unit: "minutes", count: 45, late: false }],
    [119 * 60_000, { unit: "minutes", count: 119, late: false }],
    [5 * 3_600_000, { unit: "hours", count: 5, late: false }],
    [72 * 3_600_000, { unit: "days", count: 3, late: false }],
    [-30 * 60_000, { unit: "minutes", count: 30, late: true }],
  ])("%d ms", (span, words) => expect(remaining(now + span, now)).toEqual(words));
});
