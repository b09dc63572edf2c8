// A new case: it is stored with its first step, or not at all.
import { useEffect, useState } from "preact/hooks";
import type { BeginnableWorkflow } from "../../shared/protocol.ts";
import { go, tell } from "../actions.ts";
import { api } from "../api.ts";
import { StepForm } from "../form/step-form.tsx";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";
import { proposal, type Proposal } from "../state.ts";
import { Shown } from "./loaded.tsx";
import { Page } from "./page.tsx";
import { StepTabs } from "./step-tabs.tsx";
import { StopsLine } from "./stops-line.tsx";

export function Begin({ document, workflow }: { document: string; workflow: string }) {
  const t = texts.value;
  const loaded = useLoaded(api.workflows, [document, workflow]);
  const found = loaded.data?.workflows.find(
    (other) => other.document === document && other.workflow === workflow,
  );
  return (
    <Page
      title={found ? say(found.label) : t.screens.new}
      above={<a href={href({ at: "new" })}>{t.screens.new}</a>}
      testid="begin"
    >
      <Shown of={loaded}>
        {() => (found ? <First workflow={found} /> : <p class="empty">{t.cases.notYours}</p>)}
      </Shown>
    </Page>
  );
}

function First({ workflow }: { workflow: BeginnableWorkflow }) {
  const t = texts.value;
  const [code, setCode] = useState(workflow.first_steps[0]?.code ?? "");
  // Chosen here, so that pressing twice on a slow line begins one case.
  const [id] = useState(() => crypto.randomUUID());
  const [proposed] = useState(() => proposalFor(workflow));
  useEffect(() => void (proposal.value = null), []);
  const step = workflow.first_steps.find((other) => other.code === code);
  if (!step) return <p class="empty">{t.cases.notYours}</p>;
  return (
    <>
      <StopsLine flow={workflow.flow} state={workflow.flow.start} taken={[]} />
      <StepTabs steps={workflow.first_steps} chosen={code} onChoose={setCode} />
      <h2 class="step-name">{say(step.label)}</h2>
      <StepForm
        key={code}
        document={workflow.document}
        form={workflow.form}
        flow={workflow.flow}
        step={step}
        values={proposed?.values ?? {}}
        names={proposed?.names ?? {}}
        draft={`new/${workflow.document}/${workflow.workflow}${draftOf(proposed)}`}
        submit={(values, witness) =>
          api.beginCase({
            id,
            document: workflow.document,
            workflow: workflow.workflow,
            step: code,
            values,
            ...(witness ? { witness } : {}),
          })
        }
        onDone={(begun) => {
          tell(t.cases.stored(say(step.label)));
          go({ at: "case", id: begun.id });
        }}
      />
    </>
  );
}

function proposalFor({ document, workflow }: BeginnableWorkflow): Proposal | null {
  const found = proposal.value;
  return found?.document === document && found.workflow === workflow ? found : null;
}

/** What is proposed never mixes with what was typed for something else. */
function draftOf(proposed: Proposal | null): string {
  return proposed === null ? "" : `/${Object.values(proposed.values).join("/")}`;
}
