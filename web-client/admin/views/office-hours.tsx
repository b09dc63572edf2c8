// When an office is open: its week, its holidays, single days that differ.
import { useEffect, useState } from "preact/hooks";
import type { Day, DayException, OfficeHoursView, Opening, UnitView } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { me } from "../../ui/session.ts";
import { sayUnit } from "../../ui/unit-name.tsx";
import { go, tell } from "../actions.ts";
import { api } from "../api.ts";
import { dayOf, isDay } from "../calendar/days.ts";
import { hoursFlaws, type HoursFlaw } from "../calendar/office.ts";
import { texts } from "../i18n/texts.ts";
import { useLoaded, useSending } from "../load.ts";
import { href } from "../route.ts";
import { lineOf } from "../units/tree.ts";
import { Shown } from "./loaded.tsx";
import { Page } from "./page.tsx";

/** What a day gets when it is opened. */
const USUAL: Opening = { from: "08:30", to: "17:15" };

export function OfficeHours({ unit }: { unit: string | undefined }) {
  const t = texts.value;
  const units = useLoaded(api.units, []);
  const chosen = unit ?? me.value?.unit ?? "";
  const hours = useLoaded(() => api.officeHours(chosen), [chosen]);
  return (
    <Page
      title={t.calendar.officeHours}
      above={<a href={href({ at: "calendar" })}>{t.screens.calendar}</a>}
      testid="office-hours"
    >
      <label class="field narrow">
        <span class="field-label">{t.calendar.unit}</span>
        <select
          data-testid="hours-unit"
          value={chosen}
          onChange={(event) => go({ at: "office_hours", unit: event.currentTarget.value })}
        >
          {ownUnits(units.data?.units ?? []).map((other) => (
            <option key={other.id} value={other.id}>
              {sayUnit(other.name)}
            </option>
          ))}
        </select>
      </label>
      <Shown of={hours}>
        {(view) => <Editor key={chosen} unit={chosen} view={view} onStored={hours.take} />}
      </Shown>
    </Page>
  );
}

/** The person's own unit and those below it. */
function ownUnits(units: readonly UnitView[]): UnitView[] {
  const own = new Set(me.value?.posts.map((post) => post.unit));
  return units.filter((unit) => lineOf(units, unit.id).some((id) => own.has(id)));
}

interface EditorProps {
  unit: string;
  view: OfficeHoursView;
  onStored(view: OfficeHoursView): void;
}

function Editor({ unit, view, onStored }: EditorProps) {
  const t = texts.value;
  const [hours, setHours] = useState(view);
  const [flaws, setFlaws] = useState<HoursFlaw[]>([]);
  const { problem, busy, send, forgive } = useSending();
  useEffect(() => setHours(view), [view]);
  const change = (part: Partial<OfficeHoursView>) => {
    setHours({ ...hours, ...part });
    setFlaws([]);
    forgive();
  };
  const setDay = (nth: number, opening: Opening | null) =>
    change({ week: hours.week.map((other, at) => (at === nth ? opening : other)) });
  const submit = (event: Event) => {
    event.preventDefault();
    const found = hoursFlaws(hours);
    setFlaws(found);
    if (found.length > 0) return;
    send(
      () => api.setOfficeHours(unit, hours),
      (stored) => {
        tell(t.calendar.hoursStored);
        onStored(stored);
      },
    );
  };
  return (
    <form class="form" onSubmit={submit} noValidate>
      <fieldset class="group">
        <legend>{t.calendar.week}</legend>
        {hours.week.map((opening, nth) => (
          <OpeningRow
            key={nth}
            name={t.calendar.mondayFirst[nth] ?? ""}
            testid={`week-${nth}`}
            opening={opening}
            flaw={flaws.find((flaw) => flaw.day === nth) ?? null}
            onChange={(next) => setDay(nth, next)}
          />
        ))}
      </fieldset>
      <label class="check">
        <input
          type="checkbox"
          checked={hours.closed_on_holidays}
          onChange={(event) => change({ closed_on_holidays: event.currentTarget.checked })}
        />
        <span>{t.calendar.closedOnHolidays}</span>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={hours.closed_at_year_end}
          onChange={(event) => change({ closed_at_year_end: event.currentTarget.checked })}
        />
        <span>{t.calendar.closedAtYearEnd}</span>
      </label>
      <Exceptions
        exceptions={hours.exceptions}
        flaws={flaws}
        onChange={(exceptions) => change({ exceptions })}
      />
      <ProblemNote problem={problem} />
      <footer class="form-foot">
        <button class="button button-primary" aria-busy={busy} data-testid="hours-save">
          {t.calendar.save}
        </button>
      </footer>
    </form>
  );
}

interface OpeningRowProps {
  name: string;
  testid: string;
  opening: Opening | null;
  flaw: HoursFlaw | null;
  onChange(opening: Opening | null): void;
}

function OpeningRow({ name, testid, opening, flaw, onChange }: OpeningRowProps) {
  const t = texts.value;
  return (
    <div class="opening" data-testid={testid}>
      <label class="check">
        <input
          type="checkbox"
          checked={opening !== null}
          onChange={(event) => onChange(event.currentTarget.checked ? USUAL : null)}
        />
        <span>{name}</span>
      </label>
      {opening === null ? (
        <span class="quiet">{t.calendar.closed}</span>
      ) : (
        <span class="opening-times">
          <TimeInput
            label={`${name} ${t.calendar.opens}`}
            value={opening.from}
            invalid={flaw !== null}
            onChange={(from) => onChange({ ...opening, from })}
          />
          {t.to}
          <TimeInput
            label={`${name} ${t.calendar.closes}`}
            value={opening.to}
            invalid={flaw !== null}
            onChange={(to) => onChange({ ...opening, to })}
          />
        </span>
      )}
      {flaw && (
        <p class="problem" role="alert">
          <Icon name="alert" />
          {t.calendar.flaw[flaw.flaw]}
        </p>
      )}
    </div>
  );
}

interface TimeProps {
  label: string;
  value: string;
  invalid: boolean;
  onChange(value: string): void;
}

/** A text, because no time input of a browser knows 24:00, the end of a day. */
function TimeInput({ label, value, invalid, onChange }: TimeProps) {
  return (
    <input
      class="time"
      aria-label={label}
      aria-invalid={invalid}
      inputMode="numeric"
      maxLength={5}
      value={value}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface ExceptionsProps {
  exceptions: readonly DayException[];
  flaws: readonly HoursFlaw[];
  onChange(exceptions: DayException[]): void;
}

function Exceptions({ exceptions, flaws, onChange }: ExceptionsProps) {
  const t = texts.value;
  const [day, setDay] = useState(dayOf(now_ms.value));
  const others = (than: Day) => exceptions.filter((other) => other.day !== than);
  const put = (at: Day, opening: Opening | null) =>
    onChange([...others(at), opening === null ? { day: at } : { day: at, opening }]);
  const add = () => {
    if (isDay(day) && !exceptions.some((other) => other.day === day)) put(day, null);
  };
  return (
    <fieldset class="group">
      <legend>{t.calendar.exceptions}</legend>
      {[...exceptions]
        .sort((a, b) => (a.day < b.day ? -1 : 1))
        .map(({ day: at, opening }) => (
          <div key={at} class="exception">
            <OpeningRow
              name={at}
              testid={`exception-${at}`}
              opening={opening ?? null}
              flaw={flaws.find((flaw) => flaw.day === at) ?? null}
              onChange={(next) => put(at, next)}
            />
            <button type="button" class="button button-quiet" onClick={() => onChange(others(at))}>
              {t.calendar.remove}
              <span class="visually-hidden"> {at}</span>
            </button>
          </div>
        ))}
      <div class="with-note">
        <input
          type="date"
          class="short"
          aria-label={t.calendar.exceptionDay}
          data-testid="exception-day"
          value={day}
          onInput={(event) => setDay(event.currentTarget.value)}
        />
        <button type="button" class="button" data-testid="exception-add" onClick={add}>
          {t.calendar.add}
        </button>
      </div>
    </fieldset>
  );
}
