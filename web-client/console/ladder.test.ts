import { describe, expect, it } from "vitest";
import { en } from "./i18n/en.ts";
import { ja } from "./i18n/ja.ts";
import { sourceOf, stepOf } from "./ladder.ts";
import { viewingOf, type Entry } from "./viewing.ts";
import { stepWords } from "./views/ladder-step.tsx";

const NOW = 100_000;

describe("what the stage shows", () => {
  it.each([
    ["nothing", null, null, null, null],
    ["running video, although a picture is younger", 900, 100, null, "video"],
    ["the picture of the second when video stands", 2_500, 400, null, "picture"],
    ["video again as soon as it runs", 50, 400, null, "video"],
    ["standing video before an older picture", 4_000, 9_000, null, "video"],
    ["a still that is the newest of all", 60_000, 9_000, 1_000, "still"],
    ["the first picture before any video", null, null, 1_000, "still"],
  ] as const)("%s", (_, video, picture, still, source) => {
    const ago = (age: number | null) => (age === null ? null : NOW - age);
    const newest = { video_ms: ago(video), picture_ms: ago(picture), still_ms: ago(still) };
    expect(sourceOf(newest, NOW)).toBe(source);
  });
});

describe("the step of the ladder", () => {
  const said = (step: "video" | "pictures" | "on_demand" | "text") => ({ step, since_ms: 1 });

  it.each([
    [said("video"), "video", 100, "video"],
    [said("pictures"), "video", 100, "video"],
    [said("pictures"), "picture", 900, "pictures"],
    [undefined, "picture", 900, "pictures"],
    [said("video"), "video", 9_000, "waiting"],
    [said("on_demand"), "still", 9_000, "on_demand"],
    [said("text"), null, 0, "text"],
    [undefined, "video", 9_000, "away"],
  ] as const)("said %o, shown %s, %d ms old: %s", (ladder, source, age_ms, kind) =>
    expect(stepOf(ladder, { source, age_ms, lines: 360 }).kind).toBe(kind),
  );

  it("has words of its own in both languages", () => {
    const steps = (["waiting", "pictures", "on_demand", "text", "away"] as const).map((kind) => ({ kind }));
    for (const t of [ja, en]) {
      const words = steps.map((step) => stepWords(t, step));
      expect(new Set(words).size).toBe(words.length);
      expect(stepWords(t, { kind: "video", lines: 360 })).toContain("360p");
    }
  });
});

describe("a console's figures", () => {
  const entry = (change: Partial<Entry>): Entry[] => [
    { type: "inbound-rtp", kind: "audio", packetsReceived: 7 },
    { type: "inbound-rtp", kind: "video", frameWidth: 640, frameHeight: 360, ...change },
    { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.0834 },
  ];

  it("are those of the video, rates since the message before", () => {
    const before = entry({ timestamp: 1_000, bytesReceived: 10_000, jitterBufferDelay: 1, jitterBufferEmittedCount: 10 });
    const now = entry({
      timestamp: 6_000, bytesReceived: 322_500, jitterBufferDelay: 3, jitterBufferEmittedCount: 60,
      totalFreezesDuration: 0.2504, freezeCount: 1, packetsReceived: 400, packetsLost: -3,
    });
    expect(viewingOf(now, before)).toMatchObject({
      width_px: 640, height_px: 360, bit_rate_bps: 500_000, jitter_buffer_ms: 40,
      frozen_ms: 250, freezes: 1, packets: 400, packets_lost: 0, round_trip_ms: 83,
    });
  });

  it("are nothing before there is video, and claim no rate at first", () => {
    expect(viewingOf([{ type: "transport" }], [])).toBeNull();
    expect(viewingOf(entry({ timestamp: 5_000, bytesReceived: 9e6 }), [])?.bit_rate_bps).toBe(0);
  });
});
