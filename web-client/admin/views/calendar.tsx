// What comes due, as a month on the wall or as a list.
import type { Day, DeadlineLine, OfficeHoursView } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { Icon } from "../../ui/icon.tsx";
import { me } from "../../ui/session.ts";
import { api } from "../api.ts";
import { dayOf, monthOf, plusDays, plusMonths, weeksOf } from "../calendar/days.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";
import { isShown } from "../documents.ts";
import { DeadlineTable } from "./deadline-list.tsx";
import { DocumentFilter } from "./document-chip.tsx";
import { Shown } from "./loaded.tsx";
import { Month } from "./month.tsx";
import { Page, PrintButton } from "./page.tsx";
import { documentOf } from "./words.tsx";

interface Props {
  month: string | undefined;
  /** Undefined until the person chooses. */
  list: boolean | undefined;
}

/** Seven columns do not fit on a phone. */
const isNarrow = matchMedia("(width < 48rem)");

export function Calendar({ month, list: chosen }: Props) {
  const t = texts.value;
  const list = chosen ?? isNarrow.matches;
  const shown = month ?? monthOf(dayOf(now_ms.value));
  const days = weeksOf(shown).flat();
  const first = days[0] ?? `${shown}-01`;
  // What falls due at midnight ends the day before.
  const beyond = plusDays(days.at(-1) ?? first, 1);
  const loaded = useLoaded(() => api.deadlines(first, beyond), [shown]);
  const holidays = useHolidays(shown);
  const hours = useLoaded(() => api.officeHours(me.value?.unit ?? ""), []);
  return (
    <Page
      title={t.calendar.monthName(shown)}
      above={t.screens.calendar}
      testid="calendar"
      tools={
        <>
          <a class="button" href={href({ at: "office_hours" })} data-testid="to-office-hours">
            {t.calendar.officeHours}
          </a>
          <PrintButton />
        </>
      }
    >
      <nav class="month-tools no-print" aria-label={t.calendar.months}>
        <MonthLink to={plusMonths(shown, -1)} list={list} testid="month-before">
          {t.calendar.before}
        </MonthLink>
        <a class="button" href={href({ at: "calendar", list })}>
          {t.calendar.today}
        </a>
        <MonthLink to={plusMonths(shown, 1)} list={list} testid="month-after">
          {t.calendar.after}
        </MonthLink>
        <span class="month-views" role="group" aria-label={t.calendar.view}>
          <a
            class={list ? "button" : "button button-chosen"}
            aria-current={list ? undefined : "true"}
            href={href({ at: "calendar", month: shown, list: false })}
          >
            {t.calendar.asMonth}
          </a>
          <a
            class={list ? "button button-chosen" : "button"}
            aria-current={list ? "true" : undefined}
            href={href({ at: "calendar", month: shown, list: true })}
            data-testid="as-list"
          >
            {t.calendar.asList}
          </a>
        </span>
      </nav>
      <Shown of={loaded}>
        {({ deadlines: all, more }) => (
          <>
            <DocumentFilter />
            {more && (
              <p class="note note-warning">
                <Icon name="alert" />
                <span>{t.calendar.more}</span>
              </p>
            )}
            <Shape
              list={list}
              month={shown}
              deadlines={all.filter((deadline) => isShown(documentOf(deadline.clause)))}
              holidays={holidays}
              hours={hours.data}
            />
          </>
        )}
      </Shown>
    </Page>
  );
}

interface ShapeProps {
  list: boolean;
  month: string;
  deadlines: readonly DeadlineLine[];
  holidays: ReadonlyMap<Day, string>;
  hours: OfficeHoursView | null;
}

function Shape({ list, month, deadlines, holidays, hours }: ShapeProps) {
  const t = texts.value;
  if (!list) return <Month month={month} deadlines={deadlines} holidays={holidays} hours={hours} />;
  const own = deadlines.filter((deadline) => monthOf(dayOf(deadline.due - 1)) === month);
  const free = [...holidays].filter(([day]) => monthOf(day) === month);
  return (
    <>
      {own.length === 0 ? (
        <p class="empty">{t.calendar.none}</p>
      ) : (
        <DeadlineTable deadlines={own} />
      )}
      {free.length > 0 && (
        <section class="part" aria-labelledby="holidays">
          <h2 id="holidays">{t.calendar.holidays}</h2>
          <ul class="holidays">
            {free.map(([day, name]) => (
              <li key={day}>
                <time dateTime={day}>{day}</time> {name}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

interface MonthLinkProps {
  to: string;
  list: boolean;
  testid: string;
  children: string;
}

function MonthLink({ to, list, testid, children }: MonthLinkProps) {
  return (
    <a class="button" href={href({ at: "calendar", month: to, list })} data-testid={testid}>
      {children}
    </a>
  );
}

/** A month's weeks may reach into the next year. */
function useHolidays(month: string): ReadonlyMap<Day, string> {
  const years = [...new Set(weeksOf(month).flat().map((day) => Number(day.slice(0, 4))))];
  const loaded = useLoaded(() => Promise.all(years.map((year) => api.holidays(year))), [
    years.join(),
  ]);
  const lines = loaded.data?.flatMap((list) => list.holidays) ?? [];
  return new Map(lines.map((line) => [line.day, say(line.name)]));
}
