// What the console knows, and how one event changes it. Touches nothing.
import type {
  ConsoleEvent,
  FileView,
  LivePicture,
  MediaStatistics,
  Message,
  ReportDetail,
  ReportView,
  TrackPoint,
} from "../shared/protocol.ts";
import { isOver } from "./funnel.ts";
import { FILES_MAX, MESSAGES_MAX, REPORTS_MAX, TRACK_POINTS_MAX } from "./limits.ts";

export interface Store {
  /** Newest first. */
  readonly reports: readonly ReportView[];
  /** The report on the screen. */
  readonly detail: ReportDetail | null;
}

export const emptyStore: Store = { reports: [], detail: null };

/** Events carry whole objects, so a repeated one changes nothing. */
export function reduce(store: Store, event: ConsoleEvent): Store {
  switch (event.type) {
    case "report":
      return withReport(store, event.report);
    case "points":
      return withDetail(withNewest(store, event.report, event.points), event.report, (detail) => ({
        ...detail,
        track: mergeTrack(detail.track, event.points),
      }));
    case "message":
      return withDetail(store, event.report, (detail) => ({
        ...detail,
        messages: mergeMessage(detail.messages, event.message),
      }));
    case "file":
      return withDetail(store, event.report, (detail) => ({
        ...detail,
        files: mergeFile(detail.files, event.file),
      }));
    case "picture":
      return withPicture(store, event.report, event.picture);
    case "statistics":
      return withStatistics(store, event.report, event.statistics);
    case "gone":
      return without(store, event.report);
    case "media":
    case "gateways":
    case "call":
    case "call_gone":
    case "pass":
    case "system":
    case "hello":
    case "resync":
    case "signed_out":
    case "locked":
      return store;
  }
}

/** Where a report is now is known of all of them, not of the one on the screen alone. */
function withNewest(store: Store, id: string, points: readonly TrackPoint[]): Store {
  const report = findReport(store, id);
  const newest = mergeTrack(report?.last_point ? [report.last_point] : [], points).at(-1);
  return report && newest ? withReport(store, { ...report, last_point: newest }) : store;
}

function withPicture(store: Store, id: string, live_picture: LivePicture): Store {
  const report = findReport(store, id);
  if (!report || (report.live_picture?.seq ?? 0) >= live_picture.seq) return store;
  return withReport(store, { ...report, live_picture });
}

function withStatistics(store: Store, id: string, statistics: MediaStatistics): Store {
  const report = findReport(store, id);
  return report ? withReport(store, { ...report, statistics }) : store;
}

/** What is over gives way; what runs stays, however much it is. */
function bounded(reports: ReportView[]): ReportView[] {
  let over = 0;
  return reports.filter((report) => !isOver(report) || ++over <= REPORTS_MAX);
}

export function findReport(store: Store, id: string | null): ReportView | undefined {
  return store.reports.find((report) => report.id === id);
}

/** Passed on to another headquarters. */
function without(store: Store, id: string): Store {
  const reports = store.reports.filter((report) => report.id !== id);
  return { reports, detail: store.detail?.report.id === id ? null : store.detail };
}

export function withReport(store: Store, report: ReportView): Store {
  const others = store.reports.filter((other) => other.id !== report.id);
  const reports = bounded([...others, report].sort(newestFirst));
  return withDetail({ ...store, reports }, report.id, (detail) => ({ ...detail, report }));
}

/** A freshly fetched detail also corrects the list. */
export function withFetchedDetail(store: Store, detail: ReportDetail): Store {
  return withReport({ ...store, detail }, detail.report);
}

export function mergeTrack(
  track: readonly TrackPoint[],
  points: readonly TrackPoint[],
): TrackPoint[] {
  const bySeq = new Map(track.map((point) => [point.seq, point]));
  for (const point of points) bySeq.set(point.seq, point);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq).slice(-TRACK_POINTS_MAX);
}

function withDetail(
  store: Store,
  id: string,
  change: (detail: ReportDetail) => ReportDetail,
): Store {
  const { detail } = store;
  return detail?.report.id === id ? { ...store, detail: change(detail) } : store;
}

/** The answer to a request may come after the event that the caller has seen the message. */
function mergeMessage(messages: readonly Message[], message: Message): Message[] {
  const known = messages.find((other) => other.id === message.id);
  const others = messages.filter((other) => other.id !== message.id);
  const delivered_ms = message.delivered_ms ?? known?.delivered_ms;
  const merged = delivered_ms === undefined ? message : { ...message, delivered_ms };
  return [...others, merged].sort((a, b) => a.at_ms - b.at_ms).slice(-MESSAGES_MAX);
}

function mergeFile(files: readonly FileView[], file: FileView): FileView[] {
  const others = files.filter((other) => other.id !== file.id);
  return [...others, file].sort((a, b) => a.created_ms - b.created_ms).slice(-FILES_MAX);
}

function newestFirst(a: ReportView, b: ReportView): number {
  return b.created_ms - a.created_ms || (a.id < b.id ? 1 : -1);
}
