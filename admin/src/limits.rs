//! Every bound of this shell, with the reason of its number.

use std::time::Duration;

use crate::body::Pace;

/// A session ends with the shift at the latest; nobody is signed in from one day to the next.
pub const SESSION_MS: i64 = 12 * 60 * 60 * 1_000;

/// Who enters a factor has given one no longer ago than this: a screen that was left open must
/// not become somebody else's way in.
pub const FRESH_PROOF_MS: i64 = 10 * 60 * 1_000;

/// Fingerprints of one person: some terminals, each with its own reader.
pub const FINGERPRINTS_PER_PERSON: usize = 20;

/// Factors in one list, revoked ones too.
pub const CREDENTIALS_LISTED: u64 = 100;

/// Earlier passwords of a person that stay known: the longest histories that are asked for.
pub const EARLIER_PASSWORDS: u64 = 24;

/// What somebody typed as a code: it has 19 characters, spaces are forgiven.
pub const TYPED_CODE_BYTES: usize = 64;

/// Inventory labels and names of fingerprints, in characters.
pub const NAME_CHARS: usize = 60;

/// Terminals in one list: a large headquarters has some hundred.
pub const TERMINALS_LISTED: u64 = 2_000;

/// How often sessions are looked through for those that must be locked or ended by themselves.
pub const SWEEP_EVERY: Duration = Duration::from_millis(500);

/// Of so many looks one asks for every session whether its person may still have it. Requests and
/// sockets ask by themselves; this look is for the live pictures alone.
pub const SWEEPS_PER_CHECK: u32 = 6;

/// Sessions read at once.
pub const SWEEP_ROWS: u64 = 500;

/// How often a page that is touched may tell so; more often it is passed over.
pub const TOUCH_EVERY_MS: i64 = 10_000;

/// How long a write may wait for the writers before it. SQLite writes one at a time, each in a
/// few milliseconds; more than this means a stuck disk, and a person should hear so.
pub const WRITE_WAIT: Duration = Duration::from_secs(10);

/// How long SQLite itself waits for a lock held by a tool outside this process.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long emptying the log waits for those who read from it: nobody writes meanwhile.
pub const WIPE_WAIT: Duration = Duration::from_millis(100);

/// When it is tried again.
pub const WIPE_AGAIN_MS: i64 = 5_000;

/// How long announced stops are held: another process may announce one, and a second more of a
/// stop that nobody was told of yet does no harm.
pub const SUSPENSIONS_HELD: Duration = Duration::from_secs(1);

/// Announced stops that are read; a year has some dozen.
pub const SUSPENSIONS_READ: u64 = 100;

/// What is said of a fault, in characters: an address and the words of an error.
pub const FAULT_DETAIL_CHARS: usize = 300;

/// Something that comes and goes is written down at most so often, each way.
pub const FAULT_PAUSE: Duration = Duration::from_secs(30);

/// How often it is looked whether something said earlier may be written down.
pub const FAULT_LOOK: Duration = Duration::from_secs(10);

/// Data keys read at once.
pub const KEYS_AT_ONCE: u64 = 500;

/// Keys of days and months that live at one time: a year's days, and the months of ten years.
pub const KEY_DAYS_READ: u64 = 1_000;

/// How long a data key that no row names waits: a newer copy of the database may be brought back.
pub const ORPHAN_KEYS_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// Connections of the pool: readers of two cores and the one writer.
pub const CONNECTIONS: u32 = 8;

/// Pages that each connection keeps by itself, as SQLite's `cache_size` (negative: KiB). The
/// operating system keeps the file anyway; eight caches of the usual 2 MB fill for hours.
pub const PAGE_CACHE: &str = "-256";

/// Password hashes at once: each takes 19 MiB and one core for some 20 ms.
pub const HASHES_AT_ONCE: usize = 2;

/// How long a sign-in may wait for its turn to hash.
pub const HASH_WAIT: Duration = Duration::from_secs(5);

/// Ended sessions that a slow socket may not have heard of; it looks into the store when it has
/// missed some.
pub const ENDED_SESSIONS_HELD: usize = 256;

/// Looks of sessions that a later part of the same look is passed over for: those of a shift. Beyond
/// them the trail tells a look twice.
pub const LOOKS_HELD: usize = 10_000;

/// Steps of cases that another shell may not have heard of; what it shows is right after the next
/// change of its own.
pub const STEPS_HELD: usize = 256;

/// How often an open socket looks into the store for its session's end, which another process
/// may have written. Within one process the end is told at once; within one second is promised.
pub const SESSION_LOOK: Duration = Duration::from_millis(700);

/// Bytes of a JSON body: the largest is a request with a typed reason of 500 characters.
pub const JSON_BODY_BYTES: usize = 64 * 1024;

/// From a request's head to the end of its JSON: a phone with 32 kbit/s sends 64 KiB nearly within
/// it, and what pages really send has a tenth of that.
pub const JSON_BODY_TIME: Duration = Duration::from_secs(15);

/// A file of a case and a staff list: the poorest line of an office, with a pause of a bad one.
pub const FILE_PACE: Pace = Pace {
    grace: Duration::from_secs(20),
    bytes_per_s: 8 * 1024,
};

/// Entries of the trail read at once when a chain is checked.
pub const TRAIL_PAGE: u64 = 500;

/// Kinds of refusal counted apart in one minute; codes are a closed list far below this.
pub const REFUSAL_KINDS: usize = 64;

/// Signed heads in one answer: half a day of them, some 200 KiB.
pub const HEADS_PAGE: u64 = 720;

/// Lines of the trail in one answer of a search.
pub const SEARCH_PAGE: u64 = 100;

/// Entries that one search looks through before it says how far it came.
pub const SEARCH_ROWS: u64 = 20_000;

/// Rows that a reader of the whole trail reads ahead: of one unit, and of all together.
pub const STREAM_PAGE: u64 = 1_000;
pub const STREAM_ROWS: u64 = 50_000;

/// A line of an exported trail: an entry is below one kilobyte, a head covers each of some 1,200
/// units with 200 bytes.
pub const TRAIL_LINE_BYTES: u64 = 32 * 1024 * 1024;

/// Entries that go in one transaction; a busy unit writes as many in a day.
pub const PURGE_AT_ONCE: u64 = 5_000;

/// How often a head is signed. Sixty seconds are promised; half of it leaves room for a busy store.
pub const HEAD_EVERY: Duration = Duration::from_secs(30);

/// How long a token for reading heads is good at most.
pub const HEADS_TOKEN_DAYS: u16 = 400;

/// The name of an organisation in such a token.
pub const HEADS_HOLDER_BYTES: usize = 32;

/// How often it is looked whether the chains of the trail hold: ten million entries take 4 s to
/// check once they are read from the store. One million, read page by page in an unoptimised build
/// on two cores with much else to do, took 22 s and 2 MiB; no write waited longer than 0.3 s.
pub const CHECK_EVERY: Duration = Duration::from_secs(600);

/// A check that is asked for sooner after the last one gets its answer.
pub const CHECK_AGAIN: Duration = Duration::from_secs(2);

/// How often entries past their years are looked for.
pub const PURGE_EVERY: Duration = Duration::from_secs(600);

/// When a deadline that could not be carried out is tried again: often enough for the hour that
/// is promised, seldom enough not to hold up the others.
pub const DEADLINE_RETRY_MS: i64 = 5 * 60_000;

/// Deadlines of one subject: a period of each kind and years of monthly checks.
pub const SUBJECT_DEADLINES: u64 = 1_000;

/// How long units are held in memory: a headquarters is founded once in decades.
pub const UNITS_HELD: Duration = Duration::from_secs(2);

/// Posts of one list: those of a person or of the units that one chief answers for.
pub const POSTS_LISTED: u64 = 5_000;

/// Versions of documents with settings that are kept put together: some of each headquarters.
pub const LAYERED_RULEBOOKS: usize = 256;

/// How long a staff list waits for its author after it was looked at.
pub const STAFF_LIST_MS: i64 = 30 * 60 * 1_000;

/// Staff lists of one author that wait: one at work, one as a second thought.
pub const STAFF_LISTS_HELD: usize = 2;

/// Things of one kind whose names are compared with that of a new terminal: a force has some dozens
/// of such phones.
pub const LEDGER_NAMES: u64 = 10_000;

/// Cases that are about one thing and are looked at for a guard: permissions of one person over
/// a career.
pub const CASES_ABOUT: u64 = 1_000;

/// Cases that are held at once while a figure is added up: some two megabytes.
pub const FIGURE_PAGE: u64 = 500;

/// Announcements of one unit that its page shows: a pilot has a handful.
pub const ANNOUNCEMENTS: usize = 50;

/// Bytes of a word by which cases find each other: ids, and short texts such as a number.
pub const ABOUT_BYTES: usize = 96;

/// Cases of one page, and of "my tasks".
pub const CASE_PAGE: usize = 50;
pub const TASKS_LISTED: usize = 200;

/// Cases that one list looks through for those that the person may see.
pub const CASES_LOOKED_THROUGH: u64 = 1_000;

/// Bytes of a file of a case: a scanned form of some pages, a photograph.
pub const CASE_FILE_BYTES: usize = 10 * 1024 * 1024;

/// Rounds of PBKDF2 with SHA-256 for the password of a container: what OWASP asks for at least, and
/// what keeps a weak machine for some seconds at most.
pub const CONTAINER_ROUNDS: std::ops::RangeInclusive<u32> = 600_000..=5_000_000;

/// Bytes of the head of a container.
pub const CONTAINER_HEAD_BYTES: usize = 512;

/// From the connection to the relay to the end of the login.
pub const MAIL_SESSION_WAIT: Duration = Duration::from_secs(5);

/// A relay on the local network answers at once; beyond this one should send again.
pub const MAIL_WAIT: Duration = Duration::from_secs(10);

/// Characters of its name.
pub const CASE_FILE_NAME_CHARS: usize = 200;

/// Files of one person that wait for a case, and how long.
pub const CASE_FILES_WAITING: u64 = 20;
pub const CASE_FILE_MS: i64 = 24 * 60 * 60 * 1_000;

/// How often it is looked for those that nobody named in time, and how many go in one transaction.
pub const CASE_FILES_EVERY: Duration = Duration::from_secs(60);
pub const CASE_FILES_SWEPT: u64 = 100;

/// Bytes of one film: what a line of an archive can say, some hours of a good town camera;
/// recorders cut by the hour.
pub const FILM_BYTES: u64 = (1 << 33) - 1;

/// How often every film is read again and compared with what came in.
pub const FILM_CHECK_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// Bytes of a film gathered before they are sealed and written, and of a sealed file read at once.
pub const FILM_WRITE_BYTES: usize = 256 * 1024;
pub const SEALED_READ_BYTES: usize = 64 * 1024;
/// Bytes read at once of a content that is sealed as a whole.
pub const SEALED_WRITE_BYTES: usize = 256 * 1024;

/// Films received at once: a disk and a core for each.
pub const FILMS_AT_ONCE: usize = 2;

/// A film that sends nothing for this long has stopped coming; half a megabit is what the slowest
/// line brings.
pub const FILM_PACE: Pace = Pace {
    grace: Duration::from_secs(30),
    bytes_per_s: 64 * 1024,
};

/// Films and cameras in one list.
pub const FILM_PAGE: u64 = 100;
pub const CAMERAS_LISTED: u64 = 500;

/// How often the watched folder is looked through; how long nobody may have written to a film;
/// films of one camera in one look, and folders of one unit.
pub const INBOX_EVERY: Duration = Duration::from_secs(20);
pub const INBOX_QUIET: Duration = Duration::from_secs(10);
pub const INBOX_FILES: usize = 50;
pub const INBOX_FOLDERS: usize = 1_000;

/// Journals of one report: one for each start of a media node, and one for each gibibyte.
pub const JOURNAL_FILES: usize = 1_000;

/// Days looked at for one that has no root yet: what a server may stand still.
pub const DAYS_CLOSED: usize = 7;

/// Journals of which it is held how far they were read: those of a surge, and of the days before.
pub const JOURNALS_HELD: usize = 10_000;

/// Entries from a note to the head that covers it: what a busy headquarters writes in a minute.
pub const PROOF_ENTRIES: u64 = 10_000;

/// Bytes of a manifest and of the piece of the trail that go with an export.
pub const MANIFEST_BYTES: u64 = 16 * 1024 * 1024;
pub const PROOF_BYTES: u64 = 256 * 1024 * 1024;

/// Signs of tampering that are told in full.
pub const FLAWS_KEPT: usize = 1_000;

/// Archives put together at once: a disk and a core for each.
pub const EXPORTS_AT_ONCE: usize = 1;

/// Cases that somebody unknown began and nobody has answered: more of them than a group could
/// read are noise.
pub const OUTSIDE_CASES_OPEN: usize = 200;

/// Lines of one exported register: a group has some dozen cases a year.
pub const REGISTER_ROWS: u64 = 1_000;

/// Names looked up by one question to the store.
pub const NAMES_AT_ONCE: usize = 500;

/// Notices in "my tasks".
pub const NOTICES_LISTED: u64 = 100;

/// Deadlines of one list.
pub const DEADLINES_LISTED: u64 = 500;

/// Things of one page of a ledger.
pub const ASSET_PAGE: u64 = 100;

/// Entries of one thing that are shown, newest first.
pub const ASSET_ENTRIES_LISTED: u64 = 500;

/// Parameters and texts in one act of setting: every one of a document.
pub const SETTINGS_AT_ONCE: usize = 100;

/// Acts of setting on one version of a document: each headquarters some in a year.
pub const SETTINGS_OF_VERSION: usize = 10_000;

/// Circulars in a list; characters of one's title and body; units of one.
pub const CIRCULARS_LISTED: u64 = 50;
pub const CIRCULAR_TITLE_CHARS: usize = 200;
pub const CIRCULAR_BODY_CHARS: usize = 10_000;

/// Hits of a search for people; who finds more types on.
pub const PERSONS_FOUND: usize = 50;

/// Accounts that such a search looks at: a headquarters may have some hundred of one family name.
pub const PERSONS_LOOKED_AT: u64 = 1_000;

/// Trainings that are looked through for the last of each person: some years of a headquarters.
pub const TRAININGS_READ: u64 = 1_000;

/// Finished files that wait for the object store; what is beyond is found by a comparison.
pub const COPIES_WAITING: usize = 10_000;

/// Orders to erase copies that are carried out in one look.
pub const COPIES_ERASED: u64 = 50;

/// Pauses before the object store is asked again: the first, and the longest.
pub const COPY_PAUSE: Duration = Duration::from_secs(1);
pub const COPY_PAUSE_MAX: Duration = Duration::from_secs(30);

/// How often it is looked for copies that have to go; whoever erases says so as well.
pub const ERASURE_LOOK: Duration = Duration::from_secs(30);
