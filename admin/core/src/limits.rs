//! Every bound of this core, with the reason of its number.

/// Wrong tries of one account from one address before it waits: the eleventh is refused (VR-8.2).
/// The figure is ours; the clause asks only for proper management.
pub const TRIES_PER_ACCOUNT_AND_ADDRESS: u32 = 10;

/// Tries of one address over all accounts: a reception room behind one address has some thirty
/// people, each may mistype twice.
pub const TRIES_PER_ADDRESS: u32 = 60;

/// How long wrong tries count. Long enough to make guessing hopeless, short enough that an
/// operator with a live report is not locked out for a shift.
pub const TRY_WINDOW_MS: i64 = 15 * 60 * 1_000;

/// Remembered account-and-address pairs: one megabyte at most; the oldest are forgotten first.
pub const TRY_ROWS: usize = 10_000;

/// How long a sign-in may be under way: finding the reader and the finger takes seconds.
pub const CEREMONY_MS: i64 = 2 * 60 * 1_000;

/// Sign-ins under way in one process, some two kilobytes each, and those of one network: a room
/// of thirty people that all begin again twice.
pub const CEREMONIES: usize = 4_096;
pub const CEREMONIES_PER_NETWORK: usize = 128;

/// Bytes of the embedded list of common passwords.
pub const COMMON_PASSWORDS_BYTES: usize = 256 * 1_024;

/// A user id as typed; the longest real ones are staff numbers of about ten characters.
pub const USER_ID_CHARS: usize = 64;

/// Shortest password: twelve characters withstand offline guessing at our argon2id cost.
pub const PASSWORD_CHARS_MIN: usize = 12;

/// Longest password: a passphrase fits, a megabyte to hash does not.
pub const PASSWORD_CHARS_MAX: usize = 128;

/// Subjects of one trail entry: an act names a report, a file, a device and a link at most.
pub const TRAIL_SUBJECTS: usize = 8;

/// A subject as text: a kind and an id or a hash of 64 digits.
pub const SUBJECT_BYTES: usize = 96;

/// Plain bytes of one record of a sealed file: one read of the network, and the unit of random
/// access when a film is played from the middle.
pub const SEALED_RECORD_BYTES: usize = 64 * 1024;

/// Single days that differ from a unit's week: thirty a year for more than thirty years.
pub const OFFICE_EXCEPTIONS: usize = 1_000;

/// How far ahead the next office hour is looked for: no office is closed for a whole year.
pub const OFFICE_SEARCH_DAYS: usize = 370;

/// Years, months or days of one rule. The longest period of the documents is ninety days or five
/// years; a century of years is beyond every archive.
pub const RULE_PERIODS: u16 = 1_000;

/// Hours of one span: a year. What is longer is counted in years.
pub const RULE_HOURS: u32 = 366 * 24;

/// Rules within rules: a reminder before the earlier of two.
pub const RULE_DEPTH: usize = 4;

/// A step of the clock that no delay explains: the scheduler looks once a minute.
pub const CLOCK_LEAP_MS: i64 = 10 * 60_000;

/// How long a clock must have run on before a leap is believed: time synchronisation after a
/// start takes a minute or two, and the promise is to strike within an hour.
pub const CLOCK_SETTLE_MS: i64 = 10 * 60_000;

/// Deadlines that strike in one look; each is a transaction of some milliseconds, and a look
/// should not take longer than a second.
pub const STRIKES_AT_ONCE: usize = 100;

/// The longest pause between two looks.
pub const SCHEDULER_SLEEP_MS: i64 = 30_000;

/// How long entries of the trail are kept (IS-13.3, for all documents by O-33).
pub const TRAIL_YEARS: u16 = 5;

/// Units that a check of a trail follows: Japan has some 1,200 police stations.
pub const AUDIT_UNITS: usize = 100_000;

/// Findings of a check that are told in full.
pub const FINDINGS_KEPT: usize = 1_000;

/// States and lines of one kind of thing: the longest printed register has a dozen columns.
pub const KIND_STATES: usize = 32;
pub const KIND_LINES: usize = 128;

/// A number or inventory label, as long as a phone's IMEI with a prefix.
pub const ASSET_NUMBER_CHARS: usize = 64;

/// Entries of one thing and the bytes of each: a paragraph of Japanese text.
pub const ASSET_ATTRIBUTES: usize = 64;
pub const ASSET_TEXT_BYTES: usize = 2_000;

/// Files of one rulebook: some twenty by subject, with room for one file per form and workflow.
pub const RULEBOOK_FILES: usize = 100;

/// Bytes of one rulebook file; the largest real one has about fifty kilobytes.
pub const RULEBOOK_FILE_BYTES: usize = 512 * 1024;

/// Units of the tree: about 1,200 stations, 52 headquarters, their divisions, and groups.
pub const UNITS: usize = 20_000;

/// Units above each other: NPA, headquarters, area headquarters, station, division.
pub const UNIT_DEPTH: usize = 6;

/// Days of one delegation: a long leave; longer absences are a matter of appointing.
pub const DELEGATION_DAYS: i32 = 184;

/// Bytes of a staff list, and its rows: one headquarters at a time.
pub const STAFF_LIST_BYTES: usize = 1024 * 1024;
pub const STAFF_LIST_ROWS: usize = 2_000;

/// Characters of one cell of a staff list; names and codes are far shorter.
pub const STAFF_CELL_CHARS: usize = 100;

/// Characters of a text field, whatever its form says: two pages.
pub const FIELD_CHARS: usize = 4_000;

/// Things in one field: a day of films of some cameras.
pub const FIELD_ASSETS: usize = 100;

/// Persons in one field: everybody at reception in a large headquarters attends one training.
pub const FIELD_PERSONS: usize = 300;

/// Terminals that one field names: those of a unit that are used for one business.
pub const FIELD_TERMINALS: usize = 100;

/// Characters of an e-mail address (RFC 5321, 4.5.3.1.3).
pub const ADDRESS_CHARS: usize = 254;
/// Units in one field: all stations and divisions of a large headquarters.
pub const FIELD_UNITS: usize = 300;

/// Bytes at the beginning of a film that say what it is: three packets of a transport stream.
pub const MEDIA_HEAD_BYTES: usize = 580;

/// Blocks of EXIF data in one picture: its own, and those of pictures that a camera appends to it.
pub const PICTURE_BLOCKS: usize = 16;

/// Names of what is attached to a picture; cameras write some sixty.
pub const PICTURE_TAGS: usize = 200;

/// A film's name as a recorder gives it, in characters.
pub const FILM_NAME_CHARS: usize = 120;

/// What a camera says of a film in a locked package.
pub const PACKAGE_HEADER_BYTES: usize = 16 * 1024;

/// Film in one sealed chunk of a package.
pub const PACKAGE_CHUNK_BYTES: usize = 1024 * 1024;

/// What sealing adds to a chunk: version, nonce and tag.
pub const SEALED_OVER: usize = 1 + 12 + 16;

/// Parts of a film between pauses; a shift has some dozens.
pub const PACKAGE_SEGMENTS: usize = 100;

/// The longest film in one file: a recorder cuts by the hour, a careless export by the day.
pub const FILM_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// Steps of one case. Forms with lines, as material slips, have the most.
pub const CASE_STEPS: usize = 1_000;
