/** Positions kept while offline: at one a second half an hour, thinned beyond that. */
export const POSITIONS_MAX = 2_000;
/** The protocol's bound for one message. */
export const POSITIONS_PER_MESSAGE = 200;
/** Messages of positions on their way at once; enough for a whole buffer after a gap. */
export const POSITION_MESSAGES_MAX = 12;
/** Characters of one text message, as the protocol has it. */
export const WORDS_MAX = 500;
/** Texts waiting for the network; nobody types more in a gap. */
export const TEXTS_WAITING_MAX = 20;
/** Messages kept on the screen. */
export const MESSAGES_MAX = 200;
/** Stills waiting for the network; each may weigh megabytes of memory. */
export const STILLS_WAITING_MAX = 10;
/** The server's bound for a still (8 MB), less the head. */
export const STILL_BYTES_MAX = 8_000_000;
/** Two at once fill a phone's uplink without starving the video. */
export const TRANSFERS_AT_ONCE = 2;
/** Little is lost by an interruption, and the largest film stays below the server's number of pieces. */
export const CHUNK_BYTES = 1024 * 1024;
/** One chunk at 50 kbit/s takes 168 s. */
export const CHUNK_TIMEOUT_MS = 240_000;

/** Long side of the first picture: sharp enough to judge a scene, about 150 KB. */
export const FIRST_PICTURE_PX = 1_280;
export const FIRST_PICTURE_QUALITY = 0.7;
export const STILL_QUALITY = 0.9;
/** Some phones take seconds for a photo or never answer; the video frame serves then. */
export const PHOTO_TIMEOUT_MS = 2_500;
/** 720p of a moving scene needs no more; a phone's uplink is shared with the call. */
export const VIDEO_BITRATE_BPS = 2_500_000;

/** A permission question open longer than this means that the person is stuck. */
export const PERMISSION_WAIT_MS = 3_000;
/** ICE reports "disconnected" in short fades too; a new session costs about a second. */
export const DISCONNECTED_MS = 2_000;
/** From offer to connected; beyond, a fresh try is quicker. */
export const CONNECTING_MS = 8_000;
/** A phone call mutes the camera track for moments when it ends; then the camera must be asked again. */
export const MUTED_MS = 2_000;
/** Media tokens live two minutes; an older one is not even tried. */
export const MEDIA_TOKEN_FRESH_MS = 100_000;
/** How often the watchdog looks. */
export const WATCH_MS = 500;

/** Greetings refused in a row after which the session is taken as gone. */
export const DOUBTS_MAX = 3;
export const TRAFFIC_MS = 5_000;
export const PING_MS = 10_000;
/** Silence after which the socket counts as dead although nobody closed it. */
export const SILENCE_MS = 25_000;
/** After a network change the server must answer a ping within this time. */
export const PONG_MS = 2_500;
/** A farewell waits this long for a network; the server ends the report by itself later. */
export const FAREWELL_MS = 30_000;
export const TOAST_MS = 12_000;
