import type { LadderStep } from "../../shared/protocol";
import {
  FLOOR_AFTER_MS,
  FLOOR_AGAIN_MS,
  PICTURE_BYTES_MAX,
  PICTURE_EVERY_MS,
  PICTURE_PX,
  PICTURE_QUALITY,
  PICTURE_TIMEOUT_MS,
  PICTURE_TRIAL_MS,
} from "./limits";

export interface FloorDependencies {
  /** A picture of this moment; null while the camera shows none. */
  take: (longSidePx: number, quality: number) => Promise<Blob> | null;
  send: (picture: Blob) => Promise<void>;
  changed: () => void;
}

/** Stands in where no live video runs: a picture a second, else stills on demand, else text. */
export class Floor {
  step: LadderStep = "video";
  private readonly size = new PictureSize();
  private timer = 0;
  private failures = 0;
  /** Counts the times video went, so that a picture on its way knows that its time is over. */
  private era = 0;
  private video = true;
  private ran = false;

  constructor(private readonly needs: FloorDependencies) {}

  videoRuns(video: boolean): void {
    if (video === this.video) return;
    this.video = video;
    this.era++;
    this.failures = 0;
    if (video) this.turn("video");
    this.wait(video ? 0 : this.ran ? FLOOR_AGAIN_MS : FLOOR_AFTER_MS);
    this.ran ||= video;
  }

  /** The network is back, perhaps another one. */
  hurry(): void {
    if (this.step !== "video") this.wait(1);
  }

  stop(): void {
    this.videoRuns(true);
  }

  private wait(ms: number): void {
    clearTimeout(this.timer);
    const { era } = this;
    if (ms) this.timer = window.setTimeout(() => void this.send(era), ms);
  }

  private async send(era: number): Promise<void> {
    const began = performance.now();
    let bytes = 0;
    try {
      const picture = await this.needs.take(...this.size.now());
      if (picture && era === this.era) await this.needs.send(picture);
      bytes = picture?.size ?? 0;
      this.failures = 0;
    } catch {
      this.failures++;
    }
    if (era !== this.era) return;
    const tookMs = performance.now() - began;
    if (bytes || this.failures) {
      this.size.learn(tookMs, bytes);
      this.turn(stepAfter(this.failures, tookMs));
    }
    const rare = this.step !== "pictures" && this.step !== "video";
    this.wait(rare ? PICTURE_TRIAL_MS : Math.max(PICTURE_EVERY_MS - tookMs, 10));
  }

  private turn(step: LadderStep): void {
    if (step === this.step) return;
    this.step = step;
    this.needs.changed();
  }
}

export function stepAfter(failures: number, tookMs: number): LadderStep {
  if (failures > 2) return "text";
  return failures || tookMs > PICTURE_TIMEOUT_MS / 2 ? "on_demand" : "pictures";
}

/** Finds the picture that passes within a second. */
export class PictureSize {
  /** From 0, the smallest, to 1. */
  private share = 1;

  now(): [number, number] {
    const between = ([most, least]: readonly [number, number]) => least + (most - least) * this.share;
    return [Math.round(between(PICTURE_PX)), between(PICTURE_QUALITY)];
  }

  learn(tookMs: number, bytes: number): void {
    const heavy = tookMs > PICTURE_EVERY_MS || bytes > PICTURE_BYTES_MAX;
    const light = tookMs < PICTURE_EVERY_MS / 2 && bytes < PICTURE_BYTES_MAX * 0.8;
    if (heavy) this.share *= 0.6;
    else if (light) this.share = Math.min(1, this.share + 0.1);
  }
}
