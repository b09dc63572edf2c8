// When to try again: doubling waits with a little chance in them, so that a hundred consoles do
// not come back in the same instant.

/** First wait before a lost connection is tried again. */
export const RETRY_FIRST_MS = 500;
/** Nobody must wait longer than this after the network is back. */
export const RETRY_LONGEST_MS = 8_000;

/** Milliseconds before try number `failures + 1`; `random` is 0 up to 1. */
export function retryWait_ms(failures: number, random: number): number {
  const doubled = RETRY_FIRST_MS * 2 ** Math.min(Math.max(0, failures - 1), 10);
  const capped = Math.min(doubled, RETRY_LONGEST_MS);
  return Math.round(capped * (0.75 + 0.25 * random));
}
