// The caller page's budget in bytes after gzip. A phone on a weak link opens this page in distress.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

/** JavaScript that must arrive before the consents can be read. */
export const FIRST_PAINT_BYTES_MAX = 8 * 1024;
/** All that a phone of today loads: page, style, every chunk, one language. */
export const WHOLE_BYTES_MAX = 30 * 1024;

/**
 * @typedef {{ file: string, css?: string[], imports?: string[], dynamicImports?: string[] }} Chunk
 * @typedef {Record<string, Chunk>} Manifest
 */

/**
 * Follows the manifest from the page and weighs what it loads. Of the languages only the heaviest
 * counts, its opening words before the first paint and its live words after.
 * @param {Manifest} manifest
 * @param {(file: string) => number} weigh
 */
export function measure(manifest, weigh) {
  const first = reach(manifest, ["index.html"], () => []);
  const all = reach(manifest, ["index.html"], (chunk) => chunk.dynamicImports ?? []);
  const languages = [...all].filter((key) => languageOf(key) !== null);
  const whole = [...all].filter((key) => languageOf(key) === null);
  const css = new Set(whole.flatMap((key) => manifest[key]?.css ?? []));
  const sum = (/** @type {string[]} */ keys) =>
    keys.reduce((total, key) => total + weigh(manifest[key]?.file ?? ""), 0);
  const opening = heaviest(
    languages.filter((key) => key.includes("/opening/")),
    weigh,
    manifest,
  );
  const live = heaviest(
    languages.filter((key) => !key.includes("/opening/")),
    weigh,
    manifest,
  );
  const style = [...css].reduce((total, file) => total + weigh(file), 0);
  return {
    firstPaintBytes: sum([...first]) + opening,
    wholeBytes: weigh("index.html") + style + sum(whole) + opening + live,
  };
}

/** @param {{ firstPaintBytes: number, wholeBytes: number }} measured */
export function judge(measured) {
  const over = [];
  if (measured.firstPaintBytes > FIRST_PAINT_BYTES_MAX) over.push("first paint");
  if (measured.wholeBytes > WHOLE_BYTES_MAX) over.push("whole page");
  return over;
}

/**
 * @param {Manifest} manifest @param {string[]} from
 * @param {(chunk: Chunk) => string[]} further
 */
function reach(manifest, from, further) {
  const seen = new Set(from);
  for (const key of seen) {
    const chunk = manifest[key];
    if (!chunk) throw new Error(`the manifest has no ${key}`);
    for (const next of [...(chunk.imports ?? []), ...further(chunk)]) seen.add(next);
  }
  return seen;
}

/** @param {string} key */
function languageOf(key) {
  return /caller\/languages\/(?:opening|live)\/([\w-]+)\.ts$/.exec(key)?.[1] ?? null;
}

/** @param {string[]} keys @param {(file: string) => number} weigh @param {Manifest} manifest */
function heaviest(keys, weigh, manifest) {
  return Math.max(0, ...keys.map((key) => weigh(manifest[key]?.file ?? "")));
}

function main() {
  const dist = new URL("../dist/", import.meta.url);
  const manifest = JSON.parse(readFileSync(new URL("caller-manifest.json", dist), "utf8"));
  const weigh = (/** @type {string} */ file) =>
    gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
  const measured = measure(manifest, weigh);
  const over = judge(measured);
  console.log(
    `first paint  ${measured.firstPaintBytes} of ${FIRST_PAINT_BYTES_MAX} bytes of JavaScript (gzip)`,
  );
  console.log(`whole page   ${measured.wholeBytes} of ${WHOLE_BYTES_MAX} bytes (gzip)`);
  console.log(JSON.stringify({ name: "caller_page_bytes", ...measured, over }));
  if (over.length > 0) {
    console.error(`over the budget: ${over.join(", ")}`);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();
