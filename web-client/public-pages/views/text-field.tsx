import { charsOf } from "../complaint.ts";
import { useSpeech } from "../language.ts";
import { CHARS_LEFT_SHOWN } from "../limits.ts";

interface Props {
  id: string;
  label: string;
  /** Whether it is needed. */
  note: string;
  hint: string;
  chars: number;
  rows: number;
  value: string;
  flaw: string | null;
  onInput(value: string): void;
}

export function TextField({ id, label, note, hint, chars, rows, value, flaw, onInput }: Props) {
  const { t } = useSpeech();
  const left = chars - charsOf(value);
  return (
    <div class="field">
      <label for={id}>
        {label} <span class="note">{note}</span>
      </label>
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
      <textarea
        id={id}
        rows={rows}
        value={value}
        aria-invalid={flaw !== null}
        aria-describedby={`${id}-hint ${id}-flaw`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {left <= CHARS_LEFT_SHOWN && <p class="hint">{t.contact.left(left)}</p>}
      <p class="problem-line" id={`${id}-flaw`} role="alert">
        {flaw}
      </p>
    </div>
  );
}
