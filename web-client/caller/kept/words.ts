import type { Language } from "../../shared/protocol";

/** What is said of what this phone keeps. */
export interface KeptWords {
  keeping: string;
  full: string;
  waiting: string;
  sending: string;
  sent: string;
  dropped: string;
  /** What becomes of it. */
  why: string;
}

// One line per language, because the bundler must see each path to make each its own chunk.
const WORDS: Record<Language, () => Promise<{ words: KeptWords }>> = {
  ja: () => import("./words/ja"),
  "ja-easy": () => import("./words/ja-easy"),
  en: () => import("./words/en"),
  zh: () => import("./words/zh"),
  ko: () => import("./words/ko"),
  vi: () => import("./words/vi"),
  pt: () => import("./words/pt"),
};

export const keptWords = async (language: Language) => (await WORDS[language]()).words;
