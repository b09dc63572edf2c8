/** How often it is looked whether the picture flows. */
export const LOOK_MS = 250;
/** A slice is sealed and written so often: a closed tab loses no more. */
export const SLICE_MS = 1_000;
/** A part plays by itself, and is sent and forgotten as one. */
export const PART_MS = 30_000;
/** After the picture flows again it is still filmed: the first frames of a new session may be lost. */
export const OVERLAP_MS = 1_500;
/** What is filmed of a scene in 720 lines: less than live, because it all lies on the phone. */
export const RATE_BPS = 1_500_000;
/** Live first: the picture flows again for so long before anything kept is sent. */
export const SETTLED_MS = 3_000;
/** After live video had to give up an encoding, nothing is sent for so long. */
export const STRAIN_MS = 10_000;
/** Half a second at 2 Mbit/s; after each piece, a pause as long as it took. */
export const PIECE_BYTES = 128 * 1024;
/** The shortest pause between two pieces. */
export const PIECE_PAUSE_MS = 100;
/** Room that stays free on the phone. */
export const SPARE_BYTES = 20 * 1024 * 1024;
/** A link lasts for hours, and for a day after it a lost phone may bring what it kept. */
export const FORGET_MS = 36 * 60 * 60 * 1000;
/** Said for so long that all is sent. */
export const SAID_MS = 10_000;
