// What happened during a recording, on one axis with it. Touches nothing.
import type {
  FileView,
  Gap,
  Message,
  Recording,
  ReportDetail,
  TrackPoint,
  UnixMs,
} from "../shared/protocol.ts";

export type Lane = "messages" | "pictures" | "events";

/** Something that happened at a moment. */
export interface Mark {
  at_ms: UnixMs;
  lane: Lane;
  what:
    | { kind: "message"; message: Message }
    | { kind: "file"; file: FileView }
    | { kind: "step"; step: ReportDetail["report"]["funnel"][number]["step"] }
    | { kind: "ended" };
}

/** A film that came later, with the time in which it was filmed. */
export interface LatePart {
  file: FileView;
  from_ms: UnixMs;
  to_ms: UnixMs;
}

/** The axis shows all of the recording, and late parts after its end. */
export interface Axis {
  from_ms: UnixMs;
  until_ms: UnixMs;
}

export function axisOf(recording: Recording, late: readonly LatePart[] = []): Axis {
  const { begun_ms, duration_ms } = recording;
  const film_ms = begun_ms + Math.max(1, duration_ms);
  return { from_ms: begun_ms, until_ms: Math.max(film_ms, ...late.map(({ to_ms }) => to_ms)) };
}

/** What came later and can be looked at, in the order in which it was filmed. */
export function latePartsOf({ files }: ReportDetail): LatePart[] {
  return files
    .flatMap((file) => (file.late && file.state.kind === "viewable" ? [{ file, ...file.late }] : []))
    .sort((a, b) => a.from_ms - b.from_ms);
}

export function latePartAt(parts: readonly LatePart[], at_ms: UnixMs): LatePart | undefined {
  return parts.find(({ from_ms, to_ms }) => at_ms >= from_ms && at_ms < to_ms);
}

/** In a gap: the late part of this moment, or else the first that was filmed within the gap. */
export function latePartIn(parts: readonly LatePart[], from_ms: UnixMs, to_ms: UnixMs, at_ms: UnixMs): LatePart | undefined {
  return latePartAt(parts, at_ms) ?? parts.find((part) => part.to_ms > from_ms && part.from_ms < to_ms);
}

/** Of what happened before the recording began, the place on the axis is its beginning. */
export function share({ from_ms, until_ms }: Axis, at_ms: UnixMs): number {
  return Math.min(1, Math.max(0, (at_ms - from_ms) / (until_ms - from_ms)));
}

export function isWithin({ from_ms, until_ms }: Axis, at_ms: UnixMs): boolean {
  return at_ms >= from_ms && at_ms <= until_ms;
}

/** In the order in which it happened; the recording itself is not on its own time line. */
export function marksOf(detail: ReportDetail): Mark[] {
  const { report, messages, files } = detail;
  const marks: Mark[] = [
    ...messages.map((message): Mark => ({
      at_ms: message.at_ms,
      lane: "messages",
      what: { kind: "message", message },
    })),
    ...files
      .filter(({ kind }) => kind !== "recording")
      .map((file): Mark => ({ at_ms: takenAt(file), lane: "pictures", what: { kind: "file", file } })),
    ...report.funnel.map(({ step, at_ms }): Mark => ({
      at_ms,
      lane: "events",
      what: { kind: "step", step },
    })),
  ];
  if (report.ended_ms !== undefined) {
    marks.push({ at_ms: report.ended_ms, lane: "events", what: { kind: "ended" } });
  }
  return marks.sort((a, b) => a.at_ms - b.at_ms);
}

/** When it came; of a late part, when it was filmed. */
export function takenAt(file: FileView): UnixMs {
  return file.late?.from_ms ?? file.created_ms;
}

/** The mark before or after a moment, by a little more than nothing. */
export function neighbour(marks: readonly Mark[], at_ms: UnixMs, step: 1 | -1): Mark | undefined {
  const beside = marks.filter((mark) => (mark.at_ms - at_ms) * step > 250);
  return beside.at(step === 1 ? 0 : -1);
}

/** The newest mark that a moment has reached. */
export function reachedBy(marks: readonly Mark[], at_ms: UnixMs): Mark | undefined {
  return marks.filter((mark) => mark.at_ms <= at_ms + 250).at(-1);
}

/** Longer than any gap that a report outlives; a clock that differs by more is wrong. */
const BELIEVED_MS = 60 * 60 * 1000;

/** When a position was read: what was kept while the phone was away comes later. */
export function readAt({ position, received_ms }: TrackPoint): UnixMs {
  const { at_ms } = position;
  return at_ms <= received_ms && received_ms - at_ms <= BELIEVED_MS ? at_ms : received_ms;
}

/** Where the caller was at a moment: the last place known by then, else the first. */
export function placeAt(track: readonly TrackPoint[], at_ms: UnixMs): TrackPoint | undefined {
  let last: TrackPoint | undefined;
  for (const point of track) {
    if (readAt(point) <= at_ms && (!last || readAt(point) >= readAt(last))) last = point;
  }
  return last ?? track[0];
}

/** The gap in which a moment of the film lies. */
export function gapAt(gaps: readonly Gap[], film_ms: number): Gap | undefined {
  return gaps.find(({ from_ms, to_ms }) => film_ms >= from_ms && film_ms < to_ms);
}

export function gapsTotal_ms(gaps: readonly Gap[]): number {
  return gaps.reduce((total, { from_ms, to_ms }) => total + Math.max(0, to_ms - from_ms), 0);
}

/** The films that can be played, the longest first. */
export function films(detail: ReportDetail): FileView[] {
  return detail.files
    .filter(({ recording, state }) => recording !== undefined && state.kind === "viewable")
    .sort((a, b) => (b.recording?.duration_ms ?? 0) - (a.recording?.duration_ms ?? 0));
}
