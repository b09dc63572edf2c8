import { describe, expect, it } from "vitest";
import { csvCell, csvText } from "./csv.ts";

describe("a cell of an exported table", () => {
  it.each(["=1+1", "+81", "-1", "@SUM(A1)", "\t=1", "  =HYPERLINK(0)", "＝1", "\r=1", "|calc", "%0A"])(
    "%j is no formula",
    (cell) => expect(csvCell(cell).replace(/^"/, "")).toMatch(/^'/),
  );

  it.each([
    ["受理担当者", "受理担当者"],
    ["VR-4.1.3c", "VR-4.1.3c"],
    ['a"b', '"a""b"'],
    ["a,b", '"a,b"'],
    ["a\nb", '"a\nb"'],
    ["", ""],
  ])("%j is written %j", (cell, text) => expect(csvCell(cell)).toBe(text));
});

it("a table begins with the byte order mark and ends each row with CR LF", () => {
  expect(csvText([["a", "b"], ["=1", "2"]])).toBe("\ufeffa,b\r\n\"'=1\",2\r\n");
});
