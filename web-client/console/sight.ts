// Which picture the stage shows. Touches nothing.
import type { FileId, FileView, ReportDetail, ReportView } from "../shared/protocol.ts";

/** Live is asked for from the start on, so that the first frame finds the way open. */
export function wantsLive(report: ReportView): boolean {
  return report.state === "connecting" || report.state === "live" || report.state === "interrupted";
}

export function isFilm(file: FileView): boolean {
  return file.view_type?.startsWith("video/") ?? (file.kind === "film" || file.kind === "late");
}

/** The file an operator opened, if it can be seen. */
export function openedFile(detail: ReportDetail, opened: FileId | null): FileView | null {
  const file = detail.files.find((other) => other.id === opened);
  return file?.state.kind === "viewable" ? file : null;
}

/** What stands in the stage while there is no live picture: the newest still. */
export function newestStill(files: readonly FileView[]): FileView | null {
  const stills = files.filter((file) => file.state.kind === "viewable" && !isFilm(file));
  return stills.reduce<FileView | null>(
    (newest, file) => (newest === null || file.created_ms >= newest.created_ms ? file : newest),
    null,
  );
}
