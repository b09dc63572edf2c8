// A stop of the system (VR-7.1.1) on every page for terminals: announced, near with a countdown,
// running with the end.
import type { ComponentChildren } from "preact";
import type { SuspensionView } from "../shared/protocol.ts";
import { now_ms } from "./clock.ts";
import { Icon } from "./icon.tsx";
import { words } from "./language.ts";
import { say } from "./say.ts";
import { stageOf, suspension, type StopStage } from "./system-state.ts";
import { calendarDay, clockMinute, minutesSeconds } from "./time.ts";

interface Props {
  /** What ends with the beginning; shown once it is near. */
  children?: ComponentChildren;
}

export function SuspensionBanner({ children }: Props) {
  const stop = suspension.value;
  const stage = stop && stageOf(stop, now_ms.value);
  if (!stop || !stage) return null;
  return (
    <div class={`banner banner-stop banner-stop-${stage}`} data-testid="stop-banner" data-stage={stage}>
      <Icon name={stage === "far" ? "clock" : "alert"} />
      {/* Heard once for each stage; the seconds beside it are not read out. */}
      <span role="status">{sentence(stop, stage)}</span>
      <span class="banner-count" aria-hidden="true" data-testid="stop-count">
        {count(stop, stage)}
      </span>
      {stage !== "far" && children}
    </div>
  );
}

function sentence(stop: SuspensionView, stage: StopStage): string {
  const t = words.value.stop;
  const [from, until] = [moment(stop.from_ms), moment(stop.until_ms)];
  if (stage === "running") return t.running(until, stop.drains);
  return t.announced(from, until, say(stop.ground), stop.drains);
}

function count(stop: SuspensionView, stage: StopStage): string {
  const t = words.value.stop;
  const now = now_ms.value;
  if (stage === "running") return t.untilResume(minutesSeconds(stop.until_ms - now));
  if (stage === "near") return t.untilStop(minutesSeconds(stop.from_ms - now));
  return "";
}

/** `11/28 02:00` in Japan. */
export function moment(at_ms: number): string {
  const [, month, day] = calendarDay(at_ms).split("-");
  return `${Number(month)}/${Number(day)} ${clockMinute(at_ms)}`;
}
