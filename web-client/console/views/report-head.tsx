import type { ReportDetail, ReportView } from "../../shared/protocol.ts";
import { select } from "../actions.ts";
import { isOver } from "../funnel.ts";
import { language } from "../../ui/language.ts";
import { texts } from "../i18n/texts.ts";
import { nationalDigits, previewNumber } from "../phone-number.ts";
import { dialog } from "../state.ts";
import { Icon } from "../../ui/icon.tsx";
import { StaffMark } from "./staff-band.tsx";
import { ExerciseChip } from "./exercise.tsx";
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
      {report.staff && <StaffMark />}
      <ExerciseChip report={report} />
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
  const number =
    report.channel === "email"
      ? detail.destination
      : previewNumber(nationalDigits(detail.destination)).groups.join("-");
  return (
    <dl class="facts">
      {report.staff ? (
        <Fact name={t.staff.mark} value={t.staff.of(report.staff.name, report.staff.unit)} />
      ) : (
        <Fact name={t.report.destination} value={number} />
      )}
      <Fact name={t.report.operator} value={report.operator_name} />
      {report.phone && <Fact name={t.report.phone} value={phoneWords(report)} />}
      {report.case_number && <Fact name={t.calls.caseNumber} value={report.case_number} />}
      {report.note && <Fact name={t.report.note} value={report.note} />}
      <Viewers report={report} />
    </dl>
  );
}

function Viewers({ report }: { report: ReportView }) {
  const t = texts.value;
  const viewers = report.statistics?.viewers ?? 0;
  if (viewers === 0 || isOver(report)) return null;
  return (
    <div>
      <dt class="visually-hidden">{t.report.viewers}</dt>
      <dd class="quiet">{t.report.watching(viewers)}</dd>
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
