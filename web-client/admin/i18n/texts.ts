// The words of the admin page. Words of documents come from their rulebooks, never from here.
import { computed } from "@preact/signals";
import { language } from "../../ui/language.ts";
import { en } from "./en.ts";
import { ja, type Texts } from "./ja.ts";

export type { Texts };

export const texts = computed<Texts>(() => (language.value === "ja" ? ja : en));
