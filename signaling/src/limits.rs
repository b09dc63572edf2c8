//! Every bound of this shell, with the reason of its number.

use std::time::Duration;

use admin::body::Pace;

/// Bytes of a JSON body: the largest is a request with a typed reason of 500 characters.
pub const JSON_BODY_BYTES: usize = 64 * 1024;
/// Reports in one list: a day of the busiest headquarters.
pub const REPORTS_LISTED: u64 = 200;
/// Sheets of one headquarters that are listed, those that are over too: years of all its sections.
pub const STAFF_URLS_LISTED: u64 = 1_000;
/// Sheets of one headquarters that may be active at once.
pub const STAFF_URLS_ACTIVE_MAX: usize = 300;
/// Phones of one sheet that are listed, removed ones too.
pub const STAFF_DEVICES_LISTED: u64 = 5_000;
/// Officers in session at once in one headquarters; far above a night's largest operation.
pub const STAFF_SESSIONS_MAX: u64 = 2_000;
/// Uses that are listed.
pub const STAFF_USES_LISTED: u64 = 500;
/// Uses of one phone that wait for their report at once.
pub const STAFF_USES_OPEN_MAX: usize = 20;
/// It is looked this often for sessions whose sheet is void; whoever voids one looks at once.
pub const VOID_LOOK: Duration = Duration::from_secs(5);
/// An officer's page is told this often that a caller has moved.
pub const SHOWN_MOVED_EVERY_MS: i64 = 3_000;
/// Points of a shown report's track: the last minutes.
pub const SHOWN_TRACK: usize = 50;
/// Open reports are listed all, as far as one machine can carry them.
pub const OPEN_REPORTS_LISTED: u64 = 1_000;
/// Everything directed in one report; open ones are bounded far below.
pub const INSTRUCTIONS_LISTED: u64 = 500;
/// Connections of consoles to one report; a broken network makes many.
pub const VIEWERS_LISTED: u64 = 500;
/// Sessions looked at when somebody is searched: every seat of the largest force, several times.
pub const PRESENT_MAX: u64 = 2_000;
/// It is looked this often whether handlers are still there; at a sign-out at once.
pub const ATTENDANCE_LOOK: Duration = Duration::from_secs(5);
/// It is looked this often which consoles are used without a touch; they lock after minutes.
pub const IN_USE_LOOK: Duration = Duration::from_secs(2);
/// Reports offered to one headquarters that are listed.
pub const PASSES_LISTED: u64 = 100;
/// It is looked this often whether a stop of the system begins or comes near; what was announced is
/// held in memory.
pub const STOP_LOOK: Duration = Duration::from_millis(500);
/// Pulls that fail one after the other before the media node counts as down: ten seconds.
pub const MEDIA_FAULTS_MAX: u32 = 10;
/// Reports ended in one round of the deadline task; the rest follow at once in the next.
pub const DEADLINES_AT_ONCE: u64 = 100;
/// The task looks when the next deadline comes, and at least this often: a clock that was set and
/// a deadline that was moved up are late by two seconds at most.
pub const DEADLINE_LOOK: Duration = Duration::from_secs(2);
/// Expired challenges and prepared requests are forgotten this often.
pub const FORGET_EVERY: Duration = Duration::from_secs(60);
/// Messages kept in a demo folder's outbox.
pub const OUTBOX_ROWS: u64 = 100;

/// A page has this long to read four consents between opening and start; then it opens again.
pub const CHALLENGE_MS: i64 = 15 * 60 * 1000;
/// A caller can still fetch the receipt, and bring what the phone kept, a day after the end; then
/// the phone's page is long closed.
pub const RECEIPT_MS: i64 = 24 * 60 * 60 * 1000;
/// Longest token of ours, with room.
pub const TOKEN_CHARS_MAX: usize = 2_048;

/// Events a console may be behind before it has to fetch anew.
pub const CONSOLE_EVENTS_HELD: usize = 256;
/// Console sockets at once: every seat of a large headquarters, several times.
pub const CONSOLE_SOCKETS_MAX: usize = 1_000;
/// Of one sign-in: a seat has some windows. Of one person, who may sit at several terminals.
pub const CONSOLE_SOCKETS_PER_SESSION: usize = 10;
pub const CONSOLE_SOCKETS_PER_PERSON: usize = 40;
/// Messages waiting for one caller's socket; a phone that takes none is cut and comes back.
pub const CALLER_MESSAGES_HELD: usize = 64;
/// Caller sockets at once, for a surge after a disaster on one machine.
pub const CALLER_SOCKETS_MAX: usize = 20_000;
/// From the opening of a caller's socket to its `hello`.
pub const HELLO_WAIT: Duration = Duration::from_secs(5);
/// A dead network shows within this time; also keeps the entries of carriers' NATs.
pub const SOCKET_PING_EVERY: Duration = Duration::from_secs(15);
/// Nothing heard for this long, pongs included: the peer is gone.
pub const SOCKET_SILENCE_MAX: Duration = Duration::from_secs(40);
/// One frame out; a peer that does not take it in this time is gone.
pub const SOCKET_SEND_WAIT: Duration = Duration::from_secs(10);

/// For the peer's half of a closing handshake; a network of 80 ms needs a tenth of it.
pub const SOCKET_FAREWELL_WAIT: Duration = Duration::from_secs(2);

/// Lines of a media node's outbox taken at once.
pub const MEDIA_ENTRIES_AT_ONCE: usize = 256;
/// Pause after an empty or failed pull.
pub const MEDIA_PAUSE: Duration = Duration::from_millis(20);
pub const MEDIA_FAULT_PAUSE: Duration = Duration::from_secs(1);

/// All gateways together have this long; the core gives a message up a little later.
pub const GATEWAY_WAIT: Duration = Duration::from_secs(20);
/// A gateway on a network of our own is connected to at once.
pub const GATEWAY_CONNECT_WAIT: Duration = Duration::from_secs(3);
/// A gateway that has the message answers within seconds.
pub const GATEWAY_ANSWER_WAIT: Duration = Duration::from_secs(10);
/// It is looked this often whether a gateway is there, so that operators know before they send.
pub const GATEWAY_PROBE_EVERY: Duration = Duration::from_secs(5);
pub const GATEWAY_PROBE_WAIT: Duration = Duration::from_secs(5);
/// Pause after a broken connection to an SMPP gateway; it doubles up to the longest.
pub const SMPP_PAUSE: Duration = Duration::from_millis(500);
pub const SMPP_PAUSE_MAX: Duration = Duration::from_secs(30);
/// The longest SMPP unit read: a receipt is some hundred bytes.
pub const SMPP_BYTES_MAX: usize = 16 * 1024;
/// Receipts looked at at once; the gateway keeps the others.
pub const RECEIPTS_AT_ONCE: usize = 64;
/// A receipt may overtake the answer to its own message: it is looked for again after such pauses.
pub const RECEIPT_PAUSE: Duration = Duration::from_millis(250);
pub const RECEIPT_TRIES: u32 = 12;
/// A command system and its reserve, for each of a few centres.
pub const COMMAND_TOKENS_MAX: u64 = 10;
pub const COMMAND_NAME_CHARS_MAX: usize = 40;
/// Calls announced by one token: a surge of a large headquarters.
pub const CALLS_AT_ONCE: u32 = 60;
pub const CALLS_PER_MINUTE: u32 = 120;
/// Tokens whose calls are counted at once.
pub const COMMAND_SYSTEMS_COUNTED: usize = 1_000;
/// It is looked this often whether events wait.
pub const WEBHOOK_LOOK: Duration = Duration::from_millis(500);
/// A command system takes an event at once.
pub const WEBHOOK_WAIT: Duration = Duration::from_secs(5);
pub const WEBHOOK_URL_CHARS_MAX: usize = 500;
/// Events of different reports told at once to one command system.
pub const EVENTS_AT_ONCE: usize = 8;
/// Events of one headquarters looked at in one round; the rest follow in the next.
pub const EVENTS_LOOKED_AT: u64 = 500;
/// A day's events of the largest headquarters in a disaster.
pub const EVENTS_WAITING_MAX: u64 = 50_000;
/// Pause after an event that was not taken; it doubles up to the longest.
pub const EVENT_PAUSE_MS: i64 = 2_000;
pub const EVENT_PAUSE_MS_MAX: i64 = 10 * 60 * 1000;
/// A command system that takes nothing for so long has lost the event.
pub const EVENT_TRIES_MS: i64 = 24 * 60 * 60 * 1000;
/// Bytes of another service's answer that are read.
pub const ANSWER_BYTES_MAX: usize = 16 * 1024;
/// Messages that a server left in the middle: a surge of a minute.
pub const LEFT_BEHIND_AT_ONCE: u64 = 10_000;

/// Bytes gathered before a piece of an upload is sealed and written.
pub const WRITE_BYTES: usize = 256 * 1024;
/// An upload that sends nothing for this long, or less than the weakest mobile network carries, is
/// dead; what arrived is kept.
pub const UPLOAD_PACE: Pace = Pace {
    grace: Duration::from_secs(20),
    bytes_per_s: 512,
};
/// A newer request for the same upload waits this long for the older one to let go.
pub const UPLOAD_TURN_WAIT: Duration = Duration::from_secs(10);
/// Bytes of a sealed file read at once while it is sent to a console.
pub const READ_BYTES: usize = 64 * 1024;

/// Pictures converted at once: the machine has few cores and live video needs them.
pub const STILLS_AT_ONCE: usize = 2;
/// Pictures of the second converted at once; phones send slower when they have to wait.
pub const PICTURES_AT_ONCE: usize = 1;
/// Films converted at once; each takes all it can get of a core.
pub const FILMS_AT_ONCE: usize = 1;
/// Converters kept waiting, so that a first picture pays for no start of a process.
pub const WARM_STILLS: usize = 2;
/// A picture of the largest size takes about a second.
pub const STILL_WAIT: Duration = Duration::from_secs(20);
/// Five minutes of film at a third of real time on a busy machine.
pub const FILM_WAIT: Duration = Duration::from_secs(20 * 60);
/// A viewable picture is a JPEG of at most some megapixels.
pub const VIEW_BYTES_MAX: u64 = 40 * 1024 * 1024;
/// Reports looked at in one go for those whose key is gone.
pub const REPORTS_AT_ONCE: u64 = 500;
/// Films made of recordings at once.
pub const RECORDINGS_AT_ONCE: usize = 2;
/// A recorder that crashes or refuses is started so often before its film is given up.
pub const RECORDING_TRIES: u32 = 3;
pub const RECORDING_PAUSE: Duration = Duration::from_secs(1);
/// A media node writes every half second: what does not grow for so long is complete. A journal
/// that still grows after so many looks is taken as it is.
pub const JOURNAL_QUIET: Duration = Duration::from_secs(1);
pub const JOURNAL_LOOKS: u32 = 20;
/// Opened chunks that wait for a recorder: at most so many times 8 MiB.
pub const CHUNKS_AHEAD: usize = 2;
/// Recorded reports that are looked at after a start: all that are kept for some days.
pub const RECORDINGS_RESUMED: usize = 100_000;
/// A converter's last words.
pub const CONVERTER_WORDS_MAX: u64 = 64 * 1024;
/// Conversions taken up again after a restart.
pub const CONVERSIONS_RESUMED: u64 = 1_000;
/// A film's progress is told at steps of so many percent.
pub const PROGRESS_STEP_PERCENT: u8 = 5;

/// Rooms in which a signed-out viewer is looked for; far above a surge's open reports.
pub const OPEN_REPORTS_MAX: u64 = 10_000;

/// From the moment that an end of a session bears to its being told: a write may wait for seconds.
pub const SIGN_OUT_LATE_MS: i64 = 60_000;

/// Reports with something to see at once: as many as there are callers.
pub const SIGHTS_MAX: usize = CALLER_SOCKETS_MAX;
/// Pictures of the second in memory: 2,000 of at most 100 KB are 200 MB.
pub const PICTURES_KEPT_MAX: usize = 2_000;
/// Pictures after such a pause begin anew, with an entry in the trail.
pub const PICTURES_PAUSE_MS: i64 = 60_000;
/// Consoles of one report whose figures are kept; the list of a panel.
pub const VIEWERS_PER_REPORT_MAX: usize = 50;
/// A console speaks every five seconds; sooner is passed over.
pub const VIEWING_EVERY_MS: i64 = 2_000;
/// Three silences: the console looks no more.
pub const VIEWING_OLD_MS: i64 = 16_000;

/// Facts read at once for statistics: some megabytes.
pub const FACTS_AT_ONCE: u64 = 5_000;
/// Days that statistics are asked for at once: a fiscal year with its leap day.
pub const STATISTICS_DAYS_MAX: i32 = 366;
/// Events of one exercise; an hour with an act every four seconds has fewer.
pub const EXERCISE_EVENTS_MAX: u64 = 1_000;
/// Exercises in one list: a training day has some dozen.
pub const EXERCISES_LISTED: u64 = 100;

/// Files of one day below one root: those of a surge.
pub const FILES_OF_DAY_MAX: u64 = 1_000_000;
