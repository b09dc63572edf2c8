// Choices of the terminal: language, colours, sound.
import { askForNotices } from "../announce.ts";
import { language, texts } from "../i18n/texts.ts";
import { play, soundOn } from "../sound.ts";
import { theme, THEMES } from "../theme.ts";
import { Icon } from "./icon.tsx";

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
  const t = texts.value;
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

export function SoundSwitch() {
  const t = texts.value;
  const toggle = () => {
    soundOn.value = !soundOn.value;
    if (!soundOn.value) return;
    askForNotices();
    play("rise");
  };
  return (
    <button
      type="button"
      class="button button-quiet"
      data-testid="sound"
      aria-pressed={soundOn.value}
      onClick={toggle}
    >
      <Icon name={soundOn.value ? "bell" : "bellOff"} />
      <span class="button-words">{soundOn.value ? t.bar.soundOn : t.bar.soundOff}</span>
    </button>
  );
}
