//! Every bound of this crate, each with the reason of its number.

use std::time::Duration;

/// A file goes in parts of so many bytes; S3 takes 10,000 of them, so films of 80 GiB. It is what
/// one call holds in memory.
pub const PART_BYTES: usize = 8 << 20;
/// A call that moves nothing: a store far away answers within a second.
pub const CALL_TIME: Duration = Duration::from_secs(5);
/// And a second more for so many bytes: 2 Mbit/s.
pub const BYTES_PER_SECOND: u64 = 256 * 1024;
/// Longest time of one request, after which nobody listens any more; above the two before.
pub const REQUEST_TIME: &str = "60 seconds";
pub const CONNECT_TIME: &str = "3 seconds";
/// An attempt that failed is repeated so often, with pauses that double.
pub const RETRIES: usize = 3;
pub const RETRY_PAUSE: Duration = Duration::from_millis(100);
pub const RETRY_PAUSE_MAX: Duration = Duration::from_secs(1);
/// No new attempt after it.
pub const RETRY_TIME: Duration = Duration::from_secs(4);
/// Pieces of a report's journals that are listed: two days of a piece each 200 ms.
pub const PIECES: usize = 1_000_000;
/// How often what lies below a name is listed again until nothing is there.
pub const REMOVE_ROUNDS: usize = 3;
