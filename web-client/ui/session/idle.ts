// When a page that nobody touches locks. The server counts what this page cannot see: a touch in
// another tab, and a live report that the session operates or watches. So it is asked before the
// page warns, and again before it locks. Touches nothing.
import type { Lock } from "../../shared/protocol.ts";

/** A warning stands for the last seconds before the lock. */
export const WARN_S = 60;

export class Idle {
  private after_s: number | null = null;
  private locks_ms = Number.POSITIVE_INFINITY;

  /** What the server said of the session just now. */
  heard({ after_s, left_s }: Pick<Lock, "after_s" | "left_s">, now_ms: number): void {
    this.after_s = after_s;
    this.locks_ms = now_ms + left_s * 1000;
  }

  touched(now_ms: number): void {
    if (this.after_s !== null) this.locks_ms = now_ms + this.after_s * 1000;
  }

  /** Seconds until the lock; none while the server has not been heard. */
  left_s(now_ms: number): number | null {
    if (this.after_s === null) return null;
    return Math.max(0, Math.ceil((this.locks_ms - now_ms) / 1000));
  }

  isNear(now_ms: number): boolean {
    const left_s = this.left_s(now_ms);
    return left_s !== null && left_s <= WARN_S;
  }
}
