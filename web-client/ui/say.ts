// Words that come from a rulebook, in the language of the page.
import type { Label } from "../shared/protocol.ts";
import { language } from "./language.ts";

export function say(label: Label): string {
  return language.value === "ja" ? label.ja : label.en;
}
