import type { Language } from "../shared/protocol";
import type { LiveWords } from "./languages/live/words";
import type { OpeningWords } from "./languages/opening/words";

/** Code, native name, BCP 47 tag of the page. */
export const LANGUAGES: readonly (readonly [Language, string, string])[] = [
  ["ja", "日本語", "ja"],
  ["ja-easy", "やさしい にほんご", "ja"],
  ["en", "English", "en"],
  ["zh", "中文", "zh-Hans"],
  ["ko", "한국어", "ko"],
  ["vi", "Tiếng Việt", "vi"],
  ["pt", "Português", "pt"],
];

/** The first language of the phone that we speak; English for all whose languages we do not. */
export function chooseLanguage(
  preferred: readonly string[],
  chosenBefore: string | null,
): Language {
  const known = (code: string | null | undefined) => LANGUAGES.find(([own]) => own === code)?.[0];
  const before = known(chosenBefore);
  if (before) return before;
  for (const tag of preferred) {
    const found = known(tag.toLowerCase().split("-")[0]);
    if (found) return found;
  }
  return "en";
}

// One line per language, because the bundler must see each path to make each its own chunk.
const OPENING: Record<Language, () => Promise<{ words: OpeningWords }>> = {
  ja: () => import("./languages/opening/ja"),
  "ja-easy": () => import("./languages/opening/ja-easy"),
  en: () => import("./languages/opening/en"),
  zh: () => import("./languages/opening/zh"),
  ko: () => import("./languages/opening/ko"),
  vi: () => import("./languages/opening/vi"),
  pt: () => import("./languages/opening/pt"),
};
const LIVE: Record<Language, () => Promise<{ words: LiveWords }>> = {
  ja: () => import("./languages/live/ja"),
  "ja-easy": () => import("./languages/live/ja-easy"),
  en: () => import("./languages/live/en"),
  zh: () => import("./languages/live/zh"),
  ko: () => import("./languages/live/ko"),
  vi: () => import("./languages/live/vi"),
  pt: () => import("./languages/live/pt"),
};

export const openingWords = async (language: Language) => (await OPENING[language]()).words;
export const liveWords = async (language: Language) => (await LIVE[language]()).words;
