// The step of the ladder on which the phone sends, always there, in sign and words.
import type { Signal } from "@preact/signals";
import { texts, type Texts } from "../i18n/texts.ts";
import type { Step } from "../ladder.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";

const SIGN: Record<Step["kind"], IconName> = {
  video: "film",
  waiting: "wait",
  pictures: "image",
  on_demand: "camera",
  text: "message",
  away: "alert",
};

export function LadderStep({ step }: { step: Signal<Step> }) {
  const t = texts.value;
  const now = step.value;
  return (
    <p
      class={`age ladder-step ladder-${now.kind}`}
      role="status"
      data-testid="ladder-step"
      data-step={now.kind}
      data-lines={now.kind === "video" ? now.lines : undefined}
      title={t.ladder.title}
    >
      <Icon name={SIGN[now.kind]} small />
      <span class="visually-hidden">{t.ladder.title}: </span>
      <strong>{stepWords(t, now)}</strong>
    </p>
  );
}

export function stepWords(t: Texts, step: Step): string {
  return step.kind === "video" ? t.ladder.video(step.lines) : t.ladder[step.kind];
}
