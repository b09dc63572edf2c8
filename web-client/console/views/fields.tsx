// Fields of the request form. Each shows its refusal at its own place.
import type { Prepare, Problem } from "../../shared/protocol.ts";
import { texts } from "../i18n/texts.ts";
import { previewNumber } from "../phone-number.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";

type Named<Value> = {
  [Key in keyof Prepare]-?: NonNullable<Prepare[Key]> extends Value ? Key : never;
}[keyof Prepare];

interface FieldProps {
  form: Prepare;
  onChange(change: Partial<Prepare>): void;
}

interface CheckProps extends FieldProps {
  name: Named<boolean>;
  label: string;
  problem: Problem | null;
  autofocus?: boolean;
}

export function Check({ name, label, form, onChange, problem, autofocus }: CheckProps) {
  const problemId = `${name}-problem`;
  return (
    <div class={problem ? "check-row check-refused" : "check-row"}>
      <label class="check">
        <input
          type="checkbox"
          data-testid={`request-${name}`}
          checked={form[name] === true}
          aria-invalid={problem !== null}
          aria-describedby={problem ? problemId : undefined}
          autofocus={autofocus}
          onChange={(event) => onChange({ [name]: event.currentTarget.checked })}
        />
        <span>{label}</span>
      </label>
      <ProblemNote problem={problem} id={problemId} />
    </div>
  );
}

interface TextProps extends FieldProps {
  name:
    | "no_report_reason"
    | "calling_number"
    | "case_number"
    | "note"
    | "voice_reason"
    | "email_reason";
  label: string;
  hint: string;
  optional?: boolean;
  phone?: boolean;
  problem?: Problem | null;
}

export function TextField({
  name,
  label,
  hint,
  form,
  onChange,
  optional,
  phone,
  problem = null,
}: TextProps) {
  const t = texts.value;
  return (
    <div class="field">
      <label class="field-label" for={`request-${name}`}>
        {label}
        {optional && <span class="field-optional">{t.common.optional}</span>}
      </label>
      <p class="field-hint" id={`${name}-hint`}>
        {hint}
      </p>
      <input
        id={`request-${name}`}
        data-testid={`request-${name}`}
        inputMode={phone ? "tel" : "text"}
        autocomplete="off"
        aria-invalid={problem !== null}
        aria-describedby={`${name}-hint ${name}-problem`}
        value={form[name] ?? ""}
        onInput={(event) => onChange({ [name]: event.currentTarget.value })}
      />
      <ProblemNote problem={problem} id={`${name}-problem`} />
    </div>
  );
}

export function AddressField({ form, onChange, problem }: FieldProps & { problem: Problem | null }) {
  const t = texts.value;
  return (
    <div class="field field-number">
      <label class="field-label" for="request-destination">
        {t.request.address}
      </label>
      <p class="field-hint" id="destination-hint">
        {t.request.addressHint}
      </p>
      <input
        id="request-destination"
        data-testid="request-destination"
        inputMode="email"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-invalid={problem !== null}
        aria-describedby="destination-hint destination-problem"
        value={form.destination ?? ""}
        onInput={(event) => onChange({ destination: event.currentTarget.value })}
      />
      <ProblemNote problem={problem} id="destination-problem" />
    </div>
  );
}

export function NumberField({ form, onChange, problem }: FieldProps & { problem: Problem | null }) {
  const t = texts.value;
  const preview = previewNumber(form.destination ?? "");
  return (
    <div class="field field-number">
      <label class="field-label" for="request-destination">
        {t.request.destination}
      </label>
      <p class="field-hint" id="destination-hint">
        {t.request.destinationHint}
      </p>
      <div class="number-line">
        <input
          id="request-destination"
          data-testid="request-destination"
          inputMode="tel"
          autocomplete="off"
          aria-invalid={problem !== null}
          aria-describedby="destination-hint destination-problem"
          value={form.destination ?? ""}
          onInput={(event) => onChange({ destination: event.currentTarget.value })}
        />
        <p class="number-preview" data-testid="number-preview">
          <span class="visually-hidden">{t.request.preview}</span>
          {preview.groups.map((group, index) => (
            <span key={index}>{group}</span>
          ))}
          {preview.complete && <Icon name="check" />}
        </p>
      </div>
      <ProblemNote problem={problem} id="destination-problem" />
    </div>
  );
}
