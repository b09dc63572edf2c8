import { expect, it } from "vitest";
import { isWebLink, parts } from "./sms-text.ts";

it("makes the link of a text message pressable and keeps the words around it", () => {
  expect(parts("警察です。https://h/#abc を押す", "https://h/#abc")).toEqual([
    { kind: "words", words: "警察です。" },
    { kind: "link", url: "https://h/#abc" },
    { kind: "words", words: " を押す" },
  ]);
});

it("shows a text without its link as words", () => {
  expect(parts("abc", "https://h/#x")).toEqual([{ kind: "words", words: "abc" }]);
  expect(parts("abc", "")).toEqual([{ kind: "words", words: "abc" }]);
});

it("links to web addresses only", () => {
  expect(isWebLink("https://localhost:8443/#t")).toBe(true);
  expect(isWebLink("javascript:alert(1)")).toBe(false);
});
