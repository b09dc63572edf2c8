// How old the picture on the screen is; always there, in figure, word and colour.
import type { Signal } from "@preact/signals";
import { now_ms } from "../../ui/clock.ts";
import { texts } from "../i18n/texts.ts";
import { freshness } from "../picture-age.ts";
import { clockTime, seconds } from "../../ui/time.ts";
import { Icon } from "../../ui/icon.tsx";
import { Ago } from "./time-text.tsx";

const WORD = { live: "fresh", late: "late", standing: "standing" } as const;
const TONE = { live: "good", late: "warning", standing: "bad" } as const;

export function LiveAge({ age_ms }: { age_ms: Signal<number> }) {
  const t = texts.value;
  const age = age_ms.value;
  const fresh = freshness(age);
  return (
    <p
      class={`age age-${TONE[fresh]}`}
      data-testid="picture-age"
      data-age-ms={Math.round(age)}
      data-freshness={fresh}
      title={t.stage.age}
    >
      <Icon name={fresh === "live" ? "live" : "alert"} small />
      <span class="visually-hidden">{t.stage.age}</span>
      <strong>{t.common.secondsOld(seconds(age))}</strong>
      <span>{t.stage[WORD[fresh]]}</span>
    </p>
  );
}

/** A still's age is information, not an alarm. */
export function StillAge({ at_ms }: { at_ms: number }) {
  const t = texts.value;
  return (
    <p
      class="age age-plain"
      data-testid="picture-age"
      data-age-ms={now_ms.value - at_ms}
      data-freshness="still"
      title={t.stage.age}
    >
      <Icon name="clock" small />
      <span class="visually-hidden">{t.stage.age}</span>
      <strong>
        <Ago at_ms={at_ms} />
      </strong>
      <span>
        {clockTime(at_ms)} {t.stage.taken}
      </span>
    </p>
  );
}
