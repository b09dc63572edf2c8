// One case: where it stands, what it holds, what was done, what comes due, and what I may do now.
import { useState } from "preact/hooks";
import type { CaseView } from "../../shared/protocol.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { loadSystemState } from "../../ui/system-state.ts";
import { tell } from "../actions.ts";
import { api } from "../api.ts";
import { StepForm } from "../form/step-form.tsx";
import { texts } from "../i18n/texts.ts";
import { useLoaded } from "../load.ts";
import { href } from "../route.ts";
import { say } from "../../ui/say.ts";
import { UnitName } from "../../ui/unit-name.tsx";
import { inForce } from "../state.ts";
import { CaseExtras } from "./case-extras.tsx";
import { CaseHistory } from "./case-history.tsx";
import { CaseValues } from "./case-values.tsx";
import { DeadlineTable } from "./deadline-list.tsx";
import { Shown } from "./loaded.tsx";
import { Page, PrintButton } from "./page.tsx";
import { StepTabs } from "./step-tabs.tsx";
import { StopsLine } from "./stops-line.tsx";
import { Chip, Moment } from "./words.tsx";

export function CasePage({ id }: { id: string }) {
  const t = texts.value;
  const loaded = useLoaded(() => api.case(id), [id]);
  const view = loaded.data;
  return (
    <Page
      title={view ? `${say(view.label)} ${view.number}` : t.cases.one}
      above={<a href={href({ at: "cases" })}>{t.cases.all}</a>}
      testid="case"
      tools={
        <>
          <a class="button" href={href({ at: "case_sheet", id })} data-testid="to-sheet">
            {t.sheet.open}
          </a>
          <PrintButton />
        </>
      }
    >
      <Shown of={loaded}>
        {(shown) => (
          <>
            <Head view={shown} />
            <StopsLine
              flow={shown.flow}
              state={shown.state.code}
              taken={shown.done.map((done) => done.step)}
            />
            <Now key={shown.version} view={shown} onTaken={loaded.take} onStale={loaded.reload} />
            <CaseExtras view={shown} onStale={loaded.reload} />
            <CaseValues view={shown} />
            <Deadlines view={shown} />
            <CaseHistory done={shown.done} />
          </>
        )}
      </Shown>
    </Page>
  );
}

function Head({ view }: { view: CaseView }) {
  const t = texts.value;
  const head = inForce.value.find((other) => other.document === view.document);
  const older = head !== undefined && head.version !== view.rulebook;
  return (
    <dl class="facts">
      <div>
        <dt>{t.cases.state}</dt>
        <dd data-testid="case-state" data-state={view.state.code}>
          <Chip tone={view.closed ? "over" : "info"} icon={view.closed ? "check" : "document"}>
            {say(view.state.label)}
          </Chip>
        </dd>
      </div>
      <div>
        <dt>{t.cases.unit}</dt>
        <dd>
          <UnitName of={view.unit_name} />
        </dd>
      </div>
      <div>
        <dt>{t.cases.opened}</dt>
        <dd>
          <Moment at={view.opened_at} />
        </dd>
      </div>
      <div>
        <dt>{t.cases.rulebook}</dt>
        <dd>
          {view.document} {view.rulebook}
          {older && <span class="row-note">{t.cases.olderRulebook}</span>}
        </dd>
      </div>
    </dl>
  );
}

interface NowProps {
  view: CaseView;
  onTaken(view: CaseView): void;
  /** Somebody else was faster. */
  onStale(): void;
}

function Now({ view, onTaken, onStale }: NowProps) {
  const t = texts.value;
  const { steps } = view;
  const [code, setCode] = useState(steps.length === 1 ? (steps[0]?.code ?? "") : "");
  const step = steps.find((other) => other.code === code);
  return (
    <section class="part now no-print" aria-labelledby="now">
      <h2 id="now">{t.cases.now}</h2>
      {steps.length === 0 && (
        <p class="empty">{view.closed ? t.cases.closed : t.cases.nothingNow}</p>
      )}
      <StepTabs steps={steps} chosen={code} onChoose={setCode} />
      {step && <h3 class="step-name">{say(step.label)}</h3>}
      {step?.script && <Script words={say(step.script)} />}
      {step && (
        <StepForm
          key={code}
          document={view.document}
          form={view.form}
          flow={view.flow}
          step={step}
          values={view.values}
          names={view.names}
          draft={`case/${view.id}`}
          agreed={view.approvals.filter((approval) => approval.step === step.code).length}
          submit={(values, witness) =>
            api.takeStep(view.id, {
              step: step.code,
              seen: view.version,
              values,
              ...(witness ? { witness } : {}),
            })
          }
          onDone={(next) => {
            tell(t.cases.stored(say(step.label)));
            void loadSystemState();
            onTaken(next);
          }}
          {...(steps.length > 1 ? { onCancel: () => setCode("") } : {})}
        />
      )}
      <Approvals view={view} />
      <p class="reload">
        <button type="button" class="button button-quiet" onClick={onStale}>
          <Icon name="rotate" small />
          {t.cases.reload}
        </button>
      </p>
    </section>
  );
}

/** What is read out or sent on: whoever is called hears these words. */
function Script({ words }: { words: string }) {
  const t = texts.value;
  return (
    <figure class="script" data-testid="script">
      <figcaption>
        {t.cases.script}
        <CopyButton text={words} label={t.cases.copyScript} />
      </figcaption>
      <p>{words}</p>
    </figure>
  );
}

function Approvals({ view }: { view: CaseView }) {
  const t = texts.value;
  if (view.approvals.length === 0) return null;
  return (
    <p class="note" data-testid="approvals">
      <Icon name="shield" />
      <span>{t.cases.agreed(t.list(view.approvals.map((approval) => approval.by.name)))}</span>
    </p>
  );
}

function Deadlines({ view }: { view: CaseView }) {
  const t = texts.value;
  if (view.deadlines.length === 0) return null;
  return (
    <section class="part" aria-labelledby="deadlines">
      <h2 id="deadlines">{t.cases.deadlines}</h2>
      <DeadlineTable deadlines={view.deadlines} />
    </section>
  );
}
