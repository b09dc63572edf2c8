import { describe, expect, it } from "vitest";
import { emptyNeeds, orderOf } from "./ledger-order.ts";
import { matches } from "./match.ts";

describe("the order of an act", () => {
  it("says nothing that was left open", () => expect(orderOf(emptyNeeds)).toEqual({}));

  it("says what was given", () => {
    const person = { id: "a-1", name: "山田", note: "" };
    const typed = {
      ...emptyNeeds,
      place: " 金庫 ",
      lockable: true,
      method: "shredded",
      dueBack: "2026-11-27T17:00",
      unharmed: true,
      confirmedBy: person,
      witness: { ...person, id: "a-2" },
    };
    expect(orderOf(typed)).toEqual({
      place: { name: "金庫", lockable: true },
      method: "shredded",
      due_back: Date.parse("2026-11-27T08:00:00Z"),
      unharmed: true,
      confirmed_by: "a-1",
      witness: "a-2",
    });
  });
});

describe("a search", () => {
  it.each([
    ["ＯＰ１", "op1"],
    ["山田", "山田 太郎"],
    ["tokyo", "警視庁 / TOKYO"],
  ])("for %s finds %s", (query, name) => expect(matches(query, "x", name)).toBe(true));

  it("finds nothing else", () => expect(matches("山本", "山田 太郎")).toBe(false));
});
