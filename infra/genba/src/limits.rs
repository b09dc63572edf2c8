//! Every bound of the binary, with the reason of its number.

use std::time::Duration;

/// A main gateway, its reserves, and room.
pub const GATEWAYS_MAX: usize = 8;

/// Open requests get this long to finish after a stop; a running upload resumes at the next start.
pub const STOP_GRACE: Duration = Duration::from_secs(3);

/// After this the process ends whatever still runs, so that a stop never takes longer than five
/// seconds.
pub const STOP_LIMIT: Duration = Duration::from_millis(4_500);

/// What is left for threads that block.
pub const RUNTIME_STOP: Duration = Duration::from_millis(300);

/// A phone on a weak network finishes its TLS handshake within this, an idle attacker does not
/// hold a connection for longer.
pub const HANDSHAKE: Duration = Duration::from_secs(10);

/// Request headers arrive within this.
pub const HEADERS: Duration = Duration::from_secs(15);

/// How often refusals of strangers are written into the trail.
pub const REFUSALS_EVERY: Duration = Duration::from_secs(60);

/// How long the local CA is trusted. Phones accept long-lived roots that a person installed.
pub const CA_DAYS: i32 = 3_650;

/// A leaf is made at every start. iOS accepts at most 825 days under a CA that a person installed.
pub const LEAF_DAYS: i32 = 397;

/// As strong as the signatures that it makes: 16 random bytes in hexadecimal digits.
pub const TURN_SECRET_CHARS_MIN: usize = 32;

/// Two shards full of TCP peers, and as many connections of pages, stores and journals again.
pub const OPEN_FILES_WANTED: u64 = 4096;

/// How often the disk is looked at: it fills over hours.
pub const DISK_LOOK: Duration = Duration::from_secs(60);

/// What is written to see that the disk takes it: one block.
pub const DISK_PROBE_BYTES: usize = 4 * 1_024;

/// How long signaling's pull waits for an event of the media node before it asks again.
pub const PULL_WAIT: Duration = Duration::from_secs(5);
