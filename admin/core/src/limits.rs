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

/// A user id as typed; the longest real ones are staff numbers of about ten characters.
pub const USER_ID_CHARS: usize = 64;

/// Shortest password: twelve characters withstand offline guessing at our argon2id cost.
pub const PASSWORD_CHARS_MIN: usize = 12;

/// Longest password: a passphrase fits, a megabyte to hash does not.
pub const PASSWORD_CHARS_MAX: usize = 128;

/// Subjects of one trail entry: an act names a report, a file, a device and a link at most.
pub const TRAIL_SUBJECTS: usize = 8;

/// Plain bytes of one record of a sealed file: one read of the network, and the unit of random
/// access when a film is played from the middle.
pub const SEALED_RECORD_BYTES: usize = 64 * 1024;
