// The language of the console, chosen once per terminal.
import { computed, effect, signal } from "@preact/signals";
import { remembered, remember } from "../remember.ts";
import { en } from "./en.ts";
import { ja, type Texts } from "./ja.ts";

export type { Texts };
export type ConsoleLanguage = "ja" | "en";

/** Japanese unless this terminal was switched to English. */
export const language = signal<ConsoleLanguage>(remembered("language", ["ja", "en"], "ja"));

export const texts = computed<Texts>(() => (language.value === "ja" ? ja : en));

/** Keeps the document's language and title in step with the choice. */
export function followLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value;
    document.title = texts.value.product;
    remember("language", language.value);
  });
}
