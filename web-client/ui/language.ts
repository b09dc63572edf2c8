// The language of the pages for terminals, chosen once per terminal, and the words they share.
import { computed, effect, signal } from "@preact/signals";
import { remember, remembered } from "./remember.ts";
import { en } from "./words/en.ts";
import { ja, type Words } from "./words/ja.ts";

export type { Words };
export type PageLanguage = "ja" | "en";

/** Japanese unless this terminal was switched to English. */
export const language = signal<PageLanguage>(remembered("language", ["ja", "en"], "ja"));

export const words = computed<Words>(() => (language.value === "ja" ? ja : en));

/** Keeps the document's language and title in step with the choice. */
export function followLanguage(title: () => string): void {
  effect(() => {
    document.documentElement.lang = language.value;
    document.title = title();
    remember("language", language.value);
  });
}
