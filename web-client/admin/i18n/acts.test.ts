// What the trail writes is a code. Each one needs words: a rulebook's, or the page's own.
import { expect, it } from "vitest";
import { trailEn } from "./trail.en.ts";
import { trailJa } from "./trail.ja.ts";

const acts = import.meta.glob<string>("../../../admin/core/src/action.rs", {
  query: "?raw",
  import: "default",
  eager: true,
});
const rulebooks = import.meta.glob<string>("../../../admin/rulebooks/*/*.toml", {
  query: "?raw",
  import: "default",
  eager: true,
});
const found = (files: Record<string, string>, pattern: RegExp) =>
  Object.values(files).flatMap((text) => [...text.matchAll(pattern)].map((hit) => hit[1] ?? ""));

it("every act that the trail can tell has words in both languages", () => {
  const codes = found(acts, /^ {8}\w+ = "(\w+)",$/gm);
  const known = new Set([...found(rulebooks, /^\[\[action\]\]\ncode = "(\w+)"$/gm), ...Object.keys(trailJa.acts)]);
  expect(codes.length).toBeGreaterThan(20);
  expect(codes.filter((code) => !known.has(code))).toEqual([]);
  expect(Object.keys(trailEn.acts)).toEqual(Object.keys(trailJa.acts));
});
