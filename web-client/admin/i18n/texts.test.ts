import { describe, expect, it } from "vitest";
import { en } from "./en.ts";
import { ja } from "./ja.ts";

const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/;

/** Texts take words, figures or lists of words. */
const sample = Object.assign("1", { join: () => "1", toFixed: () => "1" });

/** Every sentence of a language with its path; functions are called with sample words. */
function sentences(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value(sample, "2", "3", "4"))]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => sentences(part, `${path}.${key}`));
}

describe("texts of the admin page", () => {
  it("exist for the same things in both languages", () => {
    expect(sentences(en).map(([path]) => path)).toEqual(sentences(ja).map(([path]) => path));
  });

  it.each([
    ["ja", ja],
    ["en", en],
  ] as const)("are never empty in %s", (_, texts) => {
    const mayBeEmpty = /\.(narrower|until\.\w+)$/;
    const empty = sentences(texts).filter(
      ([path, words]) => words.trim() === "" && !mayBeEmpty.test(path),
    );
    expect(empty).toEqual([]);
  });

  it("are English in English", () => {
    expect(sentences(en).filter(([, words]) => japanese.test(words))).toEqual([]);
  });
});
