import { expect, it } from "vitest";
import { nationalDigits, previewNumber } from "./phone-number.ts";

it.each([
  ["090-1234-5678", "09012345678"],
  ["０９０ー１２３４ー５６７８", "09012345678"],
  ["+81 90 1234 5678", "09012345678"],
  ["(03) 1234‐5678", "0312345678"],
  ["", ""],
])("reads %s as digits", (typed, digits) => expect(nationalDigits(typed)).toBe(digits));

it.each([
  ["", [], false],
  ["09", ["09"], false],
  ["0901", ["090", "1"], false],
  ["09012345678", ["090", "1234", "5678"], true],
  ["090123456789", ["090", "1234", "5678", "9"], false],
  ["0312345678", ["0312", "345", "678"], false],
])("groups %s while it is typed", (typed, groups, complete) =>
  expect(previewNumber(typed)).toEqual({ groups, complete }),
);
