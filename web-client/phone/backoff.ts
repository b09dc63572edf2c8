/** 0.3 s at first, because most gaps are short; 5 s at most, because the caller is in distress. */
const FIRST_MS = 300;
const MOST_MS = 5_000;

/** Wait before try number `attempt` (from 0). Spread by a third, so that a cell does not return as one. */
export function backoffMs(attempt: number, random = Math.random()): number {
  return Math.min(MOST_MS, FIRST_MS * Math.pow(2, Math.min(attempt, 10))) * (1 - random / 3);
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
