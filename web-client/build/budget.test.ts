import { describe, expect, it } from "vitest";
import { FIRST_PAINT_BYTES_MAX, WHOLE_BYTES_MAX, judge, measure } from "./budget.mjs";

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
    dynamicImports: ["caller/languages/live/ja.ts", "late"],
  },
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
};

describe("the caller page's budget", () => {
  it("counts the entry, its imports and the heaviest opening words as first paint", () => {
    expect(measure(manifest, (file) => bytes[file] ?? NaN).firstPaintBytes).toBe(100 + 1000 + 300);
  });
  it("counts every chunk, page, style and one language in the whole", () => {
    const whole = measure(manifest, (file) => bytes[file] ?? NaN).wholeBytes;
    expect(whole).toBe(1 + 10 + 100 + 1000 + 2 + 20 + 300 + 3000);
  });
  it("refuses one byte too many and accepts the last one allowed", () => {
    expect(judge({ firstPaintBytes: FIRST_PAINT_BYTES_MAX, wholeBytes: WHOLE_BYTES_MAX })).toEqual(
      [],
    );
    expect(judge({ firstPaintBytes: FIRST_PAINT_BYTES_MAX + 1, wholeBytes: 1 })).toEqual([
      "first paint",
    ]);
    expect(judge({ firstPaintBytes: 1, wholeBytes: WHOLE_BYTES_MAX + 1 })).toEqual(["whole page"]);
  });
  it("fails when the manifest is not whole", () => {
    expect(() => measure({ "index.html": { file: "a.js", imports: ["gone"] } }, () => 1)).toThrow(
      "gone",
    );
  });
});
