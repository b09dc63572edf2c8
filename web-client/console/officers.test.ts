import { expect, it } from "vitest";
import type { StaffOnReport } from "../shared/protocol.ts";
import { attentionOf, needsAttention } from "./desk.ts";
import { exampleDetail, examplePoint, exampleReport } from "./examples.ts";
import { placeShapes } from "./map/shapes.ts";
import { marksOf, officersIn, watchingOfficers } from "./officers.ts";

const staff: StaffOnReport = {
  device: "d-1", staff_number: "123456", name: "巡査 太郎", unit: "自動車警ら隊", sheet_number: "S-1",
  purpose: "initial_response", reported: true, unanswered: false,
};
const caller = exampleReport();
const officer = exampleReport({ id: "o-1", staff, last_point: examplePoint(1) });

it("officers are those who send now", () => {
  const over = { ...officer, id: "o-2", state: "ended" as const };
  expect(officersIn([caller, over, officer]).map(({ report }) => report)).toEqual(["o-1"]);
});

it("an officer's mark on the map is no caller's", () => {
  const marks = marksOf(officersIn([officer]));
  const kinds = placeShapes([], undefined, null, marks).features.map(({ properties }) => properties);
  expect(kinds).toEqual([{ kind: "officer", name: "巡査 太郎" }]);
  const own = placeShapes([], examplePoint(1), null, marks, true).features.map(({ properties }) => properties?.["kind"]);
  expect(own).toEqual(["accuracy", "officer"]);
});

it("watching officers are told once, and only while they watch", () => {
  const row = (name: string, officer: boolean, until_ms?: number) => ({
    staff: { account: name, name }, officer, from_ms: 1, ...(until_ms === undefined ? {} : { until_ms }),
  });
  const watching = [row("受理", false), row("巡査", true), row("巡査", true), row("部長", true, 2)];
  expect(watchingOfficers({ ...exampleDetail(caller), watching })).toEqual(["巡査"]);
});

it("a use without a report needs somebody only once it is overdue", () => {
  const due = { ...officer, staff: { ...staff, reported: false, report_due_ms: 1_000 } };
  expect(attentionOf(due, 999)).toEqual([]);
  expect(attentionOf(due, 1_000)).toEqual(["report_overdue"]);
  expect(needsAttention(due, 1_000)).toBe(true);
});

it("a question without an answer is shown", () => {
  const silent = { ...officer, staff: { ...staff, unanswered: true } };
  expect(attentionOf(silent, 0)).toEqual(["unanswered"]);
  expect(needsAttention(silent, 0)).toBe(true);
});
