/** An answer that takes longer on a phone network will not come; trying again is quicker. */
export const REQUEST_TIMEOUT_MS = 15_000;
