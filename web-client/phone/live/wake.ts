/** Keeps the screen on while filming; the lock is lost whenever the page is hidden. */
export class WakeLock {
  private lock: WakeLockSentinel | null = null;
  private wanted = false;

  hold(): void {
    this.wanted = true;
    void this.ask();
  }

  /** The page is visible again. */
  async ask(): Promise<void> {
    const locks = navigator.wakeLock as Navigator["wakeLock"] | undefined;
    if (!this.wanted || !locks || (this.lock && !this.lock.released)) return;
    const lock = await locks.request("screen").catch(() => null);
    if (this.wanted) this.lock = lock;
    else void lock?.release();
  }

  release(): void {
    this.wanted = false;
    this.lock?.release().catch(() => undefined);
    this.lock = null;
  }
}
