import type { Language } from "../../shared/protocol";
import type { Notice } from "../languages/opening/words";
import type { PhoneKind } from "../../phone/phone";

/** Words of what most phones never load: the access code, other apps' browsers, the receipt. */
export interface SeldomWords {
  code: {
    title: string;
    lead: (digits: number) => string;
    label: string;
    next: string;
    /** By the code of the refusal. */
    wrong: { code_wrong: string; code_used: string; code_missing: string; slow: string; offline: string };
  };
  hindered: {
    /** One sentence with what to press on this phone. */
    inApp: (phone: PhoneKind) => Notice;
    tooOld: Notice;
    openOutside: string;
    copy: string;
    copied: string;
    hereAnyway: string;
  };
  receipt: {
    title: string;
    number: string;
    agreed: string;
    ended: string;
    version: string;
    kept: string;
    ask: (headquarters: string) => Notice;
    save: string;
    failed: string;
  };
}

// One line per language, because the bundler must see each path to make each its own chunk.
const WORDS: Record<Language, () => Promise<{ words: SeldomWords }>> = {
  ja: () => import("./words/ja"),
  "ja-easy": () => import("./words/ja-easy"),
  en: () => import("./words/en"),
  zh: () => import("./words/zh"),
  ko: () => import("./words/ko"),
  vi: () => import("./words/vi"),
  pt: () => import("./words/pt"),
};

export const seldomWords = async (language: Language) => (await WORDS[language]()).words;
