// Dark for the night room, light for the day; follows the terminal unless chosen.
import { effect, signal } from "@preact/signals";
import { remember, remembered } from "./remember.ts";

export const THEMES = ["system", "dark", "light"] as const;
export type Theme = (typeof THEMES)[number];

export const theme = signal<Theme>(remembered("theme", THEMES, "system"));

const systemDark = signal(matchMedia("(prefers-color-scheme: dark)").matches);

export function isDark(): boolean {
  return theme.value === "system" ? systemDark.value : theme.value === "dark";
}

export function followTheme(): void {
  const query = matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", () => (systemDark.value = query.matches));
  effect(() => {
    document.documentElement.dataset["theme"] = isDark() ? "dark" : "light";
    remember("theme", theme.value);
  });
}
