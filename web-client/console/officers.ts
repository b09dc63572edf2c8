// Officers in the field: who sends now, and who sees what. Touches nothing.
import type { ReportDetail, ReportId, ReportView, StaffOnReport, TrackPoint } from "../shared/protocol.ts";
import { isOver } from "./funnel.ts";
import type { LngLat } from "./map/circle.ts";

export interface Officer {
  /** Of the officer's own report. */
  report: ReportId;
  staff: StaffOnReport;
  point: TrackPoint | undefined;
}

/** Whoever sends now, in the order in which they began. */
export function officersIn(reports: readonly ReportView[]): Officer[] {
  return reports
    .filter((report) => report.staff !== undefined && !isOver(report))
    .map((report) => ({
      report: report.id,
      staff: report.staff as StaffOnReport,
      point: report.last_point,
    }))
    .reverse();
}

/** A mark on the map: an officer is a diamond with a name, a caller a disc. */
export interface OfficerMark {
  name: string;
  at: LngLat;
}

export function marksOf(officers: readonly Officer[]): OfficerMark[] {
  return officers.flatMap(({ staff, point }) =>
    point ? [{ name: staff.name, at: [point.position.longitude_deg, point.position.latitude_deg] as LngLat }] : [],
  );
}

/** Officers who watch a report now. */
export function watchingOfficers(detail: ReportDetail): string[] {
  const names = detail.watching
    .filter(({ officer, until_ms }) => officer && until_ms === undefined)
    .map(({ staff }) => staff.name);
  return [...new Set(names)];
}
