import { expect, it } from "vitest";
import { LANGUAGES, chooseLanguage, liveWords, openingWords } from "./language";
import { seldomWords } from "./seldom/words";

it.each([
  [["ja-JP", "en"], null, "ja"],
  [["ja"], null, "ja"],
  [["zh-Hans-CN", "ja"], null, "zh"],
  [["zh-TW"], null, "zh"],
  [["pt-BR"], null, "pt"],
  [["KO-kr"], null, "ko"],
  [["fil-PH", "vi-VN", "en"], null, "vi"],
  [["de-DE", "fr"], null, "en"],
  [[], null, "en"],
  [["ja"], "ja-easy", "ja-easy"],
  [["ja"], "xx", "ja"],
] as const)("chooses for %s after %s: %s", (preferred, before, chosen) => {
  expect(chooseLanguage(preferred, before)).toBe(chosen);
});

it.each(LANGUAGES.map(([code]) => code))("has every word of %s filled", async (code) => {
  const empty: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "string") {
      if (value.trim() === "") empty.push(path);
    } else if (typeof value === "function")
      walk(value({ platform: "iPhone", browser: "Safari 18", inApp: false }, 1, 1), `${path}()`);
    else if (value && typeof value === "object")
      Object.entries(value).forEach(([key, inner]) => walk(inner, `${path}.${key}`));
    else empty.push(path);
  };
  walk(await openingWords(code), "opening");
  walk(await liveWords(code), "live");
  walk(await seldomWords(code), "seldom");
  expect(empty).toEqual([]);
});

it("keeps easy Japanese readable without kanji, except words that stand on the phone's own screen", async () => {
  const opening = await openingWords("ja-easy");
  const { code, receipt } = await seldomWords("ja-easy");
  const texts = Object.values(opening.consents)
    .concat(opening.wordHint, opening.start, code.title, code.lead(4), receipt.title, receipt.save)
    .concat(Object.values(code.wrong));
  expect(texts.filter((text) => /[\u4e00-\u9fff]/.test(text))).toEqual([]);
});
