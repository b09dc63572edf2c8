import { describe, expect, it } from "vitest";
import type { UnitView } from "../../shared/protocol.ts";
import { lineOf, treeOf, type Branch } from "./tree.ts";

const unit = (id: string, parent?: string): UnitView => ({
  id,
  kind: "headquarters",
  code: id,
  name: id,
  ...(parent === undefined ? {} : { parent }),
});
const shape = (branches: Branch[]): unknown[] =>
  branches.map(({ unit, below }) => (below.length === 0 ? unit.id : [unit.id, shape(below)]));

describe("the tree of units", () => {
  it("hangs each under its parent, in the server's order", () => {
    const units = [unit("npa"), unit("hokkaido", "npa"), unit("area", "hokkaido"), unit("aomori", "npa")];
    expect(shape(treeOf(units))).toEqual([["npa", [["hokkaido", ["area"]], "aomori"]]]);
  });

  it("begins where the person's sight begins", () => {
    expect(shape(treeOf([unit("aomori", "npa"), unit("station", "aomori")]))).toEqual([
      ["aomori", ["station"]],
    ]);
  });

  it("ends although units stand under each other", () => {
    expect(shape(treeOf([unit("a"), unit("b", "c"), unit("c", "b")]))).toEqual(["a"]);
    expect(lineOf([unit("b", "c"), unit("c", "b")], "b")).toEqual(["b", "c"]);
  });
});
