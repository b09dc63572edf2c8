import { describe, expect, it } from "vitest";
import type { CaseView, FieldView, FormView, PrintRow } from "../../shared/protocol.ts";
import { blank, filledWords, linesOf, ofCase, sealOf, thingsOn, ticksOf, valueWords } from "./fill.ts";

const label = (ja: string, en = ja) => ({ ja, en });
const field = (code: string, kind: FieldView["kind"], options: string[] = []): FieldView => ({
  code,
  kind,
  label: label(code),
  required: false,
  personal: false,
  options: options.map((option) => ({ code: option, label: label(`${option}だ`, option) })),
  clause: "TS-1",
});
const row = (more: Partial<PrintRow>): PrintRow => ({ cells: [], taken: [], acts: [], lines: 1, ...more });
const form: FormView = {
  code: "slip",
  label: label("管理票"),
  clause: "TS-1",
  fields: [
    field("on", "date"),
    field("at", "moment"),
    field("who", "person"),
    field("unit", "unit"),
    field("purpose", "tick_group", ["check", "other"]),
    field("other", "text"),
    field("thing", "asset"),
  ],
  print: {
    label: label("管理票"),
    supplied: true,
    clause: "TS-1",
    parts: [{ align: "left", columns: [1], rows: [row({ entries: "thing" })] }],
  },
};
const at = Date.parse("2026-11-28T03:05:00+09:00");
const view = {
  form,
  values: {
    on: "2026-11-28",
    at,
    who: "p1",
    unit: "u1",
    purpose: ["other"],
    other: "引継ぎ",
    thing: "a1",
  },
  names: { p1: "管理 花子", u1: "デモ県 / Demo", a1: "1号" },
  done: [
    { step: "confirm", label: label("確認"), at, by: { id: "p1", user_id: "x", name: "管理 花子" } },
  ],
} as unknown as CaseView;
const filled = ofCase(view, {}, true);
const of = (code: string) => form.fields.find((one) => one.code === code)!;

describe("a printed sheet", () => {
  it("shows days by their era and names for ids", () => {
    expect(valueWords(of("on"), filled)).toBe("令和8年11月28日");
    expect(valueWords(of("at"), filled)).toBe("令和8年11月28日3時5分");
    expect(valueWords(of("who"), filled)).toBe("管理 花子");
    expect(valueWords(of("unit"), filled)).toBe("デモ県");
    expect(valueWords(of("on"), ofCase(view, {}, false))).toBe("2026-11-28");
    expect(filledWords(label("係 {who} {nobody}"), filled)).toBe("係 管理 花子");
    expect(filledWords(label("備考{other?}"), blank(form, true))).toBe("備考");
  });

  it("leaves room where there is nothing", () => {
    const empty = blank(form, true);
    expect(valueWords(of("on"), empty)).toBe("令和　　年　　月　　日");
    expect(valueWords(of("other"), empty).trim()).toBe("");
    expect(sealOf("confirm", empty)).toBeUndefined();
    expect(linesOf(row({ taken: ["confirm"], lines: 3 }), empty)).toEqual([{}, {}, {}]);
  });

  it("ticks what was chosen, with what another field says of it", () => {
    const cell = { with: [{ option: "other", field: "other" }], without: [] };
    expect(ticksOf("purpose", { ...cell, without: ["other"] }, filled)).toHaveLength(1);
    expect(ticksOf("purpose", cell, filled)).toEqual([
      { words: "checkだ", ticked: false, more: undefined },
      { words: "otherだ", ticked: true, more: "引継ぎ" },
    ]);
  });

  it("bears the name of who took a step, and a line for each time", () => {
    const words = label("{by:confirm} {on:other|confirm} {at:confirm}");
    expect(filledWords(words, filled)).toBe("管理 花子 令和8年11月28日 令和8年11月28日3時5分");
    expect(filledWords(label("{by:confirm}"), blank(form, true)).trim()).toBe("");
    expect(sealOf("confirm", filled)).toEqual({ name: "管理 花子", day: "令和8年11月28日" });
    const lines = linesOf(row({ taken: ["confirm"], lines: 2 }), filled);
    expect(lines).toHaveLength(2);
    expect(lines[0]?.act).toBe("確認");
    expect(linesOf(row({}), filled)).toEqual([undefined]);
  });

  it("shows every line of the ledger of its thing", () => {
    expect(thingsOn(view)).toEqual(["a1"]);
    const entry = {
      at,
      label: label("貸出し"),
      quantity: 2,
      by: { name: "取扱" },
      confirmed_by: { name: "確認" },
      method: "手渡し",
      place: { name: "保管庫1", lockable: true },
    };
    const entries = { a1: [entry, entry] } as never;
    const lines = linesOf(row({ entries: "thing" }), ofCase(view, entries, true));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ quantity: "2", confirmed_by: "確認", note: "手渡し、保管庫1" });
  });
});
