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
/** For 720, 360 and 180 lines of a moving scene; a phone's uplink is shared with the call. */
export const RUNG_RATES_BPS = [1_700_000, 500_000, 150_000];
/** An estimate below the need for so long is no dip. */
export const RUNG_DOWN_MS = 2_000;
/** From the start of a session until its estimate means something. */
export const RUNG_FIND_MS = 3_000;
/** The next larger encoding is tried again after this, twice as late after each failure. */
export const RUNG_WAIT_MS = 8_000;
export const RUNG_WAIT_MS_MAX = 64_000;
/** Given up sooner than this, a larger encoding was a failure. */
export const RUNG_TRIAL_MS = 10_000;

/** Without live video for so long, pictures over HTTPS stand in. */
export const FLOOR_AFTER_MS = 2_000;
/** The same when video was there: that it is gone was noticed after a silence already. */
export const FLOOR_AGAIN_MS = 600;
export const PICTURE_EVERY_MS = 1_000;
/** Long side and quality of such a picture at best and at worst: about 40 KB and 8 KB. */
export const PICTURE_PX = [640, 320] as const;
export const PICTURE_QUALITY = [0.6, 0.3] as const;
export const PICTURE_BYTES_MAX = 40_000;
/** A picture that takes longer has not come through. */
export const PICTURE_TIMEOUT_MS = 8_000;
/** Where none comes through, one is tried so often. */
export const PICTURE_TRIAL_MS = 15_000;

/** A permission question open longer than this means that the person is stuck. */
export const PERMISSION_WAIT_MS = 3_000;
/** ICE reports "disconnected" in short fades too; a new session costs about a second. */
export const DISCONNECTED_MS = 2_000;
/** Feedback comes several times a second; without any for so long the way is a black hole. */
export const SILENT_MS = 1_100;
/** From answer to connected; beyond, a fresh try is quicker. */
export const CONNECTING_MS = 5_000;
/** For the node's first answer over a new network, in turn: short, because what is begun in a gap may hang beyond it; longer for slow networks. */
export const REACH_MS = [1_000, 1_000, 3_000];
/** More requests than dead connections, all within the browser's six at once. */
export const REACH_AFTER_MS = [0, 0, 0, 300, 600];
/** Tries in vain after which a gap is long: the browser gives up checks of ICE soon, and what it has begun to open hangs. */
export const LONG_GAP_TRIES = 4;
/** For the answer to an offer. */
export const OFFER_MS = 5_000;
/** A phone call mutes the camera track for moments when it ends; then the camera must be asked again. */
export const MUTED_MS = 2_000;
/** How often the watchdog looks. */
export const WATCH_MS = 250;

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
