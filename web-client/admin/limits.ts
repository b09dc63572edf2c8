// Bounds of the admin page, each with its reason.

/** A list of tasks older than this is asked for again while it is looked at. */
export const TASKS_REFRESH_MS = 60_000;
/** How often the page asks whether the session still lives. */
export const SESSION_PROBE_MS = 30_000;
/** Hits of a search for a person or a thing: more are narrowed by typing on. */
export const HITS_MAX = 20;
/** Typing pauses for so long before a search is sent. */
export const TYPING_PAUSE_MS = 250;
/** Lines of one exported trail: fifty pages of the server, some megabytes of text. */
export const EXPORT_LINES_MAX = 5_000;
/** Rows of a long table drawn at first: more than a screen, far less than a list of staff. */
export const ROWS_AT_ONCE = 100;
/** A file of a case; the server refuses larger ones. */
export const CASE_FILE_BYTES_MAX = 10 * 1024 * 1024;
/** What is sealed here: as a container it is a third longer, and has to be a file of a case. */
export const SEALED_HERE_BYTES_MAX = 7 * 1024 * 1024;
/** Characters left from which a text field counts them. */
export const CHARS_LEFT_SHOWN = 100;
/** From so many choices a list opens instead of buttons. */
export const CHOICES_AS_LIST = 6;
/** Deadlines written into one day of the month; the list shows all. */
export const DAY_DEADLINES_MAX = 3;
/** Drafts kept at once; the oldest give way. */
export const DRAFTS_MAX = 20;
/** A recording up to this size is hashed in the browser as well, which holds it in memory whole. */
export const HASHED_HERE_BYTES_MAX = 256 * 1024 * 1024;
/** A browser that has not told a film's length by then does not know its format. */
export const DURATION_WAIT_MS = 3_000;
/** Recordings of one import: a recorder's card of a day in quarter hours. */
export const IMPORT_FILES_MAX = 100;
