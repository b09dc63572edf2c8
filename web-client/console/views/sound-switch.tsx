import { Icon } from "../../ui/icon.tsx";
import { askForNotices } from "../announce.ts";
import { texts } from "../i18n/texts.ts";
import { play, soundOn } from "../sound.ts";

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
