import { expect, it } from "vitest";
import { tokenFrom } from "./token";

it.each([
  ["#0123456789abcdefABCDEF", "0123456789abcdefABCDEF"],
  ["#0123456789abcdefABCDE", null],
  ["", null],
  ["#", null],
  ["#0123456789abcdefABCDEF-x", null],
  [`#${"a".repeat(129)}`, null],
])("takes %s as %s", (hash, token) => expect(tokenFrom(hash)).toBe(token));
