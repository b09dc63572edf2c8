import { describe, expect, it } from "vitest";
import type { TrailLine } from "../../shared/protocol.ts";
import { startOf } from "../calendar/days.ts";
import { exportRow, noFilters, queryOf } from "./query.ts";

describe("the question to the trail", () => {
  it("is empty without filters", () => expect(queryOf(noFilters)).toEqual({}));

  it("reaches to the end of its last day", () => {
    expect(queryOf({ ...noFilters, from: "2026-11-01", to: "2026-11-30" })).toEqual({
      from: startOf("2026-11-01"),
      to: startOf("2026-12-01"),
    });
  });

  it("leaves out days that do not exist, and spaces", () => {
    expect(queryOf({ ...noFilters, from: "2026-02-30", clause: "  ", subject: " case:1 " })).toEqual({
      subject: "case:1",
    });
  });

  it("goes on before an entry", () => expect(queryOf(noFilters, 101)).toEqual({ before: 101 }));
});

it("a row of the export says who, when, what, clause and result", () => {
  const line: TrailLine = {
    unit: "u",
    seq: 7,
    at: Date.parse("2026-11-27T00:30:05Z"),
    actor: "account:a",
    post: "hq_operations_manager",
    terminal: "reception",
    action: "end_report",
    subjects: ["report:r"],
    clause: "VR-4.3.2",
    result: "refused",
  };
  const words = {
    who: () => "山田",
    what: () => "終了",
    about: () => "報告",
    post: () => "管理者",
    terminal: () => "受理端末",
    result: () => "拒否",
  };
  expect(exportRow(line, words)).toEqual([
    "7",
    "2026-11-27 09:30:05",
    "山田",
    "account:a",
    "管理者",
    "受理端末",
    "終了",
    "end_report",
    "報告",
    "report:r",
    "VR-4.3.2",
    "拒否",
  ]);
});
