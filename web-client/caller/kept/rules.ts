import type { LateLimits } from "../../shared/protocol";
import { OVERLAP_MS, PIECE_PAUSE_MS, SETTLED_MS, STRAIN_MS } from "./limits";

/** What is kept on the phone, as one film. */
export interface Part {
  name: string;
  /** By the server's clock. */
  fromMs: number;
  toMs: number;
  bytes: number;
  /** Names of its slices in their order. */
  slices: string[];
}

/** A part's name says when it began and of what kind it is; it is the key of its upload, too. */
export function partName(fromMs: number, mimeType: string, random: number): string {
  const kind = mimeType.indexOf("mp4") >= 0 ? "mp4" : "webm";
  return `${Math.round(fromMs)}-${kind}-${Math.floor(random * 1e6)}`.padEnd(24, "0");
}

export const mediaTypeOf = (name: string) => `video/${name.split("-")[1]}`;

/** A slice's name says its place and when it ended. */
export const sliceName = (nth: number, toMs: number) =>
  `${String(nth).padStart(4, "0")}-${Math.round(toMs)}`;

export const endOf = (slice: string) => Number(slice.split("-")[1]);

/** What the names of a folder tell; null where they are none of ours. */
export function partOf(name: string, files: readonly [name: string, bytes: number][]): Part | null {
  const slices = files.map(([file]) => file).sort();
  const fromMs = Number(name.split("-")[0]);
  const toMs = endOf(slices[slices.length - 1] ?? "");
  if (!(toMs > fromMs)) return null;
  return { name, fromMs, toMs, slices, bytes: files.reduce((sum, [, bytes]) => sum + bytes, 0) };
}

export const bytesOf = (parts: readonly Part[]) => parts.reduce((sum, { bytes }) => sum + bytes, 0);
export const lengthOf = (parts: readonly Part[]) =>
  parts.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);

/**
 * Nothing more is kept beyond these bounds. What is kept already stays: the beginning of a gap
 * follows on what was seen, and the person was told that it is kept.
 */
export function isFull(parts: readonly Part[], { kept_bytes_max, kept_ms_max }: LateLimits): boolean {
  return bytesOf(parts) >= kept_bytes_max || lengthOf(parts) >= kept_ms_max;
}

/** How live video does, looked at again and again. */
export class Live {
  private wasUp = false;
  /** Since when it flows; none while it does not. */
  private sinceMs: number | null = null;
  private cameBack = false;
  private strainedMs = -Infinity;
  private rungs = 0;

  note(up: boolean, rungs: number, nowMs: number): void {
    if (!up) this.sinceMs = null;
    else if (this.sinceMs === null) {
      this.sinceMs = nowMs;
      this.cameBack = this.wasUp;
      this.wasUp = true;
    }
    if (rungs < this.rungs) this.strainedMs = nowMs;
    this.rungs = rungs;
  }

  /** It flowed once and does not now, or has only just come back. */
  isAway(nowMs: number): boolean {
    if (this.sinceMs === null) return this.wasUp;
    return this.cameBack && nowMs - this.sinceMs < OVERLAP_MS;
  }

  /** It flows without trouble, so that something may go beside it. */
  isCalm(nowMs: number): boolean {
    const settled = this.sinceMs !== null && nowMs - this.sinceMs >= SETTLED_MS;
    return settled && nowMs - this.strainedMs >= STRAIN_MS;
  }
}

/** How long to leave the line to live video after a piece. */
export const restMs = (tookMs: number) => Math.max(PIECE_PAUSE_MS, tookMs);
