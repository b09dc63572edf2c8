// Fields of the page's own dialogs, as against those that a rulebook's form describes.
import { texts } from "../i18n/texts.ts";
import { Chooser } from "./chooser.tsx";
import { findPersons } from "./choosers.tsx";
import type { Hit } from "./match.ts";

interface Typed {
  label: string;
  testid: string;
  value: string;
  onType(value: string): void;
}

export function TextField({ label, testid, value, onType, ...more }: Typed & { autofocus?: boolean }) {
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <input
        data-testid={testid}
        autocomplete="off"
        value={value}
        onInput={(event) => onType(event.currentTarget.value)}
        {...more}
      />
    </label>
  );
}

/** A user id is typed as it stands on paper: nothing corrects it. */
export function UserIdField({ label, testid, value, onType }: Typed) {
  return (
    <label class="field">
      <span class="field-label">{label}</span>
      <input
        data-testid={testid}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        value={value}
        onInput={(event) => onType(event.currentTarget.value)}
      />
    </label>
  );
}

export function DayField({ label, testid, value, onType, optional }: Typed & { optional?: boolean }) {
  const t = texts.value;
  return (
    <label class="field">
      <span class="field-label">
        {label}
        {optional && <span class="field-optional">{t.form.optional}</span>}
      </span>
      <input
        type="date"
        data-testid={testid}
        value={value}
        onInput={(event) => onType(event.currentTarget.value)}
      />
    </label>
  );
}

interface PersonProps {
  id: string;
  label: string;
  person: Hit | null;
  onChoose(person: Hit | null): void;
}

/** Somebody who has an account. */
export function PersonField({ id, label, person, onChoose }: PersonProps) {
  const t = texts.value;
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <Chooser
        id={id}
        hint={t.form.findPerson}
        chosen={person?.name ?? null}
        invalid={false}
        search={findPersons}
        onChoose={onChoose}
      />
    </div>
  );
}
