// How old the picture on the screen is, and how worried to be.
import { PICTURE_LATE_MS, PICTURE_STANDING_MS } from "./limits.ts";

export type Freshness = "live" | "late" | "standing";

export function freshness(age_ms: number): Freshness {
  if (age_ms > PICTURE_STANDING_MS) return "standing";
  return age_ms > PICTURE_LATE_MS ? "late" : "live";
}

/** What `requestVideoFrameCallback` tells about a frame, as far as it matters here. */
export interface FrameTimes {
  presentationTime: number;
  /** When the last packet of the frame arrived; only for WebRTC. */
  receiveTime?: number;
}

/** The moment (page clock) since which the shown frame ages: its arrival, else its showing. */
export function frameBirth(frame: FrameTimes): number {
  return Math.min(frame.receiveTime ?? frame.presentationTime, frame.presentationTime);
}
