// Bounds of the console, each with its reason.

/** Of those that are over the server lists so many; older ones are found by search in a later page. */
export const REPORTS_MAX = 200;
/** One reading a second for the longest session cap (2 h) still draws smoothly. */
export const TRACK_POINTS_MAX = 7_200;
/** More than a call ever had; the thread stays scrollable on a tablet. */
export const MESSAGES_MAX = 1_000;
/** The server's own limit per report is far below. */
export const FILES_MAX = 500;
/** Events kept while a list is being fetched; beyond it the fetch is repeated instead. */
export const EVENTS_WAITING_MAX = 2_000;
/** Unread notices; the oldest give way. */
export const NOTICES_MAX = 5;
/** Characters of one message; the server refuses longer ones. */
export const MESSAGE_CHARACTERS_MAX = 500;

/** Characters of an instruction, and of a place in words; the server refuses longer ones. */
export const INSTRUCTION_CHARACTERS_MAX = 500;
export const PLACE_CHARACTERS_MAX = 200;
/** After the last letter of a name the server is asked for municipalities. */
export const SEARCH_AFTER_MS = 250;

/** A list that could not be fetched is asked for again after this. */
export const REFETCH_MS = 3_000;
/** A connection silent for so long is asked whether it lives. */
export const SILENCE_MS = 20_000;
/** A question unanswered for so long means: offline. */
export const ANSWER_MS = 6_000;

/** From here the picture is called late. */
export const PICTURE_LATE_MS = 2_000;
/** From here the picture is called standing. */
export const PICTURE_STANDING_MS = 5_000;
/** Stills are looked at for minutes: their age is information, not an alarm. */
export const POSITION_OLD_MS = 30_000;

/** A phone that takes longer for a still may be asked again. */
export const STILL_WAIT_MS = 15_000;
/** How often a console says how well it sees. */
export const VIEWING_EVERY_MS = 5_000;

export const ZOOM_MIN = 1;
/** Beyond eightfold a 720-line picture shows only blocks. */
export const ZOOM_MAX = 8;
