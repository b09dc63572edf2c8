import { useState } from "preact/hooks";
import type { ReportView, StaffOnReport } from "../../shared/protocol.ts";
import { select } from "../actions.ts";
import { fileUrl } from "../api.ts";
import { isMarked } from "../desk.ts";
import { isOver } from "../funnel.ts";
import { language } from "../../ui/language.ts";
import { texts } from "../i18n/texts.ts";
import { Icon } from "../../ui/icon.tsx";
import { StaffMark } from "./staff-band.tsx";
import { ExerciseChip } from "./exercise.tsx";
import { StateChip } from "./state-chip.tsx";
import { Elapsed } from "./time-text.tsx";

export function ReportRow({ report, current }: { report: ReportView; current: boolean }) {
  const t = texts.value;
  const word = language.value === "ja" ? report.check_word.kana : report.check_word.latin;
  return (
    <li>
      <button
        type="button"
        class={isOver(report) ? "row row-over" : "row"}
        aria-current={current}
        data-testid="report-row"
        data-report={report.id}
        data-number={report.number}
        data-state={report.state}
        onClick={() => select(report.id)}
      >
        <span class="row-main">
          <span class="row-line">
            <StateChip state={report.state} />
            <span class="row-elapsed" title={t.list.elapsed}>
              <Icon name="clock" small />
              <span class="visually-hidden">{t.list.elapsed}</span>
              <Elapsed from_ms={report.created_ms} until_ms={report.ended_ms} />
            </span>
          </span>
          <span class="row-line">
            <strong class="row-number">{report.number}</strong>
            <ExerciseChip report={report} />
            <span class="row-word">
              <span class="visually-hidden">{t.list.checkWord}</span>
              {word}
            </span>
          </span>
          {report.staff && <RowStaff staff={report.staff} />}
          <RowHint report={report} />
          <RowMarks report={report} />
        </span>
        <Thumbnail report={report} />
      </button>
    </li>
  );
}

/** An officer's report, and whose. */
function RowStaff({ staff }: { staff: StaffOnReport }) {
  return (
    <span class="row-line">
      <StaffMark />
      <span class="row-staff">{texts.value.staff.of(staff.name, staff.unit)}</span>
    </span>
  );
}

/** What an operator must not overlook in the list. */
function RowMarks({ report }: { report: ReportView }) {
  const t = texts.value.desk;
  const marks = [
    report.instructions.length > 0 && t.instruction.title,
    isMarked(report) && t.marks.marked,
    report.staff?.unanswered && texts.value.staff.unansweredShort,
    report.mis_send && report.mis_send.closed_ms === undefined && t.misSend.panel,
  ].filter(Boolean);
  if (marks.length === 0) return null;
  return (
    <span class="row-hint row-stuck" data-testid="row-marks">
      <Icon name="alert" small />
      {marks.join("・")}
    </span>
  );
}

/** Where it is stuck; else where it is; else what the operator noted. */
function RowHint({ report }: { report: ReportView }) {
  const t = texts.value;
  if (report.stuck && !isOver(report)) {
    return (
      <span class="row-hint row-stuck">
        <Icon name="alert" small />
        {t.names.obstacle[report.stuck.obstacle]}
      </span>
    );
  }
  if (report.end_reason)
    return <span class="row-hint">{t.names.endReason[report.end_reason]}</span>;
  const place = report.last_point?.municipality;
  const words = place ? (language.value === "ja" ? place.name_ja : place.name_en) : report.note;
  return <span class="row-hint">{words || report.destination_masked}</span>;
}

function Thumbnail({ report }: { report: ReportView }) {
  const file = report.last_picture;
  const [broken, setBroken] = useState<string | null>(null);
  // What an ended report received is opened for a purpose only.
  if (!file || broken === file || isOver(report)) {
    return (
      <span class="row-picture row-picture-none">
        <Icon name="image" />
      </span>
    );
  }
  return (
    <img
      class="row-picture"
      src={fileUrl(report.id, file, "thumbnail")}
      alt=""
      onError={() => setBroken(file)}
    />
  );
}
