// Inputs that need nothing but themselves. Native elements, so that keyboard, screen reader and the
// terminal's own helps work.
import { language } from "../../ui/language.ts";
import { eraDay, isDay } from "../calendar/days.ts";
import { texts } from "../i18n/texts.ts";
import { CHARS_LEFT_SHOWN, CHOICES_AS_LIST } from "../limits.ts";
import { say } from "../../ui/say.ts";
import type { InputProps } from "./field.tsx";
import { textOf, ticksOf } from "./values.ts";

/** A line for what is short, a box that grows for the rest. */
const LINE_CHARS = 120;

export function TextInput({ field, typed, id, invalid, describedBy, onChange }: InputProps) {
  const t = texts.value;
  const value = textOf(typed, field.code);
  const left = (field.chars_max ?? Infinity) - [...value].length;
  const shared = {
    id,
    value,
    "aria-invalid": invalid,
    "aria-describedby": describedBy,
    "aria-required": field.required,
    autocomplete: "off",
  } as const;
  if ((field.chars_max ?? Infinity) <= LINE_CHARS) {
    return <input {...shared} onInput={(event) => onChange(field.code, event.currentTarget.value)} />;
  }
  return (
    <>
      <textarea
        {...shared}
        class="grows"
        rows={2}
        onInput={(event) => onChange(field.code, event.currentTarget.value)}
      />
      {left <= CHARS_LEFT_SHOWN && <p class="field-hint">{t.form.charsLeft(left)}</p>}
    </>
  );
}

export function NumberInput({ field, typed, id, invalid, describedBy, onChange }: InputProps) {
  const t = texts.value;
  const { min = null, max = null } = field;
  return (
    <div class="with-note">
      <input
        id={id}
        class="short"
        inputMode="numeric"
        autocomplete="off"
        aria-invalid={invalid}
        aria-describedby={describedBy}
        aria-required={field.required}
        value={textOf(typed, field.code)}
        onInput={(event) => onChange(field.code, event.currentTarget.value)}
      />
      {(min !== null || max !== null) && <span class="quiet">{t.form.bounds(min, max)}</span>}
    </div>
  );
}

export function DateInput({ field, typed, id, invalid, describedBy, onChange }: InputProps) {
  const value = textOf(typed, field.code);
  return (
    <div class="with-note">
      <input
        id={id}
        class="short"
        type="date"
        aria-invalid={invalid}
        aria-describedby={describedBy}
        aria-required={field.required}
        value={value}
        onInput={(event) => onChange(field.code, event.currentTarget.value)}
      />
      {language.value === "ja" && isDay(value) && <span class="quiet">{eraDay(value)}</span>}
    </div>
  );
}

export function MomentInput({ field, typed, id, invalid, describedBy, onChange }: InputProps) {
  const t = texts.value;
  return (
    <div class="with-note">
      <input
        id={id}
        class="short"
        type="datetime-local"
        aria-invalid={invalid}
        aria-describedby={describedBy}
        aria-required={field.required}
        value={textOf(typed, field.code)}
        onInput={(event) => onChange(field.code, event.currentTarget.value)}
      />
      <span class="quiet">{t.form.japanTime}</span>
    </div>
  );
}

export function Choice(props: InputProps) {
  const { field, typed, id, invalid, describedBy, onChange } = props;
  const t = texts.value;
  const chosen = textOf(typed, field.code);
  if (field.options.length >= CHOICES_AS_LIST) {
    return (
      <select
        id={id}
        aria-label={say(field.label)}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        value={chosen}
        onChange={(event) => onChange(field.code, event.currentTarget.value)}
      >
        <option value="">{t.form.choose}</option>
        {field.options.map((option) => (
          <option key={option.code} value={option.code}>
            {say(option.label)}
          </option>
        ))}
      </select>
    );
  }
  return (
    <div class="options">
      {field.options.map((option, nth) => (
        <label key={option.code} class="check">
          <input
            type="radio"
            id={nth === 0 ? id : undefined}
            name={id}
            value={option.code}
            checked={chosen === option.code}
            aria-invalid={invalid}
            aria-describedby={describedBy}
            onChange={() => onChange(field.code, option.code)}
          />
          <span>{say(option.label)}</span>
        </label>
      ))}
      {!field.required && chosen !== "" && (
        <button type="button" class="button button-quiet" onClick={() => onChange(field.code, "")}>
          {t.form.clear}
        </button>
      )}
    </div>
  );
}

export function Ticks({ field, typed, id, invalid, describedBy, onChange }: InputProps) {
  const ticks = ticksOf(typed, field.code);
  const toggle = (code: string, on: boolean) =>
    onChange(field.code, on ? [...ticks, code] : ticks.filter((other) => other !== code));
  return (
    <div class="options options-ticks">
      {field.options.map((option, nth) => (
        <label key={option.code} class="check">
          <input
            type="checkbox"
            id={nth === 0 ? id : undefined}
            value={option.code}
            checked={ticks.includes(option.code)}
            aria-invalid={invalid}
            aria-describedby={describedBy}
            onChange={(event) => toggle(option.code, event.currentTarget.checked)}
          />
          <span>{say(option.label)}</span>
        </label>
      ))}
    </div>
  );
}
