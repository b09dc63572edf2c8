// The live picture as a hook: connection, first frame, what is on the screen and how old it is.
import { batch, signal, type Signal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Ladder, LivePicture, ReportId } from "../../shared/protocol.ts";
import { api } from "../api.ts";
import { serverNow } from "../../ui/clock.ts";
import { momentOf, sameStep, sourceOf, stepOf, type Source, type Step } from "../ladder.ts";
import { VIEWING_EVERY_MS } from "../limits.ts";
import { frameBirth } from "../picture-age.ts";
import { viewingOf, type Entry } from "../viewing.ts";
import { WhepPlayer } from "../../shared/whep.ts";

/** Often enough to read as a running figure, seldom enough to stay calm. */
const LOOK_EVERY_MS = 200;

export interface Live {
  video: { current: HTMLVideoElement | null };
  /** True once a frame of this connection was on the screen. */
  playing: Signal<boolean>;
  trouble: Signal<boolean>;
  /** What the stage shows while nobody opened a file. */
  source: Signal<Source | null>;
  /** Of what it shows. */
  age_ms: Signal<number>;
  step: Signal<Step>;
  /** The picture of the second that has been loaded. */
  loaded: Signal<LivePicture | undefined>;
}

type Signals = Omit<Live, "video">;

/** What the hook has to know of the report, each time it is drawn. */
export interface Told {
  ladder: Ladder | undefined;
  still_ms: number | null;
}

export function useLive(report: ReportId, wanted: boolean, told: Told): Live {
  const video = useRef<HTMLVideoElement>(null);
  const latest = useRef(told);
  latest.current = told;
  const signals = useMemo(freshSignals, []);
  useEffect(() => {
    const element = video.current;
    if (!wanted || element === null) return;
    const follow = new Following(element, signals, latest);
    const player = new WhepPlayer({
      watch: () => api.watch(report),
      onStream: (stream) => show(element, stream),
      onTrouble: (trouble) => (signals.trouble.value = trouble),
    });
    const stopTelling = tellViewing(report, player);
    const leave = () => player.stop();
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      stopTelling();
      player.stop();
      follow.stop();
      element.srcObject = null;
    };
  }, [report, wanted]);
  return { video, ...signals };
}

function freshSignals(): Signals {
  return {
    playing: signal(false),
    trouble: signal(false),
    source: signal<Source | null>(null),
    age_ms: signal(0),
    step: signal<Step>({ kind: "waiting" }),
    loaded: signal<LivePicture | undefined>(undefined),
  };
}

function show(element: HTMLVideoElement, stream: MediaStream): void {
  element.srcObject = stream;
  element.play().catch(() => {
    // Muted video plays by itself; where it does not, the first frame still shows.
  });
}

/** Looks at the element's frames and at the clock. */
class Following {
  private born_ms: number | null = null;
  private handle = 0;
  private readonly timer: ReturnType<typeof setInterval>;

  constructor(
    private readonly element: HTMLVideoElement,
    private readonly live: Signals,
    private readonly told: { current: Told },
  ) {
    this.handle = element.requestVideoFrameCallback(this.onFrame);
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.look();
  }

  stop(): void {
    this.element.cancelVideoFrameCallback(this.handle);
    clearInterval(this.timer);
    batch(() => {
      this.live.playing.value = false;
      this.live.trouble.value = false;
      this.live.source.value = null;
      this.live.loaded.value = undefined;
    });
  }

  private readonly onFrame: VideoFrameRequestCallback = (_, frame) => {
    // A closing connection leaves one black frame behind; it is not a picture.
    if (!this.live.trouble.value) {
      this.born_ms = frameBirth(frame);
      if (!this.live.playing.value) {
        this.live.playing.value = true;
        this.look();
      }
    }
    this.handle = this.element.requestVideoFrameCallback(this.onFrame);
  };

  private look(): void {
    const { ladder, still_ms } = this.told.current;
    const now_ms = serverNow();
    const video_ms = this.born_ms === null ? null : now_ms - (performance.now() - this.born_ms);
    const newest = { video_ms, picture_ms: momentOf(this.live.loaded.value), still_ms };
    const source = sourceOf(newest, now_ms);
    const moment = source === null ? now_ms : (newest[`${source}_ms`] ?? now_ms);
    const lines = Math.min(this.element.videoWidth, this.element.videoHeight);
    const step = stepOf(ladder, { source, age_ms: now_ms - moment, lines });
    batch(() => {
      this.live.source.value = source;
      this.live.age_ms.value = Math.max(0, now_ms - moment);
      if (!sameStep(step, this.live.step.value)) this.live.step.value = step;
    });
  }
}

/** Tells the server how well this console sees. */
function tellViewing(report: ReportId, player: WhepPlayer): () => void {
  let before: Entry[] = [];
  const tell = async () => {
    const now = await player.statistics<Entry>();
    const viewing = viewingOf(now, before);
    before = now;
    if (viewing) await api.viewing(report, viewing);
  };
  // A figure that does not get through is followed by the next.
  const timer = setInterval(() => void tell().catch(() => undefined), VIEWING_EVERY_MS);
  return () => clearInterval(timer);
}
