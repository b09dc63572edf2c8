import type { ReportView } from "../../shared/protocol.ts";
import { isOver, stepLines, waitingSince, type StepLine } from "../funnel.ts";
import { texts } from "../i18n/texts.ts";
import { clockTime, minutesSeconds } from "../../ui/time.ts";
import { Icon, type IconName } from "../../ui/icon.tsx";
import { Elapsed } from "./time-text.tsx";

const MARK: Record<StepLine["progress"], IconName> = {
  reached: "check",
  passed: "minus",
  current: "wait",
  ahead: "minus",
};

export function Funnel({ report }: { report: ReportView }) {
  const t = texts.value;
  return (
    <section class="panel funnel" aria-labelledby="funnel-title">
      <h2 id="funnel-title" class="panel-title">
        {t.funnel.title}
      </h2>
      <ol>
        {stepLines(report).map((line) => (
          <Step key={line.step} line={line} report={report} />
        ))}
      </ol>
    </section>
  );
}

function Step({ line, report }: { line: StepLine; report: ReportView }) {
  const t = texts.value;
  const stuck = line.progress === "current" && report.stuck;
  return (
    <li
      class={`step step-${stuck ? "stuck" : line.progress}`}
      data-testid={`funnel-step-${line.step}`}
      data-reached={line.progress === "reached"}
      data-at-ms={line.at_ms}
      aria-current={line.progress === "current" ? "step" : undefined}
    >
      <span class="step-mark">
        <Icon name={stuck ? "alert" : MARK[line.progress]} small />
      </span>
      <span class="step-name">{t.names.step[line.step]}</span>
      <span class="step-time">
        <StepTime line={line} report={report} />
      </span>
    </li>
  );
}

function StepTime({ line, report }: { line: StepLine; report: ReportView }) {
  const t = texts.value;
  if (line.at_ms !== undefined && line.sinceSent_ms !== undefined) {
    const span = minutesSeconds(line.sinceSent_ms);
    return (
      <>
        <strong title={t.funnel.afterSent(span)}>+{span}</strong>{" "}
        <span class="quiet">{clockTime(line.at_ms)}</span>
      </>
    );
  }
  if (line.progress === "passed") return <span class="quiet">{t.funnel.passed}</span>;
  if (line.progress === "ahead")
    return <span class="quiet">{isOver(report) ? t.funnel.never : t.funnel.ahead}</span>;
  return (
    <>
      {t.funnel.waiting} <Elapsed from_ms={report.stuck?.at_ms ?? waitingSince(report)} />
    </>
  );
}
