// The first step of a workflow, asked for where it is needed instead of on a page of its own. What
// is known already is not asked for again.
import { useState } from "preact/hooks";
import type { BeginnableWorkflow, CaseView, FieldValue } from "../../shared/protocol.ts";
import { api } from "../api.ts";
import { StepForm } from "../form/step-form.tsx";
import { texts } from "../i18n/texts.ts";

interface Props {
  workflow: BeginnableWorkflow;
  /** Filled by the page. */
  known: Readonly<Record<string, FieldValue>>;
  onDone(view: CaseView): void;
}

export function FirstStepHere({ workflow, known, onDone }: Props) {
  const t = texts.value;
  // Chosen here, so that pressing twice on a slow line begins one case.
  const [id] = useState(() => crypto.randomUUID());
  const first = workflow.first_steps[0];
  if (!first) return <p class="empty">{t.cases.notYours}</p>;
  return (
    <StepForm
      document={workflow.document}
      form={workflow.form}
      flow={workflow.flow}
      step={{ ...first, fills: first.fills.filter((field) => !(field in known)) }}
      values={{}}
      names={{}}
      draft={`here/${workflow.workflow}/${Object.values(known).join("/")}`}
      submit={(values) =>
        api.beginCase({
          id,
          document: workflow.document,
          workflow: workflow.workflow,
          step: first.code,
          values: { ...values, ...known },
        })
      }
      onDone={onDone}
    />
  );
}
