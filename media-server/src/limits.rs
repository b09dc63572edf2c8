//! Every bound of the shell, each with the reason of its number.

use std::time::Duration;

/// An offer; those of browsers have 3 to 8 KB.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// From a request's head to the end of its body: an offer has 8 KB, which a phone with 8 kbit/s
/// sends within it. Whoever drips bytes holds a connection for no longer.
pub const BODY_TIME_MAX: Duration = Duration::from_secs(10);
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
/// Events of one poll; more wait for the next one.
pub const POLL_EVENTS_MAX: usize = 128;
/// The longest sleep of a shard without timers, so that a lost wake-up cannot stop it for good.
pub const SLEEP_TIME_MAX: Duration = Duration::from_secs(1);

/// TCP connections of one shard: a quarter of its sessions, as few networks block UDP.
pub const TCP_CONNECTIONS_MAX: usize = 1024;
/// Connections accepted before the sockets are looked at again.
pub const TCP_ACCEPTS_PER_TURN_MAX: usize = 16;
/// Reads of connections before the UDP socket is looked at again.
pub const TCP_READS_PER_TURN_MAX: usize = 32;
/// One read: a burst of 40 full packets.
pub const TCP_READ_BYTES: usize = 64 * 1024;
/// How long a connection may stay without a session's check on it; a phone needs 1 to 3 s.
pub const TCP_STRANGER_TIME_MAX: Duration = Duration::from_secs(8);
/// How often connections without a session are looked for.
pub const TCP_SWEEP_TIME: Duration = Duration::from_secs(1);
/// What waits for one slow reader: a quarter of a second at 1.5 Mbit/s.
pub const TCP_UNSENT_BYTES_MAX: usize = 48 * 1024;
/// What the system may hold besides: 2.5 Mbit/s over 200 ms. Linux doubles it for its own use.
pub const TCP_SEND_BUFFER_BYTES: usize = 64 * 1024;
/// Ports that are tried when the system chooses: the same one must be free for UDP and TCP.
pub const PORT_TRIES_MAX: usize = 16;

/// Entries of the outbox from which on statistics are dropped: an hour of 4 publishers.
pub const OUTBOX_STATISTICS_MAX: usize = 8 * 1024;
/// Entries from which on no new session is admitted: nobody has pulled for long.
pub const OUTBOX_ADMISSION_MAX: usize = 32 * 1024;
/// State changes are kept up to here; live sessions alone cannot make so many.
pub const OUTBOX_MAX: usize = 128 * 1024;
/// Entries of one pull.
pub const PULL_MAX: usize = 1024;

/// Pages of one shard, 32 MB: three seconds of 90 Mbit/s while the disk does not answer.
pub const JOURNAL_PAGES: usize = 512;
/// A chunk is sealed so long after it was begun: with the page before it, a killed process loses a
/// quarter of a second.
pub const JOURNAL_CHUNK_TIME: Duration = Duration::from_millis(200);
/// Or when it has so many bytes: 200 ms of a session that brings in as much as it may, thrice over.
pub const JOURNAL_CHUNK_BYTES: usize = 1024 * 1024;
/// Chunks after which sessions and tracks are named again, some hundred bytes: a damaged chunk costs
/// five seconds more at most.
pub const JOURNAL_NAMES_EVERY: u32 = 25;
/// The disk confirms what was written so often: a loss of power costs it and what the confirmation
/// takes.
pub const JOURNAL_COMMIT_TIME: Duration = Duration::from_secs(1);
/// A file ends with so many bytes: 90 minutes at 1.5 Mbit/s.
pub const JOURNAL_FILE_BYTES_MAX: u64 = 1 << 30;
/// Numbers have 31 bits.
pub const JOURNAL_CHUNKS_MAX: u32 = (1 << 31) - 2;
/// A folder that cannot be written is tried again after so long.
pub const JOURNAL_RETRY_TIME: Duration = Duration::from_millis(500);
/// What a try writes: a second of a caller at 1.5 Mbit/s.
pub const JOURNAL_PROBE_BYTES: usize = 192 * 1024;
/// How often it is looked for journals that can be brought home from the second folder.
pub const JOURNAL_HOME_TIME: Duration = Duration::from_secs(2);
/// How often the writers are looked at; with the time below, an alarm comes within a second.
pub const JOURNAL_LOOK_MS: u64 = 100;
/// A call that takes longer is a disk that does not keep up.
pub const JOURNAL_CALL_MS_MAX: u64 = 500;
/// A confirmation that takes longer makes a loss of power dear. Busy disks need a second now and then.
pub const JOURNAL_COMMIT_MS_MAX: u64 = 2000;
/// Copies go to the object store so often: with a call that takes its time, two seconds after what
/// they are of was sealed.
pub const JOURNAL_COPY_TIME: Duration = Duration::from_secs(1);
/// A store that is away is asked again after so long at most.
pub const JOURNAL_COPY_PAUSE_MAX: Duration = Duration::from_secs(10);
/// Files that are copied at a time, and bytes of one piece: 64 MB in memory after a store was away.
pub const JOURNAL_COPIES_AT_ONCE: usize = 16;
pub const JOURNAL_PIECE_BYTES: u64 = 4 << 20;
/// Pieces of one file before others have their turn.
pub const JOURNAL_PIECES_PER_ROUND: usize = 8;
/// Reports of an earlier start that are compared with the store in a round: a page of names each.
pub const JOURNAL_COMPARED: usize = 8;
/// How long a stop waits for the last copies.
pub const JOURNAL_COPY_END: Duration = Duration::from_secs(2);

/// Ended rooms and revoked subjects that are remembered; a token lives hours, and a nation's
/// busiest day has some thousand reports.
pub const ADMISSION_MAX: usize = 100_000;
