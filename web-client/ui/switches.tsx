// Choices of the terminal: language and colours; and where to read what the service is for.
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

/** What the service is for and what it does not offer (VR-1), in a window of its own. */
export function AboutLink({ iconOnly = false }: { iconOnly?: boolean }) {
  const t = words.value;
  return (
    <a
      class="button button-quiet"
      href="/about/"
      target="_blank"
      rel="noopener"
      data-testid="about"
      title={iconOnly ? t.bar.about : undefined}
    >
      <Icon name="help" />
      <span class={iconOnly ? "visually-hidden" : undefined}>{t.bar.about}</span>
    </a>
  );
}
