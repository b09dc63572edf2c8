import { askToLeave, lock } from "../actions.ts";
import { now_ms } from "../../ui/clock.ts";
import { words } from "../../ui/language.ts";
import { boardRows, directs, needsAttention } from "../desk.ts";
import { texts } from "../i18n/texts.ts";
import { REPORT_ID, toggleBoard } from "../keys.ts";
import { say } from "../../ui/say.ts";
import { me } from "../../ui/session.ts";
import { boardShown, dialog, store } from "../state.ts";
import { clockTime } from "../../ui/time.ts";
import { Icon } from "../../ui/icon.tsx";
import { AboutLink, LanguageSwitch, ThemeSwitch } from "../../ui/switches.tsx";
import { UnitName } from "../../ui/unit-name.tsx";
import { SoundSwitch } from "./sound-switch.tsx";

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
        <strong>
          <UnitName of={person.unit_name} />
        </strong>
        <span>
          {person.name}・{person.posts.map((post) => say(post.label)).join("・")}
        </span>
      </p>
      <ServerClock />
      {directs(person) && <BoardSwitch />}
      {directs(person) && (
        <a class="button only-wide" href="/admin/#/staff" target="_blank" rel="noopener" data-testid="to-staff">
          {texts.value.staff.open}
        </a>
      )}
      <div class="top-bar-tools">
        <SoundSwitch />
        <ThemeSwitch />
        <LanguageSwitch />
        <AboutLink iconOnly />
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
          aria-label={words.value.factors.title}
          title={words.value.factors.title}
          data-testid="factors-open"
          onClick={() => (dialog.value = { kind: "factors" })}
        >
          <Icon name="fingerprint" />
        </button>
        <button
          type="button"
          class="button button-quiet"
          aria-label={words.value.lock.lock}
          title={words.value.lock.lock}
          data-testid="lock"
          onClick={() => void lock()}
        >
          <Icon name="lock" />
        </button>
        <button
          type="button"
          class="button button-quiet"
          data-testid="sign-out"
          onClick={() => askToLeave()}
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

function BoardSwitch() {
  const t = texts.value;
  const rows = boardRows(store.value, now_ms.value);
  const urgent = rows.filter((report) => needsAttention(report, now_ms.value)).length;
  return (
    <button
      type="button"
      class="button board-switch"
      data-testid="board-switch"
      aria-pressed={boardShown.value}
      onClick={toggleBoard}
    >
      <Icon name="board" />
      {boardShown.value ? t.desk.board.close : t.desk.board.open}
      {urgent > 0 && <span class="badge">{urgent}</span>}
    </button>
  );
}
