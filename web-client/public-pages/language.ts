// The language of the page, chosen once for this browser, and words in it.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Day, Label, Problem, UnixMs } from "../shared/protocol.ts";
import { unitName } from "../shared/unit-name.ts";
import { remembered } from "../ui/remember.ts";
import { en } from "./words/en.ts";
import { ja, type Words } from "./words/ja.ts";

export type PageLanguage = "ja" | "en";

/** Japanese, unless the browser speaks another language or was switched here. */
export function firstLanguage(): PageLanguage {
  const own = navigator.language.startsWith("ja") ? "ja" : "en";
  return remembered("language", ["ja", "en"], own);
}

export interface Speech {
  language: PageLanguage;
  t: Words;
  /** Words of the server. */
  say(label: Label): string;
  /** The name of a group. */
  group(name: string): string;
  problem(problem: Problem | null): string;
  /** A day as people write it, in Japanese by its era. */
  day(day: Day): string;
  dayOf(at: UnixMs): string;
}

export function speech(language: PageLanguage): Speech {
  const t = language === "ja" ? ja : en;
  const calendar = language === "ja" ? "ja-JP-u-ca-japanese" : "en-GB";
  const days = new Intl.DateTimeFormat(calendar, { dateStyle: "long", timeZone: "Asia/Tokyo" });
  return {
    language,
    t,
    say: (label) => label[language],
    group: (name) => unitName(name, language === "en"),
    problem: (problem) =>
      (language === "ja" ? problem?.message_ja : problem?.message_en) || t.noAnswer,
    day: (day) => days.format(new Date(`${day}T12:00:00+09:00`)),
    dayOf: (at) => days.format(at),
  };
}

export const Speaking = createContext<Speech>(speech("ja"));

export function useSpeech(): Speech {
  return useContext(Speaking);
}
