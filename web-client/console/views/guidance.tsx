// The one thing to say now: about the obstacle if there is one, else about the next step.
import { useState } from "preact/hooks";
import type { Problem, ReportView } from "../../shared/protocol.ts";
import { readmit } from "../actions.ts";
import { asProblem } from "../api.ts";
import { lastStep, waitingSince } from "../funnel.ts";
import { platformOf } from "../i18n/guidance.ts";
import { language, texts } from "../i18n/texts.ts";
import { readmitted } from "../state.ts";
import { clockMinute } from "../time.ts";
import { Icon } from "./icon.tsx";
import { ProblemNote } from "./problem.tsx";
import { Elapsed } from "./time-text.tsx";

export function GuidanceBand({ report }: { report: ReportView }) {
  const t = texts.value;
  const { stuck } = report;
  const since_ms = stuck?.at_ms ?? waitingSince(report);
  const calm = report.state === "live" && !stuck;
  return (
    <section class={`guidance${stuck ? " guidance-stuck" : ""}${calm ? " guidance-calm" : ""}`} data-testid="guidance" aria-live="polite">
      <div class="guidance-what">
        <p class="guidance-label">
          {stuck ? (
            <>
              <Icon name="alert" />
              <strong data-testid="stuck" data-obstacle={stuck.obstacle}>
                {t.names.obstacle[stuck.obstacle]}
              </strong>
            </>
          ) : (
            <>
              <Icon name={calm ? "check" : "wait"} />
              <strong>{t.names.step[lastStep(report)]}</strong>
            </>
          )}
        </p>
        {!calm && (
          <p class="guidance-since" aria-live="off">
            {t.advice.since} <Elapsed from_ms={since_ms} />
          </p>
        )}
      </div>
      <p class="guidance-say">
        <span class="guidance-title">{t.advice.say}</span>
        <q data-testid="script">{sentence(report)}</q>
      </p>
      <Readmit report={report} />
      <ReportAfter report={report} />
    </section>
  );
}

function sentence(report: ReportView): string {
  const { guidance } = texts.value;
  if (report.stuck) return guidance.obstacle[report.stuck.obstacle][platformOf(report.phone)];
  const word = language.value === "ja" ? report.check_word.kana : report.check_word.latin;
  return guidance.after[lastStep(report)](word);
}

function Readmit({ report }: { report: ReportView }) {
  const t = texts.value;
  const [problem, setProblem] = useState<Problem | null>(null);
  if (readmitted.value === report.id && report.stuck?.obstacle !== "other_device") {
    return <p class="note">{t.advice.readmitted}</p>;
  }
  if (report.stuck?.obstacle !== "other_device") return null;
  const press = () => readmit(report.id).catch((error: unknown) => setProblem(asProblem(error)));
  return (
    <div>
      <button type="button" class="button button-primary" data-testid="readmit" onClick={() => void press()}>
        <Icon name="turn" />
        {t.advice.readmit}
      </button>
      <ProblemNote problem={problem} />
    </div>
  );
}

/** VR-4.1.2: sent without a report to the manager. */
function ReportAfter({ report }: { report: ReportView }) {
  const due_ms = report.report_after_due_ms;
  if (due_ms === null || due_ms === undefined) return null;
  return (
    <p class="note note-duty" data-testid="report-after">
      <Icon name="clock" />
      {texts.value.report.reportAfter(clockMinute(due_ms))}
    </p>
  );
}
