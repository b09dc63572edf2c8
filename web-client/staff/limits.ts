/** How often a page that waits asks whether its sheet still holds; a destroyed one says so within this. */
export const LOOK_MS = 1_500;
/** The server's bounds of what an officer enters. */
export const STAFF_NUMBER_MAX = 20;
export const NAME_MAX = 60;
export const UNIT_MAX = 60;
export const WORDS_MAX = 500;
