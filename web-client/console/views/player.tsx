// The player of a recording. Its controls are ours: the browser's own would take the picture to full
// screen without the watermark that stands over it.
import { useEffect, useRef, useState } from "preact/hooks";
import type { FileView, Recording, ReportDetail, UnixMs } from "../../shared/protocol.ts";
import { Icon } from "../../ui/icon.tsx";
import { language } from "../../ui/language.ts";
import { clockTime, minutesSeconds } from "../../ui/time.ts";
import { ExerciseMark } from "../../ui/exercise.tsx";
import { fileUrl } from "../api.ts";
import { texts } from "../i18n/texts.ts";
import { STAGE_ID } from "../keys.ts";
import { shownFile } from "../state.ts";
import { gapAt, latePartIn, latePartsOf } from "../time-line.ts";
import { played_ms } from "../viewings.ts";
import { TimeLine } from "./time-line.tsx";
import { Watermark } from "./watermark.tsx";

interface Props {
  detail: ReportDetail;
  file: FileView;
  recording: Recording;
}

const open = (file: FileView) => {
  shownFile.value = file.id;
};
const RATES = [0.5, 1, 2, 4] as const;

export function Player({ detail, file, recording }: Props) {
  const t = texts.value.recording;
  const film = useFilm(recording);
  const { report } = detail;
  const [failed, setFailed] = useState(false);
  const gap = gapAt(recording.gaps, film.film_ms);
  const from_ms = recording.begun_ms;
  const late = gap && latePartIn(latePartsOf(detail), from_ms + gap.from_ms, from_ms + gap.to_ms, film.at_ms);
  const poster = file.thumbnail ? fileUrl(report.id, file.id, "thumbnail") : undefined;
  return (
    <div class="player" data-testid="player">
      <div
        class="stage-box player-box"
        id={STAGE_ID}
        ref={film.box}
        tabIndex={0}
        role="group"
        aria-label={t.player}
        onKeyDown={film.onKeyDown}
      >
        <video
          ref={film.video}
          class="picture"
          src={fileUrl(report.id, file.id, "view")}
          poster={poster}
          preload="metadata"
          playsInline
          disablePictureInPicture
          disableRemotePlayback
          data-testid="recording-film"
          aria-label={`${t.title} ${file.name}`}
          onClick={film.toggle}
          onContextMenu={(event) => event.preventDefault()}
          onError={() => setFailed(true)}
          {...film.events}
        />
        <ExerciseMark of={report.exercise} language={language.value} />
        <Watermark />
        <div class="stage-overlay">
          <p class="stage-kind">{t.title}</p>
          <p class="age" data-testid="film-time">
            {clockTime(film.at_ms)}
          </p>
          {gap && (
            <p class="age age-warning" role="status">
              <Icon name="alert" small />
              {t.inGap}
            </p>
          )}
          {late && (
            <button type="button" class="button stage-return" data-testid="show-late" onClick={() => open(late.file)}>
              <Icon name="film" small />
              {t.showLate}
            </button>
          )}
          {failed && (
            <p class="age age-bad" role="alert" data-testid="film-failed">
              {t.playFailed}
            </p>
          )}
        </div>
      </div>
      <Controls film={film} recording={recording} />
      <TimeLine detail={detail} recording={recording} at_ms={film.at_ms} onSeek={film.seek} onOpen={open} />
    </div>
  );
}

interface Film {
  box: { current: HTMLDivElement | null };
  video: { current: HTMLVideoElement | null };
  playing: boolean;
  muted: boolean;
  rate: number;
  /** From the film's first moment on. */
  film_ms: number;
  at_ms: UnixMs;
  toggle(): void;
  seek(at_ms: UnixMs): void;
  setRate(rate: number): void;
  toggleSound(): void;
  toggleFull(): void;
  onKeyDown(event: KeyboardEvent): void;
  events: { onPlay(): void; onPause(): void; onTimeUpdate(): void; onSeeked(): void };
}

function useFilm(recording: Recording): Film {
  const box = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [playing, setPlaying] = useState(false);
  const [muted, setMuted] = useState(false);
  const [rate, setRateShown] = useState(1);
  const [film_ms, setFilm] = useState(0);
  const at_ms = recording.begun_ms + film_ms;
  useEffect(() => {
    played_ms.value = at_ms;
    return () => {
      played_ms.value = null;
    };
  }, [at_ms]);
  const follow = () => setFilm(Math.round((video.current?.currentTime ?? 0) * 1000));
  const toggle = () => {
    const film = video.current;
    if (film?.paused) void film.play().catch(() => undefined);
    else film?.pause();
  };
  const seek = (to_ms: UnixMs) => {
    const within = Math.min(recording.duration_ms, Math.max(0, to_ms - recording.begun_ms));
    if (video.current) video.current.currentTime = within / 1000;
    setFilm(within);
  };
  const toggleFull = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void box.current?.requestFullscreen?.().catch(() => undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const acts: Record<string, () => void> = {
      " ": toggle,
      f: toggleFull,
      ArrowLeft: () => seek(at_ms - 5_000),
      ArrowRight: () => seek(at_ms + 5_000),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  const setRate = (to: number) => {
    if (video.current) video.current.playbackRate = to;
    setRateShown(to);
  };
  const toggleSound = () => {
    if (!video.current) return;
    video.current.muted = !muted;
    setMuted(!muted);
  };
  const events = {
    onPlay: () => setPlaying(true),
    onPause: () => setPlaying(false),
    onTimeUpdate: follow,
    onSeeked: follow,
  };
  return {
    box, video, playing, muted, rate, film_ms, at_ms,
    toggle, seek, setRate, toggleSound, toggleFull, onKeyDown, events,
  };
}

function Controls({ film, recording }: { film: Film; recording: Recording }) {
  const t = texts.value.recording;
  const stage = texts.value.stage;
  return (
    <div class="stage-tools player-tools" role="toolbar" aria-label={t.player}>
      <button
        type="button"
        class="button button-quiet"
        data-testid="play"
        data-playing={film.playing}
        onClick={film.toggle}
      >
        <Icon name={film.playing ? "pause" : "play"} />
        {film.playing ? t.pause : t.play}
      </button>
      <span class="player-time" data-testid="film-position">
        {minutesSeconds(film.film_ms)} / {minutesSeconds(recording.duration_ms)}
      </span>
      <span class="grow" />
      {recording.has_sound ? (
        <button type="button" class="button button-quiet" data-testid="film-sound" onClick={film.toggleSound}>
          <Icon name={film.muted ? "soundOff" : "sound"} />
          {film.muted ? t.unmute : t.mute}
        </button>
      ) : (
        <span class="quiet">{t.noSound}</span>
      )}
      <label class="player-rate">
        <span class="visually-hidden">{t.speed}</span>
        <select
          data-testid="film-rate"
          value={film.rate}
          onChange={(event) => film.setRate(Number(event.currentTarget.value))}
        >
          {RATES.map((rate) => (
            <option key={rate} value={rate}>
              {t.times(rate)}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="button button-icon"
        aria-label={stage.fullScreen}
        title={stage.fullScreen}
        data-testid="film-full-screen"
        onClick={film.toggleFull}
      >
        <Icon name="expand" />
      </button>
    </div>
  );
}
