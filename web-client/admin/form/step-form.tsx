// The form of one step: every field that it fills, kept as a draft while it is typed, each refusal
// at its field, and a second person's sign-in where the step needs a witness.
import { useEffect, useRef, useState } from "preact/hooks";
import type {
  FieldValue,
  FieldView,
  FormView,
  Problem,
  StepView,
  WitnessSignIn,
  WorkflowView,
} from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { me } from "../../ui/session.ts";
import { ProblemNote } from "../../ui/problem.tsx";
import { texts } from "../i18n/texts.ts";
import { useSending } from "../load.ts";
import { say } from "../../ui/say.ts";
import { drafts } from "../state.ts";
import { Clause } from "../views/words.tsx";
import { Field } from "./field.tsx";
import { flawsOf, isAsked, typedOf, valuesOf, type Flaw, type Typed } from "./values.ts";
import { emptyWitness, isWhole, Witness, witnessOf, type TypedWitness } from "./witness.tsx";

interface Props<Answer> {
  document: string;
  form: FormView;
  flow: WorkflowView;
  step: StepView;
  /** What the case holds already. */
  values: Readonly<Record<string, FieldValue>>;
  /** What people read for the ids among them. */
  names: Readonly<Record<string, string>>;
  /** Tells this form's draft from others of the same person. */
  draft: string;
  /** How many have agreed already. */
  agreed?: number;
  submit(values: Record<string, FieldValue>, witness: WitnessSignIn | undefined): Promise<Answer>;
  onDone(answer: Answer): void;
  onCancel?(): void;
}

export function StepForm<Answer>(props: Props<Answer>) {
  const { form, step, values, names, submit, onDone, onCancel } = props;
  const t = texts.value;
  const fields = fieldsOf(form, step);
  const looked = clausesLookedAt(props.flow, step.code);
  const name = `${me.value?.account ?? ""}/${props.draft}/${step.code}`;
  const [typed, setTyped] = useState<Typed>(() => ({
    ...typedOf(fields, values),
    ...drafts.read(name),
  }));
  // Another step may have filled the field that decides.
  const known: Typed = { ...typedOf(form.fields, values), ...typed };
  const asked = fields.filter((field) => isAsked(field, known));
  const [witness, setWitness] = useState<TypedWitness>(emptyWitness);
  const [flaws, setFlaws] = useState<Flaw[]>([]);
  const [tries, setTries] = useState(0);
  const { problem, busy, send, forgive } = useSending();
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (tries > 0) focusFirstRefused(element.current);
  }, [tries, problem]);
  const change = (code: string, value: string | readonly string[]) => {
    const next = { ...typed, [code]: value };
    setTyped(next);
    drafts.write(name, fields, next, Date.now());
    setFlaws(flaws.filter((flaw) => flaw.field !== code));
    if (problem?.field === code) forgive();
  };
  const onSubmit = (event: Event) => {
    event.preventDefault();
    const found = flawsOf(fields, known);
    setFlaws(found);
    setTries(tries + 1);
    if (found.length > 0 || (step.witness && !isWhole(witness))) return;
    send(
      async () => {
        const second = step.witness ? await witnessOf(witness) : undefined;
        return submit(valuesOf(fields, known), second);
      },
      (answer) => {
        drafts.drop(name);
        onDone(answer);
      },
    );
  };
  const elsewhere = problem && !asked.some((field) => field.code === problem.field);
  return (
    <form ref={element} class="form" onSubmit={onSubmit} noValidate data-testid={`form-${step.code}`}>
      {asked.map((field) => (
        <Field
          key={field.code}
          document={props.document}
          field={field}
          optional={!field.required && !looked.has(field.clause)}
          typed={typed}
          names={names}
          flaw={flaws.find((flaw) => flaw.field === field.code) ?? null}
          problem={problem?.field === field.code ? problem : null}
          onChange={change}
        />
      ))}
      {fields.length === 0 && <p class="empty">{t.form.nothing}</p>}
      {step.witness && (
        <Witness typed={witness} missing={tries > 0 && !isWhole(witness)} onChange={setWitness} />
      )}
      {step.approvals !== undefined && (
        <p class="note">
          <Icon name="shield" />
          <span>{t.form.approvals(step.approvals, props.agreed ?? 0)}</span>
        </p>
      )}
      <Outcome flaws={flaws} problem={elsewhere ? problem : null} />
      <footer class="form-foot">
        {onCancel && (
          <button type="button" class="button" onClick={onCancel}>
            {t.form.cancel}
          </button>
        )}
        <button class="button button-primary" aria-busy={busy} data-testid={`take-${step.code}`}>
          {say(step.label)}
        </button>
        <span class="foot-note quiet">
          {t.form.draftKept} <Clause of={step.clause} />
        </span>
      </footer>
    </form>
  );
}

/** The fields that a step fills, in the order of the form. */
export function fieldsOf(form: FormView, step: Pick<StepView, "fills">): FieldView[] {
  return form.fields.filter((field) => step.fills.includes(field.code));
}

/** What a guard of the step looks at is not called optional: it may be needed after all. */
function clausesLookedAt(flow: WorkflowView, step: string): ReadonlySet<string> {
  const found = flow.steps.find((other) => other.code === step);
  return new Set(found?.guards.map((guard) => guard.clause));
}

function Outcome({ flaws, problem }: { flaws: readonly Flaw[]; problem: Problem | null }) {
  const t = texts.value;
  if (flaws.length > 0) {
    return (
      <p class="problem" role="alert" data-testid="flaws">
        <Icon name="alert" />
        {t.form.flaws(flaws.length)}
      </p>
    );
  }
  return <ProblemNote problem={problem} />;
}

function focusFirstRefused(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
}

