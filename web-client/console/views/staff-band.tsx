// An officer's report: who sends, for what, whether it was reported, and whether it still is
// initial response (VR-5). Stands where a caller's link stands.
import type { ReportView, StaffOnReport } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { clockMinute, minutesSeconds } from "../../ui/time.ts";
import { now_ms } from "../../ui/clock.ts";
import { texts } from "../i18n/texts.ts";

export function StaffBand({ report, staff }: { report: ReportView; staff: StaffOnReport }) {
  const t = texts.value.staff;
  const cap_ms = report.session_cap_ms;
  return (
    <section class="link-band staff-band" aria-label={t.title} data-testid="staff-band">
      <StaffMark />
      <p>
        <strong data-testid="staff-name">{t.of(staff.name, staff.unit)}</strong>{" "}
        <span class="quiet">
          {t.number} {staff.staff_number}・{t.sheet} {staff.sheet_number}
        </span>
      </p>
      <p data-testid="staff-purpose" data-purpose={staff.purpose}>
        {t.purpose}: <strong>{t.purposes[staff.purpose]}</strong> {staff.reason}
      </p>
      <Reported staff={staff} />
      <Question staff={staff} />
      {cap_ms !== undefined && (
        <p class="quiet" data-testid="time-left">
          {texts.value.link.sessionUntil(clockMinute(cap_ms))} {minutesSeconds(cap_ms - now_ms.value)}
        </p>
      )}
    </section>
  );
}

/** A sign and a word: an officer, no caller. */
export function StaffMark() {
  return (
    <span class="chip chip-info" data-testid="staff-mark">
      <Icon name="shield" small />
      {texts.value.staff.mark}
    </span>
  );
}

/** The report of the use to the manager (VR-5.1.2). */
export function Reported({ staff }: { staff: StaffOnReport }) {
  const t = texts.value.staff;
  const due_ms = staff.report_due_ms;
  if (due_ms === undefined)
    return <p class="quiet" data-testid="staff-reported">{staff.reported ? t.reported : t.told}</p>;
  const over = due_ms <= now_ms.value;
  return (
    <p class={over ? "chip chip-bad" : "chip chip-warning"} data-testid="staff-report-due">
      <Icon name="clock" small />
      {over ? t.overdue(clockMinute(due_ms)) : t.unreported(clockMinute(due_ms))}
    </p>
  );
}

function Question({ staff }: { staff: StaffOnReport }) {
  const t = texts.value.staff;
  if (staff.unanswered)
    return (
      <p class="chip chip-bad" role="alert" data-testid="staff-unanswered">
        <Icon name="alert" small />
        {t.unanswered}
      </p>
    );
  if (staff.answer_by_ms === undefined) return null;
  return (
    <p class="chip chip-warning" data-testid="staff-asked">
      <Icon name="help" small />
      {t.asked(clockMinute(staff.answer_by_ms))}
    </p>
  );
}
