// What a console's page shows: when each frame came onto the screen, and the browser's own figures.
import type { Page } from "@playwright/test";

export interface Shown {
  seconds: number;
  frames: number;
  /** Longest time between two frames on the screen, the edges of the window included. */
  longestGap_ms: number;
  /** Frozen by the definition of the browser (webrtc-stats `totalFreezesDuration`). */
  frozen_percent: number;
  freezes: number;
  /** The same definition applied to the frames on the screen, so that one figure checks the other. */
  frozenOnScreen_percent: number;
  height_px: number;
  framesDropped: number;
  nacks: number;
  plis: number;
  packetsLost: number;
  jitterBuffer_ms: number;
}

interface Watch {
  times: number[];
  peers: RTCPeerConnection[];
}

/** Must stand before the page is loaded. */
export async function watchFrames(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const watch: Watch = { times: [], peers: [] };
    (window as unknown as { watch: Watch }).watch = watch;
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        watch.peers.push(this);
      }
    };
    const seen = new WeakSet<Element>();
    const look = () => {
      const video = document.querySelector<HTMLVideoElement>("video[data-testid=live-video]");
      if (!video || seen.has(video)) return;
      seen.add(video);
      const frame = () => {
        watch.times.push(performance.timeOrigin + performance.now());
        video.requestVideoFrameCallback(frame);
      };
      video.requestVideoFrameCallback(frame);
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
  });
}

/** When frames came onto the screen since then, in the clock of `Date.now`. */
export function frameTimes(page: Page, since_ms: number): Promise<number[]> {
  return page.evaluate((since) => (window as unknown as { watch: Watch }).watch.times.filter((time) => time >= since), since_ms);
}

/** Watches for so long and says what was shown meanwhile. */
export async function shownFor(page: Page, span_ms: number): Promise<Shown> {
  const from = Date.now();
  const before = await inbound(page);
  await page.waitForTimeout(span_ms);
  const after = await inbound(page);
  const until = Date.now();
  const times = await frameTimes(page, from);
  const since = (key: keyof Inbound) => after[key] - before[key];
  const seconds = (until - from) / 1000;
  return {
    seconds: Math.round(seconds),
    frames: times.length,
    longestGap_ms: Math.round(longestGap(times, from, until)),
    frozen_percent: percent(since("frozen_s"), seconds),
    freezes: since("freezes"),
    frozenOnScreen_percent: percent(frozen_ms(times) / 1000, seconds),
    height_px: after.height_px,
    framesDropped: since("framesDropped"),
    nacks: since("nacks"),
    plis: since("plis"),
    packetsLost: since("packetsLost"),
    jitterBuffer_ms: Math.round((1000 * since("buffered_s")) / Math.max(1, since("emitted"))),
  };
}

export function longestGap(times: readonly number[], from: number, until: number): number {
  const edges = [from, ...times, until];
  return Math.max(...edges.slice(1).map((time, index) => time - edges[index]!));
}

/** webrtc-stats: a frame is a freeze when it comes later than max(3 × mean, mean + 150 ms) of the last 30. */
export function frozen_ms(times: readonly number[]): number {
  const spans = times.slice(1).map((time, index) => time - times[index]!);
  return spans.reduce((sum, span, index) => {
    const last = spans.slice(Math.max(0, index - 30), index);
    if (last.length === 0) return sum;
    const mean = last.reduce((a, b) => a + b, 0) / last.length;
    return span > Math.max(3 * mean, mean + 150) ? sum + span : sum;
  }, 0);
}

type Inbound = Awaited<ReturnType<typeof inbound>>;

/** Sums over the page's connections; the newest one gives the height. */
function inbound(page: Page) {
  return page.evaluate(async () => {
    const sum = {
      frozen_s: 0, freezes: 0, framesDropped: 0, nacks: 0, plis: 0, packetsLost: 0, buffered_s: 0, emitted: 0, height_px: 0,
    };
    for (const peer of (window as unknown as { watch: Watch }).watch.peers) {
      const report = await peer.getStats();
      report.forEach((entry) => {
        if (entry.type !== "inbound-rtp" || entry.kind !== "video") return;
        sum.frozen_s += entry.totalFreezesDuration ?? 0;
        sum.freezes += entry.freezeCount ?? 0;
        sum.framesDropped += entry.framesDropped ?? 0;
        sum.nacks += entry.nackCount ?? 0;
        sum.plis += entry.pliCount ?? 0;
        sum.packetsLost += entry.packetsLost ?? 0;
        sum.buffered_s += entry.jitterBufferDelay ?? 0;
        sum.emitted += entry.jitterBufferEmittedCount ?? 0;
        sum.height_px = entry.frameHeight ?? sum.height_px;
      });
    }
    return sum;
  });
}

function percent(part: number, whole: number): number {
  return Math.round((10_000 * part) / whole) / 100;
}
