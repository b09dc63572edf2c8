// The budgets in bytes after gzip: of the caller's page, which a phone on a weak link opens in
// distress, of the officers' page, and of the public pages, which neighbours open on whatever phone
// they have.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

/** JavaScript that must arrive before the consents can be read. */
export const FIRST_PAINT_BYTES_MAX = 8 * 1024;
/** All that a phone of today loads: page, style, every chunk, one language, its consents. */
export const WHOLE_BYTES_MAX = 31 * 1024;
/** What keeps film while the network is away; loaded after the first picture has arrived. */
export const KEPT_BYTES_MAX = 6 * 1024;
/** What is loaded only when it is asked for: the access code's screen and the receipt. */
export const SELDOM_BYTES_MAX = 4 * 1024;
/** Everything that a public page loads, both languages included. */
export const PUBLIC_BYTES_MAX = 16 * 1024;
/** Everything that the officers' page loads, in the heavier of its two languages. */
export const STAFF_BYTES_MAX = 36 * 1024;
const PUBLIC_PAGE = "public-pages/index.html";
const STAFF_PAGE = "staff/index.html";

/**
 * @typedef {{ file: string, css?: string[], assets?: string[], imports?: string[], dynamicImports?: string[] }} Chunk
 * @typedef {Record<string, Chunk>} Manifest
 */

/**
 * The consents of the heaviest language. They come from the rulebook with the page's first answer,
 * and a phone loads them like everything else.
 * @param {string} texts the rulebook's texts @param {(text: string) => number} weigh
 */
export function heaviestConsents(texts, weigh) {
  /** @type {Map<string, string[]>} */
  const languages = new Map();
  for (const part of texts.split("[[text]]").filter((part) => /code = "consent_/.test(part))) {
    for (const [, language = "", words = ""] of part.matchAll(/^([a-z-]+) = "(.*)"$/gm)) {
      if (language === "code" || language === "clause") continue;
      languages.set(language, [...(languages.get(language) ?? []), words]);
    }
  }
  if (languages.size === 0) throw new Error("the rulebook has no consents");
  return Math.max(...[...languages.values()].map((words) => weigh(words.join("\n"))));
}

/**
 * Follows the manifest from the page and weighs what it loads. Of the languages only the heaviest
 * counts, its opening words before the first paint and its live words after.
 * @param {Manifest} manifest
 * @param {(file: string) => number} weigh
 * @param {number} consentBytes
 */
export function measure(manifest, weigh, consentBytes) {
  const first = reach(manifest, ["index.html"], () => []);
  const later = (/** @type {Chunk} */ chunk) => chunk.dynamicImports ?? [];
  const all = reach(manifest, ["index.html"], (chunk) =>
    later(chunk).filter((key) => !isSeldom(key) && !isKept(key)),
  );
  /** A part of the page beside all that, with its heaviest words and style. */
  const beside = (/** @type {(key: string) => boolean} */ is) => {
    const own = [
      ...reach(manifest, Object.keys(manifest).filter(is), (chunk) => later(chunk).filter(is)),
    ].filter((key) => !all.has(key));
    const words = own.filter((key) => key.includes("/words/"));
    const assets = own.flatMap((key) => manifest[key]?.assets ?? []);
    return (
      sum(own.filter((key) => !words.includes(key))) +
      assets.reduce((total, file) => total + weigh(file), 0) +
      heaviest(words, weigh, manifest)
    );
  };
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
    wholeBytes: weigh("index.html") + style + sum(whole) + opening + live + consentBytes,
    keptBytes: beside(isKept),
    seldomBytes: beside(isSeldom),
  };
}

/**
 * A page in one piece: itself, its styles and every chunk.
 * @param {Manifest} manifest @param {(file: string) => number} weigh
 */
export function measurePublic(manifest, weigh) {
  const all = [...reach(manifest, [PUBLIC_PAGE], (chunk) => chunk.dynamicImports ?? [])];
  const styles = new Set(all.flatMap((key) => manifest[key]?.css ?? []));
  const files = [PUBLIC_PAGE, ...styles, ...all.map((key) => manifest[key]?.file ?? "")];
  return files.reduce((total, file) => total + weigh(file), 0);
}

/**
 * The officers' page: itself, its styles, every chunk and one language.
 * @param {Manifest} manifest @param {(file: string) => number} weigh
 */
export function measureStaff(manifest, weigh) {
  const all = [...reach(manifest, [STAFF_PAGE], (chunk) => chunk.dynamicImports ?? [])];
  const languages = all.filter((key) => key.startsWith("staff/words/"));
  const whole = all.filter((key) => !languages.includes(key));
  const styles = new Set(whole.flatMap((key) => manifest[key]?.css ?? []));
  const files = [STAFF_PAGE, ...styles, ...whole.map((key) => manifest[key]?.file ?? "")];
  return files.reduce((total, file) => total + weigh(file), 0) + heaviest(languages, weigh, manifest);
}

/** @param {{ firstPaintBytes: number, wholeBytes: number, keptBytes: number, seldomBytes: number }} measured */
export function judge(measured) {
  const over = [];
  if (measured.firstPaintBytes > FIRST_PAINT_BYTES_MAX) over.push("first paint");
  if (measured.wholeBytes > WHOLE_BYTES_MAX) over.push("whole page");
  if (measured.keptBytes > KEPT_BYTES_MAX) over.push("kept film");
  if (measured.seldomBytes > SELDOM_BYTES_MAX) over.push("seldom loaded");
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
function isKept(key) {
  return key.startsWith("caller/kept/");
}

/** @param {string} key */
function isSeldom(key) {
  return key.startsWith("caller/seldom/");
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
  const rulebook = new URL("../../admin/rulebooks/video-reporting/texts.toml", import.meta.url);
  const consents = heaviestConsents(
    readFileSync(rulebook, "utf8"),
    (text) => gzipSync(text, { level: 9 }).length,
  );
  const measured = measure(manifest, weigh, consents);
  const over = judge(measured);
  console.log(
    `first paint  ${measured.firstPaintBytes} of ${FIRST_PAINT_BYTES_MAX} bytes of JavaScript (gzip)`,
  );
  console.log(`whole page   ${measured.wholeBytes} of ${WHOLE_BYTES_MAX} bytes (gzip)`);
  console.log(`kept film    ${measured.keptBytes} of ${KEPT_BYTES_MAX} bytes (gzip)`);
  console.log(`seldom       ${measured.seldomBytes} of ${SELDOM_BYTES_MAX} bytes (gzip)`);
  console.log(JSON.stringify({ name: "caller_page_bytes", ...measured, over }));
  const publicManifest = JSON.parse(readFileSync(new URL("public-manifest.json", dist), "utf8"));
  const publicBytes = measurePublic(publicManifest, weigh);
  console.log(`public page  ${publicBytes} of ${PUBLIC_BYTES_MAX} bytes (gzip)`);
  if (publicBytes > PUBLIC_BYTES_MAX) over.push("public page");
  const staffManifest = JSON.parse(readFileSync(new URL("staff-manifest.json", dist), "utf8"));
  const staffBytes = measureStaff(staffManifest, weigh);
  console.log(`staff page   ${staffBytes} of ${STAFF_BYTES_MAX} bytes (gzip)`);
  if (staffBytes > STAFF_BYTES_MAX) over.push("staff page");
  if (over.length > 0) {
    console.error(`over the budget: ${over.join(", ")}`);
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();
