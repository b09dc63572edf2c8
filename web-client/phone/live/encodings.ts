import {
  RUNG_DOWN_MS,
  RUNG_FIND_MS,
  RUNG_RATES_BPS,
  RUNG_TRIAL_MS,
  RUNG_WAIT_MS,
  RUNG_WAIT_MS_MAX,
} from "./limits";

/** Simulcast (RFC 8853), the largest first: a server without simulcast takes that one alone. */
export const encodings = (): RTCRtpEncodingParameters[] =>
  ["h", "m", "l"].map((rid, index) => ({
    rid,
    scaleResolutionDownBy: 1 << index,
    maxBitrate: RUNG_RATES_BPS[index] as number,
  }));

/**
 * How many encodings, counted from the smallest, are worth their bytes. Down as soon as the
 * estimate stays below what they need; up by a trial, seldomer each time one fails.
 */
export class Rungs {
  count = RUNG_RATES_BPS.length;
  private changedMs = 0;
  private enoughMs = 0;
  private climbed = false;
  private waitMs = RUNG_WAIT_MS;

  /** A new session; the estimator has to find the way first. */
  begin(nowMs: number): void {
    this.changedMs = this.enoughMs = nowMs + RUNG_FIND_MS;
    this.climbed = false;
  }

  /** True when the count changed. */
  judge(availableBps: number, nowMs: number): boolean {
    const inRungMs = nowMs - this.changedMs;
    if (availableBps >= needBps(this.count)) this.enoughMs = nowMs;
    else if (this.count > 1 && nowMs - this.enoughMs >= RUNG_DOWN_MS) {
      const failed = this.climbed && inRungMs < RUNG_TRIAL_MS;
      this.waitMs = failed ? Math.min(RUNG_WAIT_MS_MAX, this.waitMs * 2) : RUNG_WAIT_MS;
      return this.turn(-1, nowMs);
    }
    const more = this.count < RUNG_RATES_BPS.length;
    return more && inRungMs >= this.waitMs && this.turn(1, nowMs);
  }

  private turn(by: number, nowMs: number): boolean {
    this.count += by;
    this.climbed = by > 0;
    this.changedMs = this.enoughMs = nowMs;
    return true;
  }
}

/** Half of the topmost encoding in use and all below it: under this it only looks bad. */
function needBps(count: number): number {
  const used = RUNG_RATES_BPS.slice(-count);
  return used.reduce((sum, rate) => sum + rate, 0) - (used[0] as number) / 2;
}
