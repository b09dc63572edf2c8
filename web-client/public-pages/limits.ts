// Bounds of the contact form; the server refuses more.
export const CONTENT_CHARS_MAX = 2_000;
export const SENDER_CHARS_MAX = 200;
/** Characters left from which a field counts them. */
export const CHARS_LEFT_SHOWN = 50;
