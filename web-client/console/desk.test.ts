import { describe, expect, it } from "vitest";
import type { Staff } from "../shared/protocol.ts";
import { attentionOf, boardRows, needsAttention } from "./desk.ts";
import { exampleReport } from "./examples.ts";

const manager: Staff = { account: "m", name: "運用 花子" };
const confirmed = { safety: true, camera: true, number: true, reported: true };
const noted = { ...confirmed, acknowledged: { by: manager, at_ms: 2 } };
const calm = exampleReport({ id: "calm", state: "live", confirmations: noted });

describe("what needs attention", () => {
  it("is nothing where everything was confirmed, reported and noted", () => {
    expect(attentionOf(calm, 5)).toEqual([]);
    expect(needsAttention(calm, 5)).toBe(false);
  });

  it.each([
    ["unread", { confirmations: confirmed }],
    ["report_missing", { confirmations: { ...confirmed, reported: false }, report_after_due_ms: 6 }],
    ["report_overdue", { confirmations: { ...confirmed, reported: false }, report_after_due_ms: 5 }],
    ["held", { held: { by: manager, at_ms: 1 }, confirmations: noted }],
    ["unattended", { unattended_until_ms: 9, confirmations: noted }],
    ["hint", { hints: [{ kind: "position_far", distance_m: 50_000 }], confirmations: noted }],
  ] as const)("is %s", (kind, change) => {
    expect(attentionOf({ ...calm, ...change } as typeof calm, 5)).toEqual([kind]);
  });

  it("is no longer the report that was made afterwards and noted", () => {
    const confirmations = { ...noted, reported: false, reported_after_ms: 3 };
    expect(attentionOf({ ...calm, confirmations, report_after_due_ms: null }, 5)).toEqual([]);
  });
});

describe("the board", () => {
  const urgent = exampleReport({ id: "urgent", created_ms: 9_000, confirmations: confirmed });
  const older = { ...calm, id: "older", created_ms: 500 };
  const over = { ...calm, id: "over", state: "ended" } as const;
  const unnoted = exampleReport({ id: "unnoted", state: "ended", confirmations: confirmed });

  it("shows the urgent first, then the oldest, and what is over only with a duty left", () => {
    const rows = boardRows({ reports: [calm, urgent, older, over, unnoted], detail: null }, 5);
    expect(rows.map((row) => row.id)).toEqual(["unnoted", "urgent", "older", "calm"]);
  });
});
