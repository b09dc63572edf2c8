// The one thing to say now: about the obstacle if there is one, else about the next step.
import { useState } from "preact/hooks";
import type { Problem, ReportView } from "../../shared/protocol.ts";
import { readmit } from "../actions.ts";
import { asProblem } from "../../ui/http.ts";
import { lastStep, waitingSince } from "../funnel.ts";
import { platformOf } from "../i18n/guidance.ts";
import { language } from "../../ui/language.ts";
import { texts } from "../i18n/texts.ts";
import { readmitted } from "../state.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { Elapsed } from "./time-text.tsx";

export function GuidanceBand({ report }: { report: ReportView }) {
  const t = texts.value;
  const { stuck } = report;
  const broken = report.state === "interrupted";
  const calm = report.state === "live" && !stuck;
  const look = stuck || broken ? " guidance-stuck" : calm ? " guidance-calm" : "";
  return (
    <section class={`guidance${look}`} data-testid="guidance" aria-label={t.advice.say}>
      <div class="guidance-what">
        <p class="guidance-label" data-testid="stuck" data-obstacle={stuck?.obstacle}>
          <Icon name={stuck || broken ? "alert" : calm ? "check" : "wait"} />
          <strong>{label(report)}</strong>
        </p>
        {!calm && (stuck || !broken) && (
          <p class="guidance-since">
            {t.advice.since} <Elapsed from_ms={stuck?.at_ms ?? waitingSince(report)} />
          </p>
        )}
      </div>
      <p class="guidance-say" aria-live="polite">
        <span class="guidance-title">{t.advice.say}</span>
        <q data-testid="script">{sentence(report)}</q>
      </p>
      <Readmit report={report} />
    </section>
  );
}

function label(report: ReportView): string {
  const { names } = texts.value;
  if (report.stuck) return names.obstacle[report.stuck.obstacle];
  return report.state === "interrupted" ? names.state.interrupted : names.step[lastStep(report)];
}

function sentence(report: ReportView): string {
  const { guidance } = texts.value;
  if (report.stuck) return guidance.obstacle[report.stuck.obstacle][platformOf(report.phone)];
  if (report.state === "interrupted") return guidance.interrupted;
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
      <button
        type="button"
        class="button button-primary"
        data-testid="readmit"
        onClick={() => void press()}
      >
        <Icon name="turn" />
        {t.advice.readmit}
      </button>
      <ProblemNote problem={problem} />
    </div>
  );
}
