// Tells the server that somebody touches the page, and locks a page that nobody touches. The
// server locks by itself as well; the page only says so in time.
import { signal } from "@preact/signals";
import { sessionApi } from "./api.ts";
import { Idle } from "./idle.ts";

/** Seconds until the screen locks, in the last minute before it does. */
export const locksIn_s = signal<number | null>(null);

const TELL_MS = 20_000;
const LOOK_MS = 1_000;
/** Near its end the server is asked this often whether it still is. */
const ASK_MS = 10_000;
const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

export function watchTouches({ onIdle }: { onIdle(): Promise<void> }): () => void {
  const idle = new Idle();
  let [touched_ms, told_ms, asked_ms] = [0, Date.now(), 0];
  let isAsking = false;
  let isOver = false;
  const touch = () => {
    touched_ms = Date.now();
    idle.touched(touched_ms);
    locksIn_s.value = null;
    if (touched_ms - told_ms < TELL_MS) return;
    told_ms = touched_ms;
    void sessionApi.touch().catch(() => undefined);
  };
  const ask = async () => {
    asked_ms = Date.now();
    isAsking = true;
    const standing = await sessionApi.standing().catch(() => null);
    isAsking = false;
    // A touch meanwhile is newer than the answer.
    if (standing !== null && touched_ms < asked_ms) idle.heard(standing, Date.now());
  };
  const look = async () => {
    if (isAsking) return;
    const before_s = idle.left_s(Date.now());
    const isLate = Date.now() - asked_ms > ASK_MS;
    const wants = isLate && (before_s === null || idle.isNear(Date.now()));
    if (wants || before_s === 0) await ask();
    if (isOver) return;
    const left_s = idle.left_s(Date.now());
    locksIn_s.value = idle.isNear(Date.now()) ? left_s : null;
    if (left_s !== 0) return;
    stop();
    await onIdle();
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  const stop = () => {
    isOver = true;
    clearInterval(timer);
    locksIn_s.value = null;
    for (const kind of TOUCHES) removeEventListener(kind, touch, { capture: true });
  };
  for (const kind of TOUCHES) addEventListener(kind, touch, { passive: true, capture: true });
  return stop;
}
