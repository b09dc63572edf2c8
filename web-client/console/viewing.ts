// The browser's figures of a live picture in the words of the protocol. Touches nothing.
import type { Viewing } from "../shared/protocol.ts";

/** What of `RTCStatsReport` is read; browsers leave out what they do not know. */
export interface Entry {
  type: string;
  kind?: string;
  timestamp?: number;
  frameWidth?: number;
  frameHeight?: number;
  framesPerSecond?: number;
  freezeCount?: number;
  totalFreezesDuration?: number;
  framesDecoded?: number;
  framesDropped?: number;
  packetsReceived?: number;
  packetsLost?: number;
  bytesReceived?: number;
  jitterBufferDelay?: number;
  jitterBufferEmittedCount?: number;
  nominated?: boolean;
  currentRoundTripTime?: number;
}

/** The present figures; rates and means are those since `before`. Null while no video runs. */
export function viewingOf(now: readonly Entry[], before: readonly Entry[]): Viewing | null {
  const video = inbound(now);
  if (!video) return null;
  const earlier = inbound(before) ?? { type: "inbound-rtp" };
  const grown = (key: keyof Entry) => Math.max(0, number(video[key]) - number(earlier[key]));
  const span_s = grown("timestamp") / 1000;
  const pair = now.find((entry) => entry.type === "candidate-pair" && entry.nominated !== false);
  return {
    width_px: count(video.frameWidth),
    height_px: count(video.frameHeight),
    frames_per_s: number(video.framesPerSecond),
    bit_rate_bps: before.length > 0 && span_s > 0 ? count((grown("bytesReceived") * 8) / span_s) : 0,
    freezes: count(video.freezeCount),
    frozen_ms: count(number(video.totalFreezesDuration) * 1000),
    frames_decoded: count(video.framesDecoded),
    frames_dropped: count(video.framesDropped),
    packets: count(video.packetsReceived),
    packets_lost: count(video.packetsLost),
    bytes: count(video.bytesReceived),
    jitter_buffer_ms: count(
      (1000 * grown("jitterBufferDelay")) / Math.max(1, grown("jitterBufferEmittedCount")),
    ),
    round_trip_ms: count(number(pair?.currentRoundTripTime) * 1000),
  };
}

function inbound(entries: readonly Entry[]): Entry | undefined {
  return entries.find((entry) => entry.type === "inbound-rtp" && entry.kind === "video");
}

function number(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

/** Repairs can make a loss negative. */
function count(value: number | undefined): number {
  return Math.max(0, Math.round(number(value)));
}
