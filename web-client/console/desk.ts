// Who does what at the desk, and what needs somebody's attention. Touches nothing.
import type { Me, ReportView, StaffOnReport, UnixMs } from "../shared/protocol.ts";
import { isOver } from "./funnel.ts";
import type { Store } from "./store.ts";

/** Whoever directs reception has the board (VR-4.2.1). */
export function directs(me: Me | null | undefined): boolean {
  return me?.posts.some(({ kind }) => kind === "hq_operations_manager") ?? false;
}

/** Open reports in somebody's own hands. */
export function ownReports(store: Store, me: Me | null | undefined): ReportView[] {
  return store.reports.filter((report) => !isOver(report) && report.operator === me?.account);
}

export type Attention =
  | "unattended"
  | "report_overdue"
  | "report_missing"
  | "unread"
  | "held"
  | "instruction"
  | "inconsistent"
  | "hint"
  | "stuck"
  | "mis_send"
  | "unanswered";

/** What the manager should look at, the most urgent first. */
export function attentionOf(report: ReportView, now_ms: UnixMs): Attention[] {
  const { confirmations, mis_send } = report;
  if (report.staff) return attentionOfStaff(report, report.staff, now_ms);
  const due_ms = report.report_after_due_ms;
  const told = confirmations.reported || confirmations.reported_after_ms !== undefined;
  // Of an exercise nobody is told.
  const asked = report.exercise !== "yes";
  const found: [Attention, boolean][] = [
    ["unattended", report.unattended_until_ms !== undefined],
    ["mis_send", mis_send !== undefined && mis_send.closed_ms === undefined],
    ["report_overdue", asked && !told && due_ms !== null && due_ms <= now_ms],
    ["report_missing", asked && !told && (due_ms === null || due_ms > now_ms)],
    ["unread", told && !confirmations.acknowledged],
    ["held", report.held !== undefined],
    ["inconsistent", isMarked(report)],
    ["instruction", report.instructions.length > 0],
    ["hint", report.hints.length > 0],
    ["stuck", report.stuck !== undefined && !isOver(report)],
  ];
  return found.filter(([, there]) => there).map(([name]) => name);
}

/** Nothing was sent to an officer; the report of the use has a day, so only a late one is news. */
function attentionOfStaff(report: ReportView, staff: StaffOnReport, now_ms: UnixMs): Attention[] {
  const found: [Attention, boolean][] = [
    ["unattended", report.unattended_until_ms !== undefined],
    ["report_overdue", staff.report_due_ms !== undefined && staff.report_due_ms <= now_ms],
    ["unanswered", staff.unanswered && !isOver(report)],
    ["held", report.held !== undefined],
    ["inconsistent", isMarked(report)],
    ["instruction", report.instructions.length > 0],
    ["stuck", report.stuck !== undefined && !isOver(report)],
  ];
  return found.filter(([, there]) => there).map(([name]) => name);
}

/** The operator found a contradiction. */
export function isMarked(report: ReportView): boolean {
  return report.checks.some((check) => check.result === "inconsistent");
}

const URGENT: ReadonlySet<Attention> = new Set([
  "unattended",
  "mis_send",
  "report_overdue",
  "report_missing",
  "unread",
  "inconsistent",
  "unanswered",
]);

export function needsAttention(report: ReportView, now_ms: UnixMs): boolean {
  return attentionOf(report, now_ms).some((name) => URGENT.has(name));
}

/** Open reports, and closed ones with something left to do; the urgent first, then the oldest. */
export function boardRows(store: Store, now_ms: UnixMs): ReportView[] {
  const shown = store.reports.filter(
    (report) => !isOver(report) || needsAttention(report, now_ms),
  );
  const rank = new Map(shown.map((report) => [report.id, needsAttention(report, now_ms) ? 0 : 1]));
  return shown.sort(
    (a, b) => (rank.get(a.id) ?? 1) - (rank.get(b.id) ?? 1) || a.created_ms - b.created_ms,
  );
}
