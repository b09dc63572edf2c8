//! Every bound of the shell, each with the reason of its number.

use std::time::Duration;

/// An offer; those of browsers have 3 to 8 KB.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// Commands waiting for one shard: a surge of joins, answered within a second.
pub const COMMANDS_MAX: usize = 1024;
/// Commands done before the socket is looked at again: an answer costs about 0.1 ms.
pub const COMMANDS_PER_TURN_MAX: usize = 16;
/// Receive calls before timers and commands are looked at again.
pub const RECEIVES_PER_TURN_MAX: usize = 16;
/// How long a request waits for its shard.
pub const ANSWER_TIME_MAX: Duration = Duration::from_secs(5);
/// What comes within this time of a wake-up is read with it: a frame's packets take a fraction of
/// it from a phone nearby, and waking costs 15 µs.
pub const HOLD_TIME: Duration = Duration::from_millis(1);
/// The thread's CPU time is a call of the system.
pub const CPU_SAMPLE_TIME: Duration = Duration::from_secs(1);
/// Socket buffers: half a second of a shard's full load of 270 Mbit/s, where the system permits.
pub const SOCKET_BUFFER_BYTES: usize = 16 * 1024 * 1024;
/// The longest sleep of a shard without timers, so that a lost wake-up cannot stop it for good.
pub const SLEEP_TIME_MAX: Duration = Duration::from_secs(1);

/// Entries of the outbox from which on statistics are dropped: an hour of 4 publishers.
pub const OUTBOX_STATISTICS_MAX: usize = 8 * 1024;
/// Entries from which on no new session is admitted: nobody has pulled for long.
pub const OUTBOX_ADMISSION_MAX: usize = 32 * 1024;
/// State changes are kept up to here; live sessions alone cannot make so many.
pub const OUTBOX_MAX: usize = 128 * 1024;
/// Entries of one pull.
pub const PULL_MAX: usize = 1024;

/// Ended rooms and revoked subjects that are remembered; a token lives hours, and a nation's
/// busiest day has some thousand reports.
pub const ADMISSION_MAX: usize = 100_000;
