// Workflows as diagrams, each with the same content as a table for who does not see the drawing.
import type { RulebookView, WorkflowStep, WorkflowView } from "../../shared/protocol.ts";
import { say } from "../../ui/say.ts";
import { texts } from "../i18n/texts.ts";
import { href } from "../route.ts";
import { Diagram } from "./diagram.tsx";
import { Clause } from "./words.tsx";

export function Workflows({ book, code }: { book: RulebookView; code: string | undefined }) {
  const t = texts.value;
  const flow = book.workflows.find((other) => other.code === code) ?? book.workflows[0];
  if (!flow) return <p class="empty">{t.rulebook.noWorkflows}</p>;
  return (
    <>
      <nav class="step-tabs no-print" aria-label={t.rulebook.part.workflows}>
        {book.workflows.map((other) => (
          <a
            key={other.code}
            class={other.code === flow.code ? "button button-chosen" : "button"}
            aria-current={other.code === flow.code ? "true" : undefined}
            href={href({
              at: "rulebook",
              document: book.head.document,
              part: "workflows",
              code: other.code,
            })}
          >
            {say(other.label)}
          </a>
        ))}
      </nav>
      <section class="part">
        <h2>{say(flow.label)}</h2>
        <Diagram flow={flow} />
        {flow.steps.some((step) => step.deadline !== undefined) && (
          <p class="field-hint">{t.rulebook.dashed}</p>
        )}
        <StepTable book={book} flow={flow} />
      </section>
    </>
  );
}

function StepTable({ book, flow }: { book: RulebookView; flow: WorkflowView }) {
  const t = texts.value;
  return (
    <div class="table-scroll">
      <table class="table table-cards" data-testid="steps">
        <caption>{t.rulebook.steps}</caption>
        <thead>
          <tr>
            <th scope="col">{t.rulebook.step}</th>
            <th scope="col">{t.rulebook.fromTo}</th>
            <th scope="col">{t.rulebook.setOff}</th>
            <th scope="col">{t.rulebook.fills}</th>
            <th scope="col">{t.rulebook.conditions}</th>
          </tr>
        </thead>
        <tbody>
          {flow.steps.map((step) => (
            <StepRow key={step.code} book={book} flow={flow} step={step} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  book: RulebookView;
  flow: WorkflowView;
  step: WorkflowStep;
}

function StepRow({ book, flow, step }: RowProps) {
  const t = texts.value;
  const state = (code: string) => {
    const found = flow.states.find((other) => other.code === code);
    return found ? say(found.label) : code;
  };
  const form = book.forms.find((other) => other.code === flow.form);
  const field = (code: string) => {
    const found = form?.fields.find((other) => other.code === code);
    return found ? say(found.label) : code;
  };
  const action = book.actions.find((other) => other.code === step.action);
  const deadline = book.deadlines.find((other) => other.code === step.deadline);
  return (
    <tr>
      <td data-label={t.rulebook.step}>
        <strong>{say(step.label)}</strong> <Clause of={step.clause} />
      </td>
      <td data-label={t.rulebook.fromTo}>
        {t.list(step.from.map(state))} → {step.to ? t.list([step.to, ...(step.or_to ?? [])].map(state)) : t.rulebook.stays}
      </td>
      <td data-label={t.rulebook.setOff}>
        {action && t.rulebook.byAction(say(action.label))}
        {deadline && t.rulebook.byDeadline(say(deadline.label))}
        {step.approvals !== undefined && (
          <span class="row-note">{t.rulebook.approvals(step.approvals)}</span>
        )}
      </td>
      <td data-label={t.rulebook.fills}>{t.list(step.fills.map(field)) || "—"}</td>
      <td data-label={t.rulebook.conditions}>
        {step.guards.length === 0 ? (
          "—"
        ) : (
          <ul class="conditions">
            {step.guards.map((guard, nth) => (
              <li key={nth}>
                {say(guard.words)} <Clause of={guard.clause} />
                {guard.or_later && (
                  <span class="row-note">{t.rulebook.orLater(field(guard.or_later))}</span>
                )}
              </li>
            ))}
          </ul>
        )}
      </td>
    </tr>
  );
}
