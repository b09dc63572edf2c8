//! Every bound of this shell, with the reason of its number.

use std::time::Duration;

/// A session ends with the shift at the latest; nobody is signed in from one day to the next.
pub const SESSION_MS: i64 = 12 * 60 * 60 * 1_000;

/// How long a write may wait for the writers before it. SQLite writes one at a time, each in a
/// few milliseconds; more than this means a stuck disk, and a person should hear so.
pub const WRITE_WAIT: Duration = Duration::from_secs(10);

/// How long SQLite itself waits for a lock held by a tool outside this process.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Connections of the pool: readers of two cores and the one writer.
pub const CONNECTIONS: u32 = 8;

/// Password hashes at once: each takes 19 MiB and one core for some 20 ms.
pub const HASHES_AT_ONCE: usize = 2;

/// How long a sign-in may wait for its turn to hash.
pub const HASH_WAIT: Duration = Duration::from_secs(5);

/// Ended sessions that a slow socket may not have heard of; it looks into the store when it has
/// missed some.
pub const ENDED_SESSIONS_HELD: usize = 256;

/// How often an open socket looks into the store for its session's end, which another process
/// may have written. Within one process the end is told at once.
pub const SESSION_LOOK: Duration = Duration::from_secs(1);

/// Bytes of a JSON body: the largest is a request with a typed reason of 500 characters.
pub const JSON_BODY_BYTES: usize = 64 * 1024;

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

/// How often entries past their years are looked for.
pub const PURGE_EVERY: Duration = Duration::from_secs(600);

/// When a deadline that could not be carried out is tried again: often enough for the hour that
/// is promised, seldom enough not to hold up the others.
pub const DEADLINE_RETRY_MS: i64 = 5 * 60_000;

/// Deadlines of one subject: a period of each kind and years of monthly checks.
pub const SUBJECT_DEADLINES: u64 = 1_000;
