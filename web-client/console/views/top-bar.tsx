import { leave } from "../actions.ts";
import { now_ms } from "../clock.ts";
import { texts } from "../i18n/texts.ts";
import { REPORT_ID } from "../keys.ts";
import { dialog, me } from "../state.ts";
import { clockTime } from "../time.ts";
import { Icon } from "./icon.tsx";
import { LanguageSwitch, SoundSwitch, ThemeSwitch } from "./switches.tsx";

export function TopBar() {
  const t = texts.value;
  const person = me.value;
  if (!person) return null;
  return (
    <div class="top-bar">
      <button
        type="button"
        class="skip"
        onClick={() => document.getElementById(REPORT_ID)?.focus()}
      >
        {t.list.skip}
      </button>
      <span class="mark" aria-hidden="true">
        <Icon name="camera" />
      </span>
      <p class="top-bar-who">
        <strong>{person.unit_name}</strong>
        <span>
          {person.name}・{t.names.post[person.post]}
        </span>
      </p>
      <ServerClock />
      <div class="top-bar-tools">
        <SoundSwitch />
        <ThemeSwitch />
        <LanguageSwitch />
        <button
          type="button"
          class="button button-quiet only-wide"
          aria-label={t.bar.keys}
          title={t.bar.keys}
          onClick={() => (dialog.value = { kind: "keys" })}
        >
          <Icon name="keyboard" />
        </button>
        <button
          type="button"
          class="button button-quiet"
          data-testid="sign-out"
          onClick={() => void leave()}
        >
          <Icon name="signOut" />
          <span class="button-words">{t.bar.signOut}</span>
        </button>
      </div>
    </div>
  );
}

function ServerClock() {
  return (
    <time class="clock" title={texts.value.bar.clock} data-testid="clock">
      {clockTime(now_ms.value)}
    </time>
  );
}
