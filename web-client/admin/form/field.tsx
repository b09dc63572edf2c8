// One field of a form: its label, its clause, its input by kind, and what is wrong with it.
import type { ComponentChildren } from "preact";
import type { FieldView, Problem } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { texts } from "../i18n/texts.ts";
import { say } from "../../ui/say.ts";
import { Clause } from "../views/words.tsx";
import {
  AssetChooser,
  AssetsChooser,
  CaseChooser,
  PersonChooser,
  PersonsChooser,
  ReportChooser,
  TerminalsChooser,
  UnitChooser,
  UnitsChooser,
} from "./choosers.tsx";
import { ContainerInput } from "./container-input.tsx";
import { FileInput } from "./file-input.tsx";
import { Choice, DateInput, MomentInput, NumberInput, TextInput, Ticks } from "./inputs.tsx";
import type { Flaw, Typed } from "./values.ts";

export interface FieldProps {
  document: string;
  field: FieldView;
  /** May stay empty, and nothing in the step looks at it. */
  optional: boolean;
  typed: Typed;
  names: Readonly<Record<string, string>>;
  flaw: Flaw | null;
  problem: Problem | null;
  onChange(code: string, value: string | readonly string[]): void;
}

/** What an input needs of its field. */
export interface InputProps extends FieldProps {
  id: string;
  invalid: boolean;
  describedBy: string;
}

export function inputId(code: string): string {
  return `field-${code}`;
}

/** Groups have a legend, single inputs a label. */
export function Field(props: FieldProps) {
  const { field, flaw, problem } = props;
  const id = inputId(field.code);
  const input: InputProps = {
    ...props,
    id,
    invalid: flaw !== null || problem !== null,
    describedBy: `${id}-hint ${id}-problem`,
  };
  const isGroup = field.kind === "choice" || field.kind === "tick_group";
  return isGroup ? (
    <fieldset class="field field-group" data-testid={`field-${field.code}`}>
      <legend class="field-label">
        <Name field={field} optional={props.optional} />
      </legend>
      <Around {...input}>
        <Input {...input} />
      </Around>
    </fieldset>
  ) : (
    <div class="field" data-testid={`field-${field.code}`}>
      <label class="field-label" for={id}>
        <Name field={field} optional={props.optional} />
      </label>
      <Around {...input}>
        <Input {...input} />
      </Around>
    </div>
  );
}

function Name({ field, optional }: { field: FieldView; optional: boolean }) {
  const t = texts.value;
  return (
    <>
      {say(field.label)}
      {field.required && <span class="field-required">{t.form.required}</span>}
      {optional && <span class="field-optional">{t.form.optional}</span>}
    </>
  );
}

function Around({ field, id, flaw, problem, children }: InputProps & { children: ComponentChildren }) {
  const t = texts.value;
  return (
    <>
      <p class="field-hint" id={`${id}-hint`}>
        {field.hint && <span class="field-help">{say(field.hint)}</span>}
        {field.personal && (
          <>
            <Icon name="shield" small />
            {t.form.personal}{" "}
          </>
        )}
        <Clause of={field.clause} />
      </p>
      {children}
      <div id={`${id}-problem`}>
        {flaw && (
          <p class="problem" data-testid="flaw" data-kind={flaw.kind}>
            <Icon name="alert" />
            {flawWords(flaw)}
          </p>
        )}
        <ProblemNote problem={problem} />
      </div>
    </>
  );
}

function flawWords(flaw: Flaw): string {
  const t = texts.value.form.flaw;
  switch (flaw.kind) {
    case "chars":
      return t.chars(flaw.max);
    case "range":
      return t.range(flaw.min, flaw.max);
    default:
      return t[flaw.kind];
  }
}

function Input(props: InputProps) {
  switch (props.field.kind) {
    case "text":
      return <TextInput {...props} />;
    case "number":
      return <NumberInput {...props} />;
    case "date":
      return <DateInput {...props} />;
    case "moment":
      return <MomentInput {...props} />;
    case "choice":
      return <Choice {...props} />;
    case "tick_group":
      return <Ticks {...props} />;
    case "person":
      return <PersonChooser {...props} />;
    case "persons":
      return <PersonsChooser {...props} />;
    case "unit":
      return <UnitChooser {...props} />;
    case "units":
      return <UnitsChooser {...props} />;
    case "file":
      return <FileInput {...props} />;
    case "container":
      return <ContainerInput {...props} />;
    case "asset":
      return <AssetChooser {...props} />;
    case "assets":
      return <AssetsChooser {...props} />;
    case "terminals":
      return <TerminalsChooser {...props} />;
    case "case":
      return <CaseChooser {...props} />;
    case "report":
      return <ReportChooser {...props} />;
  }
}
