import { describe, expect, it } from "vitest";
import {
  FIRST_PAINT_BYTES_MAX,
  KEPT_BYTES_MAX,
  SELDOM_BYTES_MAX,
  WHOLE_BYTES_MAX,
  heaviestConsents,
  judge,
  measure,
  measurePublic,
  measureStaff,
} from "./budget.mjs";

const manifest = {
  "index.html": {
    file: "entry.js",
    css: ["look.css"],
    imports: ["shared"],
    dynamicImports: ["live", "caller/languages/opening/ja.ts", "caller/languages/opening/vi.ts"],
  },
  shared: { file: "shared.js" },
  live: {
    file: "live.js",
    imports: ["shared"],
    dynamicImports: ["caller/languages/live/ja.ts", "late", "caller/seldom/index.ts", "caller/kept/index.ts"],
  },
  "caller/kept/index.ts": {
    file: "kept.js",
    assets: ["writer.js"],
    imports: ["index.html"],
    dynamicImports: ["caller/kept/words/ja.ts", "caller/kept/words/vi.ts"],
  },
  "caller/kept/words/ja.ts": { file: "ja4.js" },
  "caller/kept/words/vi.ts": { file: "vi4.js" },
  "caller/seldom/index.ts": {
    file: "seldom.js",
    assets: ["seldom.css"],
    imports: ["shared"],
    dynamicImports: ["caller/seldom/words/ja.ts", "caller/seldom/words/vi.ts"],
  },
  "caller/seldom/words/ja.ts": { file: "ja3.js" },
  "caller/seldom/words/vi.ts": { file: "vi3.js" },
  late: { file: "late.js" },
  "caller/languages/opening/ja.ts": { file: "ja1.js" },
  "caller/languages/opening/vi.ts": { file: "vi1.js" },
  "caller/languages/live/ja.ts": { file: "ja2.js" },
};
const bytes: Record<string, number> = {
  "index.html": 1,
  "look.css": 10,
  "entry.js": 100,
  "shared.js": 1000,
  "live.js": 2,
  "late.js": 20,
  "ja1.js": 200,
  "vi1.js": 300,
  "ja2.js": 3000,
  "seldom.js": 10_000,
  "seldom.css": 7,
  "ja3.js": 20_000,
  "vi3.js": 50_000,
  "kept.js": 4,
  "writer.js": 5,
  "ja4.js": 700,
  "vi4.js": 600,
};
const weighed = () => measure(manifest, (file) => bytes[file] ?? NaN, 100_000);
const fits = { firstPaintBytes: 1, wholeBytes: 1, keptBytes: 1, seldomBytes: 1 };

describe("the caller page's budget", () => {
  it("counts the entry, its imports and the heaviest opening words as first paint", () => {
    expect(weighed().firstPaintBytes).toBe(100 + 1000 + 300);
  });
  it("counts every chunk, page, style, one language and its consents in the whole", () => {
    expect(weighed().wholeBytes).toBe(1 + 10 + 100 + 1000 + 2 + 20 + 300 + 3000 + 100_000);
  });
  it("counts what is seldom loaded apart, with its heaviest words and nothing loaded before", () => {
    expect(weighed().seldomBytes).toBe(10_000 + 7 + 50_000);
  });
  it("counts what keeps film apart, with its worker, its heaviest words and nothing of the rest", () => {
    expect(weighed().keptBytes).toBe(4 + 5 + 700);
  });
  it("weighs the consents of the heaviest language", () => {
    const texts = '[[text]]\ncode = "consent_a"\nja = "一"\nen = "one"\nclause = "X"\n\n[[text]]\ncode = "other"\nvi = "no consent at all"\n';
    expect(heaviestConsents(texts, (text) => text.length)).toBe(3);
    expect(() => heaviestConsents("", () => 1)).toThrow("no consents");
  });
  it("refuses one byte too many and accepts the last one allowed", () => {
    const full = {
      firstPaintBytes: FIRST_PAINT_BYTES_MAX,
      wholeBytes: WHOLE_BYTES_MAX,
      keptBytes: KEPT_BYTES_MAX,
      seldomBytes: SELDOM_BYTES_MAX,
    };
    expect(judge(full)).toEqual([]);
    const over = (part: object) => judge({ ...fits, ...part });
    expect(over({ firstPaintBytes: FIRST_PAINT_BYTES_MAX + 1 })).toEqual(["first paint"]);
    expect(over({ wholeBytes: WHOLE_BYTES_MAX + 1 })).toEqual(["whole page"]);
    expect(over({ keptBytes: KEPT_BYTES_MAX + 1 })).toEqual(["kept film"]);
    expect(over({ seldomBytes: SELDOM_BYTES_MAX + 1 })).toEqual(["seldom loaded"]);
  });
  it("fails when the manifest is not whole", () => {
    expect(() => measure({ "index.html": { file: "a.js", imports: ["gone"] } }, () => 1, 0)).toThrow(
      "gone",
    );
  });
});

it("a public page is weighed with its styles and all that it loads", () => {
  const pages = {
    "public-pages/index.html": { file: "p.js", css: ["p.css"], imports: ["q"], dynamicImports: ["r"] },
    q: { file: "q.js", css: ["p.css"] },
    r: { file: "r.js" },
  };
  const weights: Record<string, number> = {
    "public-pages/index.html": 1,
    "p.css": 10,
    "p.js": 100,
    "q.js": 1000,
    "r.js": 10_000,
  };
  expect(measurePublic(pages, (file) => weights[file] ?? NaN)).toBe(11_111);
});

it("the officers' page is weighed with the heavier of its languages", () => {
  const pages = {
    "staff/index.html": { file: "s.js", css: ["s.css"], dynamicImports: ["staff/words/ja.ts", "staff/words/en.ts"] },
    "staff/words/ja.ts": { file: "ja.js" },
    "staff/words/en.ts": { file: "en.js" },
  };
  const weights: Record<string, number> = { "staff/index.html": 1, "s.css": 10, "s.js": 100, "ja.js": 3000, "en.js": 2000 };
  expect(measureStaff(pages, (file) => weights[file] ?? NaN)).toBe(3111);
});
