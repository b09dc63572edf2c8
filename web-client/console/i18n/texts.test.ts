import { describe, expect, it } from "vitest";
import { en } from "./en.ts";
import { platformOf } from "./guidance.ts";
import { ja } from "./ja.ts";

const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/;

/** Every sentence of a language with its path; functions are called with sample words. */
function sentences(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value("X", "Y"))]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => sentences(part, `${path}.${key}`));
}

describe("texts", () => {
  it("exist for the same things in both languages", () => {
    expect(sentences(en).map(([path]) => path)).toEqual(sentences(ja).map(([path]) => path));
  });

  it.each([
    ["ja", ja],
    ["en", en],
  ] as const)("are never empty in %s", (_, texts) => {
    expect(sentences(texts).filter(([, words]) => words.trim() === "")).toEqual([]);
  });

  it("are English in English", () => {
    expect(sentences(en).filter(([, words]) => japanese.test(words))).toEqual([]);
  });

  it("are Japanese wherever the operator reads to the caller", () => {
    expect(sentences(ja.guidance).filter(([, words]) => !japanese.test(words))).toEqual([]);
  });

  it("carry the check word while the caller must recognise the police", () => {
    for (const texts of [ja, en]) {
      for (const step of ["sent", "delivered", "opened"] as const) {
        expect(texts.guidance.after[step]("すいか 42")).toContain("すいか 42");
      }
    }
  });
});

it.each([
  ["iPhone", "iphone"],
  ["iPad", "iphone"],
  ["Android", "android"],
  ["other", "other"],
])("guides a %s as %s", (platform, kind) => {
  expect(platformOf({ platform, browser: "", language: "ja" })).toBe(kind);
});

it("guides an unknown phone", () => expect(platformOf(undefined)).toBe("other"));
