import type { ReportDetail, ReportView } from "../../shared/protocol.ts";
import { select } from "../actions.ts";
import { isOver } from "../funnel.ts";
import { language, texts } from "../i18n/texts.ts";
import { nationalDigits, previewNumber } from "../phone-number.ts";
import { dialog } from "../state.ts";
import { clockMinute } from "../time.ts";
import { Icon } from "./icon.tsx";
import { StateChip } from "./state-chip.tsx";

export function ReportHead({ detail }: { detail: ReportDetail }) {
  const t = texts.value;
  const { report } = detail;
  return (
    <header class="report-head">
      <button
        type="button"
        class="button button-icon only-phone"
        aria-label={t.report.back}
        onClick={() => select(null)}
      >
        <Icon name="back" />
      </button>
      <h1>{report.number}</h1>
      <StateChip state={report.state} testid="report-state" />
      <p class="check-word">
        <span>{t.report.checkWord}</span>
        <strong data-testid="check-word">
          {language.value === "ja" ? report.check_word.kana : report.check_word.latin}
        </strong>
      </p>
      <Facts detail={detail} />
      {!isOver(report) && (
        <button
          type="button"
          class="button button-danger"
          data-testid="end-report"
          onClick={() => (dialog.value = { kind: "end" })}
        >
          <Icon name="stop" />
          {t.report.end}
        </button>
      )}
    </header>
  );
}

function Facts({ detail }: { detail: ReportDetail }) {
  const t = texts.value;
  const { report } = detail;
  const number = previewNumber(nationalDigits(detail.destination)).groups.join("-");
  return (
    <dl class="facts">
      <Fact name={t.report.destination} value={number} />
      <Fact name={t.report.operator} value={report.operator_name} />
      {report.phone && <Fact name={t.report.phone} value={phoneWords(report)} />}
      {report.note && <Fact name={t.report.note} value={report.note} />}
      {!isOver(report) && <Deadlines report={report} />}
      <ReportAfter report={report} />
    </dl>
  );
}

function Deadlines({ report }: { report: ReportView }) {
  const t = texts.value;
  const cap_ms = report.session_cap_ms;
  const words = cap_ms
    ? t.report.sessionUntil(clockMinute(cap_ms))
    : t.report.openUntil(clockMinute(report.opening_deadline_ms));
  const viewers = report.statistics?.viewers ?? 0;
  return (
    <div>
      <dt class="visually-hidden">{t.list.elapsed}</dt>
      <dd class="quiet">
        {words}
        {viewers > 0 && ` / ${t.report.watching(viewers)}`}
      </dd>
    </div>
  );
}

/** VR-4.1.2: sent without a report to the manager. */
function ReportAfter({ report }: { report: ReportView }) {
  const t = texts.value;
  const due_ms = report.report_after_due_ms;
  if (due_ms === null || due_ms === undefined) return null;
  return (
    <div class="duty" data-testid="report-after">
      <dt>
        <Icon name="clock" small />
        <span class="visually-hidden">{t.request.report}</span>
      </dt>
      <dd>{t.report.reportAfter(clockMinute(due_ms))}</dd>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd title={value}>{value}</dd>
    </div>
  );
}

function phoneWords({ phone, caller_online }: ReportView): string {
  const t = texts.value;
  const kind = [phone?.platform, phone?.browser].filter(Boolean).join(" ");
  const presence = caller_online ? t.report.online : t.report.away;
  return `${kind}・${presence}`;
}
