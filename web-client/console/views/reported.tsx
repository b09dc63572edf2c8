// The report to the manager (VR-4.1.2): made beforehand, made afterwards, or still due.
import type { ReportView } from "../../shared/protocol.ts";
import { now_ms } from "../../ui/clock.ts";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem.tsx";
import { clockMinute } from "../../ui/time.ts";
import { takeReport } from "../actions.ts";
import { api } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { useAct } from "./use-act.ts";

/** `manager`: who looks may take note; otherwise who looks may report. */
export function Reported({ report, manager }: { report: ReportView; manager: boolean }) {
  const t = texts.value.desk.reported;
  const act = useAct();
  const { confirmations } = report;
  if (report.exercise === "yes")
    return (
      <p class="quiet" data-testid="reported">
        {texts.value.exercise.noReport}
      </p>
    );
  const told = confirmations.reported || confirmations.reported_after_ms !== undefined;
  return (
    <div class="reported" data-testid="reported">
      <State report={report} told={told} />
      {confirmations.no_report_reason && (
        <p class="quiet reported-reason">
          <span class="visually-hidden">{t.reason}: </span>
          {confirmations.no_report_reason}
        </p>
      )}
      {told && confirmations.acknowledged && (
        <p class="quiet" data-testid="acknowledged">
          {t.acknowledged(
            confirmations.acknowledged.by.name,
            clockMinute(confirmations.acknowledged.at_ms),
          )}
        </p>
      )}
      {told && !confirmations.acknowledged && manager && (
        <button
          type="button"
          class="button"
          data-testid="acknowledge-report"
          aria-busy={act.busy}
          onClick={() => act.run(async () => takeReport(await api.acknowledgeReport(report.id)))}
        >
          <Icon name="check" small />
          {t.acknowledge}
        </button>
      )}
      {!told && !manager && (
        <button
          type="button"
          class="button button-warning"
          data-testid="report-afterwards"
          aria-busy={act.busy}
          onClick={() => act.run(async () => takeReport(await api.reportAfterwards(report.id)))}
        >
          <Icon name="send" small />
          {t.tell}
        </button>
      )}
      <ProblemNote problem={act.problem} />
    </div>
  );
}

function State({ report, told }: { report: ReportView; told: boolean }) {
  const t = texts.value.desk.reported;
  const { confirmations } = report;
  if (confirmations.reported) return <p>{t.beforehand}</p>;
  if (told) return <p>{t.afterwards(clockMinute(confirmations.reported_after_ms ?? 0))}</p>;
  const due_ms = report.report_after_due_ms ?? 0;
  const overdue = due_ms <= now_ms.value;
  return (
    <p class={overdue ? "duty duty-overdue" : "duty"} data-testid="report-after">
      <Icon name="clock" small />
      {overdue ? t.overdue(clockMinute(due_ms)) : t.missing(clockMinute(due_ms))}
    </p>
  );
}
