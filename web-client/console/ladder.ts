// Which picture the stage shows while nobody opened a file, and on which step of the ladder the
// phone sends. Touches nothing.
import type { Ladder, LivePicture, UnixMs } from "../shared/protocol.ts";
import { PICTURE_LATE_MS, PICTURE_STANDING_MS } from "./limits.ts";

/** The moments of the newest of each kind, by the server's clock; null where there is none. */
export interface Newest {
  video_ms: UnixMs | null;
  picture_ms: UnixMs | null;
  still_ms: UnixMs | null;
}

export type Source = "video" | "picture" | "still";

/** The newest one; running video keeps its place although a picture may be younger by a blink. */
export function sourceOf(newest: Newest, now_ms: UnixMs): Source | null {
  const { video_ms, picture_ms, still_ms } = newest;
  if (video_ms !== null && now_ms - video_ms <= PICTURE_LATE_MS) return "video";
  const candidates: [Source, UnixMs | null][] = [
    ["video", video_ms],
    ["picture", picture_ms],
    ["still", still_ms],
  ];
  const known = candidates.filter((found): found is [Source, UnixMs] => found[1] !== null);
  if (known.length === 0) return null;
  return known.reduce((best, other) => (other[1] > best[1] ? other : best))[0];
}

/** `lines`: the shorter side of the live picture. */
export type Step =
  | { kind: "video"; lines: number }
  | { kind: "waiting" | "pictures" | "on_demand" | "text" | "away" };

export interface Sight {
  source: Source | null;
  age_ms: number;
  lines: number;
}

/** What is on the screen says more than what the phone means to send. */
export function stepOf(said: Ladder | undefined, sight: Sight): Step {
  const moves = sight.age_ms <= PICTURE_STANDING_MS;
  if (sight.source === "video" && moves) return { kind: "video", lines: sight.lines };
  if (sight.source === "picture" && moves) return { kind: "pictures" };
  if (!said) return { kind: "away" };
  return { kind: said.step === "video" ? "waiting" : said.step };
}

export function sameStep(a: Step, b: Step): boolean {
  return a.kind === b.kind && (a.kind !== "video" || b.kind !== "video" || a.lines === b.lines);
}

export function momentOf(picture: LivePicture | undefined): UnixMs | null {
  return picture?.at_ms ?? null;
}
