/** How often a page that waits to be readmitted asks again; the operator needs seconds to press. */
export const READMISSION_POLL_MS = 5_000;
/** Ten minutes of asking; after that the person presses the button. */
export const READMISSION_POLLS_MAX = 120;
