// The time line of a recording: one axis for the film, its gaps, places, texts, pictures and events.
import { useRef } from "preact/hooks";
import type { FileView, Recording, ReportDetail, TrackPoint, UnixMs } from "../../shared/protocol.ts";
import { clockTime, minutesSeconds } from "../../ui/time.ts";
import { texts } from "../i18n/texts.ts";
import {
  axisOf,
  gapsTotal_ms,
  isWithin,
  latePartsOf,
  marksOf,
  neighbour,
  reachedBy,
  readAt,
  share,
  type Axis,
  type Lane,
  type LatePart,
  type Mark,
} from "../time-line.ts";

interface Props {
  detail: ReportDetail;
  recording: Recording;
  /** The moment that is shown. */
  at_ms: UnixMs;
  onSeek(at_ms: UnixMs): void;
  onOpen(file: FileView): void;
}

const LANES: readonly Lane[] = ["messages", "pictures", "events"];
const JUMP_MS = 5_000;
/** A press so near to a mark means the mark. */
const NEAR_PX = 8;

export function TimeLine({ detail, recording, at_ms, onSeek, onOpen }: Props) {
  const t = texts.value.recording;
  const late = latePartsOf(detail);
  const axis = axisOf(recording, late);
  const marks = marksOf(detail);
  const inside = marks.filter(({ at_ms }) => isWithin(axis, at_ms));
  const { gaps } = recording;
  return (
    <section class="time-line" aria-label={t.timeLine} data-testid="time-line">
      <Lanes axis={axis} marks={inside} track={detail.track} gaps={gaps} late={late} at_ms={at_ms} onSeek={onSeek} onOpen={onOpen} />
      <Slider axis={axis} marks={inside} at_ms={at_ms} onSeek={onSeek} />
      <p class="time-line-ends quiet">
        <span>{clockTime(axis.from_ms)}</span>
        {gaps.length > 0 && (
          <span class="time-line-gaps" data-testid="gaps">
            {t.gaps(gaps.length, minutesSeconds(gapsTotal_ms(gaps)))}
          </span>
        )}
        {late.length > 0 && (
          <span class="time-line-late" data-testid="late-parts">
            <i class="late-key" aria-hidden="true" />
            {t.lateParts(late.length)}
          </span>
        )}
        <span>{clockTime(axis.until_ms)}</span>
      </p>
      <Happened axis={axis} marks={marks} at_ms={at_ms} onSeek={onSeek} onOpen={onOpen} />
    </section>
  );
}

interface LanesProps {
  axis: Axis;
  marks: readonly Mark[];
  track: readonly TrackPoint[];
  gaps: Recording["gaps"];
  late: readonly LatePart[];
  at_ms: UnixMs;
  onSeek(at_ms: UnixMs): void;
  onOpen(file: FileView): void;
}

/** Drawn for the eye and the pointer; the list below says the same in words. */
function Lanes({ axis, marks, track, gaps, late, at_ms, onSeek, onOpen }: LanesProps) {
  const t = texts.value.recording;
  const field = useRef<HTMLDivElement>(null);
  const seek = (event: PointerEvent) => {
    const box = field.current?.getBoundingClientRect();
    if (!box || box.width === 0) return;
    const length_ms = axis.until_ms - axis.from_ms;
    const pressed = axis.from_ms + ((event.clientX - box.left) / box.width) * length_ms;
    const near_ms = (NEAR_PX / box.width) * length_ms;
    const nearest = marks.find((mark) => Math.abs(mark.at_ms - pressed) <= near_ms);
    onSeek(nearest?.at_ms ?? Math.min(axis.until_ms, Math.max(axis.from_ms, pressed)));
  };
  const drag = (event: PointerEvent) => {
    if (event.buttons & 1) seek(event);
  };
  return (
    <div class="lanes" aria-hidden="true">
      <p class="lane-names">
        <span>{t.lanes.positions}</span>
        {LANES.map((lane) => (
          <span key={lane}>{t.lanes[lane]}</span>
        ))}
      </p>
      <div class="lane-field" ref={field} data-testid="lanes" onPointerDown={seek} onPointerMove={drag}>
        {gaps.map(({ from_ms, to_ms }) => (
          <i
            key={from_ms}
            class="gap"
            title={t.inGap}
            style={span(axis, axis.from_ms + from_ms, axis.from_ms + to_ms)}
          />
        ))}
        {late.map(({ file, from_ms, to_ms }) => (
          <i
            key={file.id}
            class="late"
            title={`${t.late} ${t.filmed(clockTime(from_ms), clockTime(to_ms))}`}
            style={span(axis, from_ms, to_ms)}
            data-testid="late-span"
            onPointerDown={(event) => {
              event.stopPropagation();
              onOpen(file);
            }}
          />
        ))}
        <Places axis={axis} track={track} />
        {LANES.map((lane) => (
          <div key={lane} class={`lane lane-${lane}`}>
            {marks
              .filter((mark) => mark.lane === lane)
              .map((mark, index) => (
                <i
                  key={index}
                  class="lane-mark"
                  title={`${clockTime(mark.at_ms)} ${wordsOf(mark)}`}
                  style={{ left: `${share(axis, mark.at_ms) * 100}%` }}
                />
              ))}
          </div>
        ))}
        <i class="playhead" style={{ left: `${share(axis, at_ms) * 100}%` }} />
      </div>
    </div>
  );
}

/** Thousands of readings are one path. */
function Places({ axis, track }: { axis: Axis; track: readonly TrackPoint[] }) {
  const lines = track
    .map(readAt)
    .filter((read_ms) => isWithin(axis, read_ms))
    .map((read_ms) => `M${(share(axis, read_ms) * 1000).toFixed(1)} 0v10`);
  return (
    <svg class="lane lane-positions" viewBox="0 0 1000 10" preserveAspectRatio="none">
      <path d={lines.join("")} />
    </svg>
  );
}

function span(axis: Axis, from_ms: UnixMs, until_ms: UnixMs) {
  const [left, right] = [share(axis, from_ms), share(axis, until_ms)];
  return { left: `${left * 100}%`, width: `${(right - left) * 100}%` };
}

interface SliderProps {
  axis: Axis;
  marks: readonly Mark[];
  at_ms: UnixMs;
  onSeek(at_ms: UnixMs): void;
}

function Slider({ axis, marks, at_ms, onSeek }: SliderProps) {
  const t = texts.value.recording;
  const onKeyDown = (event: KeyboardEvent) => {
    const to_ms = keyedTo(event.key, marks, at_ms);
    if (to_ms === null) return;
    event.preventDefault();
    onSeek(Math.min(axis.until_ms, Math.max(axis.from_ms, to_ms)));
  };
  return (
    <>
      <input
        class="time-slider"
        type="range"
        min={axis.from_ms}
        max={axis.until_ms}
        step={100}
        value={at_ms}
        aria-label={t.position}
        aria-describedby="time-slider-hint"
        aria-valuetext={`${clockTime(at_ms)} (${minutesSeconds(at_ms - axis.from_ms)})`}
        data-testid="time-slider"
        onKeyDown={onKeyDown}
        onInput={(event) => onSeek(Number(event.currentTarget.value))}
      />
      <span id="time-slider-hint" class="visually-hidden">
        {t.positionHint}
      </span>
    </>
  );
}

/** Where a key leads; nothing where it is none of ours. */
function keyedTo(key: string, marks: readonly Mark[], at_ms: UnixMs): UnixMs | null {
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return at_ms - JUMP_MS;
    case "ArrowRight":
    case "ArrowUp":
      return at_ms + JUMP_MS;
    case "PageUp":
      return neighbour(marks, at_ms, -1)?.at_ms ?? at_ms;
    case "PageDown":
      return neighbour(marks, at_ms, 1)?.at_ms ?? at_ms;
    default:
      return null;
  }
}

interface HappenedProps extends SliderProps {
  onOpen(file: FileView): void;
}

function Happened({ axis, marks, at_ms, onSeek, onOpen }: HappenedProps) {
  const t = texts.value.recording;
  const newest = reachedBy(marks, at_ms);
  const press = (mark: Mark) => {
    if (isLate(mark)) onOpen(mark.what.file);
    else if (isWithin(axis, mark.at_ms)) onSeek(mark.at_ms);
  };
  return (
    <ol class="happened" aria-label={t.happened} data-testid="happened" tabIndex={0}>
      {marks.map((mark, index) => (
        <li key={index}>
          <button
            type="button"
            class={`happened-row happened-${mark.lane}`}
            aria-current={mark === newest ? "time" : undefined}
            aria-disabled={!isLate(mark) && !isWithin(axis, mark.at_ms)}
            data-testid="happened-row"
            data-kind={isLate(mark) ? "late" : mark.what.kind}
            onClick={() => press(mark)}
          >
            <span class="happened-time">{clockTime(mark.at_ms)}</span>
            <span>{wordsOf(mark)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

/** A late part is no moment of the film: it is opened by itself. */
function isLate(mark: Mark): mark is Mark & { what: { kind: "file"; file: FileView } } {
  return mark.what.kind === "file" && mark.what.file.late !== undefined && mark.what.file.state.kind === "viewable";
}

function wordsOf({ what }: Mark): string {
  const t = texts.value;
  switch (what.kind) {
    case "message": {
      const { author, body } = what.message;
      const said = body.kind === "words" ? body.words : t.names.phrase[body.phrase];
      return `${t.names.author[author]}: ${said}`;
    }
    case "file": {
      const { kind, name, late } = what.file;
      const filmed = late && t.recording.filmed(clockTime(late.from_ms), clockTime(late.to_ms));
      return `${t.names.fileKind[kind]} ${filmed ?? name}`;
    }
    case "step":
      return t.names.step[what.step];
    case "ended":
      return t.recording.ended;
  }
}
