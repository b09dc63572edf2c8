import type { Day, DeadlineLine, OfficeHoursView } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { Icon } from "../../ui/icon.tsx";
import { dayOf, monthOf, weeksOf } from "../calendar/days.ts";
import { byDay, urgencyOf } from "../calendar/deadlines.ts";
import { openingOn } from "../calendar/office.ts";
import { texts } from "../i18n/texts.ts";
import { DAY_DEADLINES_MAX } from "../limits.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";

interface Props {
  month: string;
  deadlines: readonly DeadlineLine[];
  holidays: ReadonlyMap<Day, string>;
  hours: OfficeHoursView | null;
}

export function Month({ month, deadlines, holidays, hours }: Props) {
  const t = texts.value;
  const days = byDay(deadlines);
  const closed = new Set(holidays.keys());
  return (
    <div class="month-scroll" tabIndex={0} role="region" aria-label={t.calendar.monthName(month)}>
      <table class="month" data-testid="month">
        <thead>
          <tr>
            {t.calendar.sundayFirst.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <Cell
                  key={day}
                  day={day}
                  outside={monthOf(day) !== month}
                  holiday={holidays.get(day) ?? null}
                  isOpen={hours === null ? null : openingOn(hours, closed, day) !== null}
                  deadlines={days.get(day) ?? []}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CellProps {
  day: Day;
  outside: boolean;
  holiday: string | null;
  /** Null while the office hours are not known. */
  isOpen: boolean | null;
  deadlines: readonly DeadlineLine[];
}

function Cell({ day, outside, holiday, isOpen, deadlines }: CellProps) {
  const t = texts.value;
  const isToday = day === dayOf(now_ms.value);
  const classes = ["day", outside && "day-outside", isOpen === false && "day-closed"];
  return (
    <td
      class={classes.filter(Boolean).join(" ")}
      aria-current={isToday ? "date" : undefined}
      data-day={day}
    >
      <p class="day-head">
        <time dateTime={day}>{Number(day.slice(8))}</time>
        {isToday && <span class="visually-hidden">{t.calendar.today}</span>}
        {holiday !== null && <span class="day-holiday">{holiday}</span>}
        {isOpen === false && holiday === null && <span class="day-note">{t.calendar.closed}</span>}
      </p>
      <ul class="day-deadlines">
        {deadlines.slice(0, DAY_DEADLINES_MAX).map((deadline) => (
          <Entry key={deadline.id} deadline={deadline} />
        ))}
      </ul>
      {deadlines.length > DAY_DEADLINES_MAX && (
        <a class="day-more" href={href({ at: "calendar", month: monthOf(day), list: true })}>
          {t.calendar.others(deadlines.length - DAY_DEADLINES_MAX)}
        </a>
      )}
    </td>
  );
}

function Entry({ deadline }: { deadline: DeadlineLine }) {
  const t = texts.value;
  const urgency = urgencyOf(deadline, now_ms.value);
  const words = (
    <>
      <Icon name={urgency === "overdue" ? "alert" : urgency === "over" ? "check" : "clock"} small />
      <span>
        {urgency === "overdue" && <strong>{t.deadline.states.overdue} </strong>}
        {say(deadline.label)}
        {deadline.subject_name && <span class="day-subject">{deadline.subject_name}</span>}
      </span>
    </>
  );
  return (
    <li class={`entry entry-${urgency}`} data-testid="day-deadline">
      {deadline.case === undefined ? (
        <span>{words}</span>
      ) : (
        <a href={href({ at: "case", id: deadline.case })}>{words}</a>
      )}
    </li>
  );
}
