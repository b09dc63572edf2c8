// When something is due, by colour, icon and words at once.
import type { DeadlineLine, UnixMs } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { endsDay, lastDayOf, remaining, urgencyOf, type Urgency } from "../calendar/deadlines.ts";
import { texts } from "../i18n/texts.ts";
import { Chip, DayText, Moment, type Tone } from "./words.tsx";

const TONE: Record<Urgency, Tone> = {
  overdue: "bad",
  today: "warning",
  soon: "warning",
  later: "info",
  over: "over",
};

export function Due({ deadline }: { deadline: DeadlineLine }) {
  const t = texts.value;
  const urgency = urgencyOf(deadline, now_ms.value);
  if (urgency === "over") {
    return (
      <span class="due" data-urgency={urgency}>
        <Chip tone="over" icon="check">
          {t.deadline.states[deadline.state]}
        </Chip>
        <Until at={deadline.due} />
      </span>
    );
  }
  return <DueAt at={deadline.due} urgency={urgency} />;
}

export function DueAt({ at, urgency }: { at: UnixMs; urgency: Urgency }) {
  const t = texts.value;
  const { unit, count, late } = remaining(at, now_ms.value);
  const words = late ? t.deadline.late[unit](count) : t.deadline.left[unit](count);
  return (
    <span class="due" data-urgency={urgency}>
      <Chip tone={TONE[urgency]} icon={urgency === "overdue" ? "alert" : "clock"}>
        {urgency === "overdue" ? t.deadline.overdue(words) : words}
      </Chip>
      <Until at={at} />
    </span>
  );
}

/** What is due at midnight is due by the end of the day before: people read a day, not `00:00`. */
function Until({ at }: { at: UnixMs }) {
  const t = texts.value;
  if (!endsDay(at)) return <Moment at={at} />;
  return (
    <span>
      {t.deadline.until.before}
      <DayText day={lastDayOf(at)} />
      {t.deadline.until.after}
    </span>
  );
}
