import { expect, it } from "vitest";
import { en } from "./en.ts";
import { ja } from "./ja.ts";

/** Every sentence with its path; functions are called with a sample figure. */
function sentences(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value(3))]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => sentences(part, `${path}.${key}`));
}

it("both languages say the same things", () => {
  expect(sentences(en).map(([path]) => path)).toEqual(sentences(ja).map(([path]) => path));
});

it("English is English", () => {
  const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/;
  expect(sentences(en).filter(([, words]) => japanese.test(words))).toEqual([]);
});
