import { PART_MS, RATE_BPS, SLICE_MS } from "./limits";
import { partName, sliceName } from "./rules";

/** What browsers film in, the lightest for the phone first. */
const TYPES = ["video/webm;codecs=vp8", "video/mp4"];

export interface RecorderDependencies {
  /** The server's clock, in whole milliseconds. */
  nowMs: () => number;
  slice: (part: string, slice: string, film: Blob, fromMs: number, toMs: number) => void;
  ended: (part: string) => void;
}

export const filmType = (): string | undefined =>
  "MediaRecorder" in window ? TYPES.filter((type) => MediaRecorder.isTypeSupported(type))[0] : undefined;

/** Films a track in parts that play by themselves. */
export class Recorder {
  private running: MediaRecorder | null = null;
  private track: MediaStreamTrack | null = null;
  private turn = 0;

  constructor(
    private readonly mimeType: string,
    private readonly needs: RecorderDependencies,
  ) {}

  film(track: MediaStreamTrack): void {
    if (this.running && this.track === track) return;
    this.stop();
    this.track = track;
    this.begin(track);
  }

  stop(): void {
    clearTimeout(this.turn);
    const { running } = this;
    this.running = this.track = null;
    if (running && running.state !== "inactive") running.stop();
  }

  private begin(track: MediaStreamTrack): void {
    const { nowMs, slice, ended } = this.needs;
    const recorder = new MediaRecorder(new MediaStream([track]), {
      mimeType: this.mimeType,
      videoBitsPerSecond: RATE_BPS,
    });
    let fromMs = nowMs();
    let nth = 0;
    const part = partName(fromMs, this.mimeType, Math.random());
    recorder.ondataavailable = ({ data }) => {
      const toMs = nowMs();
      if (data.size > 0) slice(part, sliceName(nth++, toMs), data, fromMs, toMs);
      fromMs = toMs;
    };
    recorder.onstop = () => {
      if (this.running === recorder) this.stop();
      ended(part);
    };
    recorder.start(SLICE_MS);
    this.running = recorder;
    // The next part begins before this one ends, so that nothing is lost between them.
    this.turn = window.setTimeout(() => {
      if (this.running !== recorder) return;
      this.begin(track);
      recorder.stop();
    }, PART_MS);
  }
}
