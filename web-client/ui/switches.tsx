// Choices of the terminal: language and colours.
import { Icon } from "./icon.tsx";
import { language, words } from "./language.ts";
import { theme, THEMES } from "./theme.ts";

export function LanguageSwitch() {
  const other = language.value === "ja" ? "en" : "ja";
  const name = other === "ja" ? "日本語" : "English";
  return (
    <button
      type="button"
      class="button button-quiet"
      lang={other}
      data-testid="language"
      onClick={() => (language.value = other)}
    >
      {name}
    </button>
  );
}

export function ThemeSwitch() {
  const t = words.value;
  return (
    <label class="compact-select">
      <Icon name="moon" />
      <span class="visually-hidden">{t.bar.theme}</span>
      <select
        data-testid="theme"
        value={theme.value}
        onChange={(event) => {
          theme.value = THEMES.find((name) => name === event.currentTarget.value) ?? "system";
        }}
      >
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {t.bar.themes[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
