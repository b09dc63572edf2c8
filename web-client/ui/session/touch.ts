// Tells the server that somebody touches the page, and locks a page that nobody touches. The
// server locks by itself as well; the page only says so in time.
import { signal } from "@preact/signals";
import { sessionApi } from "./api.ts";

/** Seconds until the screen locks, in the last minute before it does. */
export const locksIn_s = signal<number | null>(null);

const TELL_MS = 20_000;
const LOOK_MS = 1_000;
const WARN_S = 60;
const TOUCHES = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

export function watchTouches({ onIdle }: { onIdle(): Promise<void> }): () => void {
  let after_s: number | null = null;
  let touched_ms = Date.now();
  let told_ms = Date.now();
  void sessionApi.standing().then(
    (standing) => (after_s = standing.after_s),
    () => undefined,
  );
  const touch = () => {
    touched_ms = Date.now();
    locksIn_s.value = null;
    if (touched_ms - told_ms < TELL_MS) return;
    told_ms = touched_ms;
    void sessionApi.touch().catch(() => undefined);
  };
  const look = () => {
    if (after_s === null) return;
    const left_s = Math.ceil(after_s - (Date.now() - touched_ms) / 1000);
    locksIn_s.value = left_s <= WARN_S ? Math.max(0, left_s) : null;
    if (left_s > 0) return;
    clearInterval(timer);
    void onIdle();
  };
  const timer = setInterval(look, LOOK_MS);
  for (const kind of TOUCHES) addEventListener(kind, touch, { passive: true, capture: true });
  return () => {
    clearInterval(timer);
    locksIn_s.value = null;
    for (const kind of TOUCHES) removeEventListener(kind, touch, { capture: true });
  };
}
