//! Every bound of the media engine, each with the reason of its number.

use std::time::Duration;

/// Consoles, a wall screen and officers of one headquarters; more is a mistake or an attack.
pub const VIEWERS_PER_ROOM_MAX: usize = 64;
/// Connected sessions of one shard: 1000 rooms with three viewers each on one core, with room to spare.
pub const SESSIONS_MAX: usize = 4096;
/// Sessions of one shard that are not connected yet: 8 KB each. Beyond it the oldest goes, so that
/// whoever opens sessions in numbers keeps out nobody but himself.
pub const HALF_OPEN_MAX: usize = 8192;
/// Rooms of one shard, held ones without sessions included.
pub const ROOMS_MAX: usize = 8192;
/// Offers of current browsers have 3 to 8 KB; the shell refuses bodies above 64 KiB already.
pub const OFFER_BYTES_MAX: usize = 64 * 1024;
/// A fragment with candidates of a few interfaces has 1 to 3 KB.
pub const FRAGMENT_BYTES_MAX: usize = 32 * 1024;
/// A phone sends one video and at most one audio section; a few more may be rejected politely.
pub const SECTIONS_PER_OFFER_MAX: usize = 16;

/// Layers of one video: 720p, 360p and 180p are three; more are left out of the answer.
pub const LAYERS_MAX: usize = 3;
/// Longer waits for the pacer than this mean that the layer is too dear for the path.
pub const QUEUE_TIME_USUAL: Duration = Duration::from_millis(250);
/// How often it is looked which layers are sent: a tenth of the time that makes one silent.
pub const LADDER_TIME: Duration = Duration::from_millis(50);
/// Lines of `a=rid` that are looked at; browsers offer three.
pub const RIDS_PER_OFFER_MAX: usize = 16;
/// Longest name of a layer: what a one-byte header extension carries (RFC 8285 §4.2).
pub const RID_BYTES_MAX: usize = 16;
/// Lines of `a=ssrc-group` that are looked at: three layers with repairs need four.
pub const SOURCE_GROUPS_MAX: usize = 8;

/// Largest datagram taken or sent: Ethernet's 1500 bytes, rounded up.
pub const DATAGRAM_BYTES_MAX: usize = 1600;
/// What may wait for the socket: a burst of 5000 full packets, sent within one loop.
pub const TRANSMIT_BYTES_MAX: usize = 8 * 1024 * 1024;
/// What a turn of a busy shard brings: a millisecond of 4 Gbit/s, and as many runs of two packets.
pub const TRANSMIT_BYTES_USUAL: usize = 512 * 1024;
pub const TRANSMIT_RUNS_USUAL: usize = 256;
/// One page of what is recorded: 30 callers at 1.5 Mbit/s fill four of them in [`PAGE_TIME`].
pub const PAGE_BYTES: usize = 64 * 1024;
/// A page that is not full waits so long: a fifth of what a chunk may hold.
pub const PAGE_TIME: Duration = Duration::from_millis(50);
/// Rooms of one shard that are recorded, those between two sessions included.
pub const RECORDED_ROOMS_MAX: usize = 2 * ROOMS_MAX;
/// Events wait for one loop of the shell only.
pub const EVENTS_MAX: usize = 16_384;
/// Datagrams of one run: the kernel's bound for UDP segmentation is 64.
pub const SEGMENTS_PER_RUN_MAX: usize = 32;

/// Validated addresses of one session: two networks with IPv4 and IPv6 each, twice over.
pub const ADDRESSES_PER_SESSION_MAX: usize = 8;
/// A path without anything authentic for this long gives way to another that has: twelve frames
/// of 30 per second, and less than people notice as a pause.
pub const PATH_SILENCE_TIME: Duration = Duration::from_millis(400);
/// Checks of one session that are remembered: a quarter of a minute of a browser that looks for a
/// path, a minute of one that has it.
pub const CHECKS_REMEMBERED: usize = 32;
/// An address stays its session's for this long after that was last heard: what browsers leave
/// between two checks of a path that works is below it, twice over where media flows.
pub const ADDRESS_DEFENDED_TIME: Duration = Duration::from_secs(2);
/// From the answer to the first authentic check: the answer has to reach the phone first.
pub const CHECK_TIME_MAX: Duration = Duration::from_secs(10);
/// From the first check to the whole ClientHello, which browsers repeat each second at least.
pub const HELLO_TIME_MAX: Duration = Duration::from_secs(5);
/// ICE and DTLS together, once the handshake has begun; a phone on a bad link needs 5 to 10 s.
pub const SETUP_TIME_MAX: Duration = Duration::from_secs(30);
/// Nothing heard for this long: nothing more is sent, for consent of RFC 7675 lasts 30 s. A viewer's
/// session ends with it.
pub const CONSENT_TIME: Duration = Duration::from_secs(30);
/// A publisher's session waits for the phone's network this long: a tunnel, a lift. Taking it up
/// again costs one round trip, a new one seven.
pub const PUBLISHER_SILENCE_TIME_MAX: Duration = Duration::from_secs(300);

/// Datagrams that may carry the first ClientHello: two are usual with post-quantum key shares.
pub const HELLO_DATAGRAMS_MAX: usize = 8;
/// Largest ClientHello; Chromium's has 1.8 KB.
pub const HELLO_BYTES_MAX: usize = 8 * 1024;
/// Handshake bytes taken from one peer, all repetitions included; a clean handshake has 4 KB.
pub const HANDSHAKE_BYTES_MAX: usize = 64 * 1024;
/// Repetitions of one of our flights; each is at most 3 KB.
pub const FLIGHT_REPEATS_MAX: u32 = 24;
/// First repetition of an unanswered flight; doubles up to [`FLIGHT_REPEAT_TIME_MAX`].
pub const FLIGHT_REPEAT_TIME: Duration = Duration::from_millis(100);
pub const FLIGHT_REPEAT_TIME_MAX: Duration = Duration::from_millis(1600);
/// A peer that repeats its flight gets ours again, but not more often than this.
pub const FLIGHT_REPEAT_TIME_MIN: Duration = Duration::from_millis(40);

/// What one session may bring in: three times what a phone is asked for at most, so that probes,
/// repairs and better cameras pass. 12 Mbit/s.
pub const INGRESS_BYTES_PER_S: i64 = 1_500_000;
/// And at once: what a phone had to keep back while its network was gone for a second.
pub const INGRESS_BURST_BYTES: i64 = 1_500_000;
/// What a small packet counts at least: taking it costs as much. 3000 packets a second.
pub const INGRESS_PACKET_BYTES_MIN: usize = 500;

/// SSRCs with a replay window per session: three layers and audio, each with RTX, and as many
/// that changed.
pub const SSRCS_PER_SESSION_MAX: usize = 16;
/// Width of the SRTP replay window: 512 packets are 0.8 s at 5 Mbit/s.
pub const REPLAY_WINDOW_WORDS: usize = 8;

/// How long a packet is kept: longer than any viewer asks for it.
pub const STORE_TIME: Duration = Duration::from_secs(2);
/// Packets kept per up track: [`STORE_TIME`] at 500 packets/s. Powers of two.
pub const STORE_PACKETS_MIN: usize = 128;
pub const STORE_PACKETS_MAX: usize = 1024;
/// Bytes of one chunk of a store; below 2^16.
pub const STORE_CHUNK_BYTES: usize = 16 * 1024;
/// Chunks of one store: 1 MB, [`STORE_TIME`] at 4 Mbit/s.
pub const STORE_CHUNKS_MAX: usize = 64;
/// Sound only waits in queues: a second of Opus. A power of two.
pub const STORE_AUDIO_PACKETS: usize = 64;
pub const STORE_AUDIO_CHUNKS: usize = 2;

/// Packets that came in one turn and wait for the room: what the largest read call gives of a
/// room at 20 Mbit/s is far below. A full list is forwarded at once.
pub const PENDING_MAX: usize = 512;

/// Video that waits for one viewer: 1 s of 500 packets/s and a key frame.
pub const QUEUE_VIDEO_MAX: usize = 768;
/// Sound that waits: more than a second.
pub const QUEUE_AUDIO_MAX: usize = 64;
/// Retransmissions that wait: a whole burst of loss.
pub const QUEUE_URGENT_MAX: usize = 256;
/// Video that waited longer is dropped up to the next key frame: live means now.
pub const QUEUE_TIME_MAX: Duration = Duration::from_millis(600);

/// Pacing towards one viewer before anything is known of the path: a first key frame of 60 KB in
/// 100 ms, which also shows what the path carries.
pub const PACING_RATE_BPS: u64 = 5_000_000;
pub const PACING_RATE_BPS_MIN: u64 = 50_000;
/// A picture of 180 lines and its repairs: sent at its own rate whatever the estimate is.
pub const SMALL_PICTURE_BPS_MAX: u64 = 250_000;
/// Beyond it a run of 64 full packets takes no longer than one quantum.
pub const PACING_RATE_BPS_MAX: u64 = 150_000_000;
/// What a waiting packet is taken to have until it is looked at.
pub const PACKET_BYTES_USUAL: usize = 1200;
/// What may leave at once, in time of the pacing rate: one run of datagrams.
pub const PACING_QUANTUM: Duration = Duration::from_millis(5);

/// Padding may make a run at most one 25th longer: it buys runs of four and more, where sending
/// costs less than half.
pub const PADDING_SHARE: usize = 25;
/// What protection adds to a packet: the tag of AES-GCM, the longest.
pub const PROTECTION_BYTES: usize = 16;
/// Packets that carry a changed playout delay: enough that some arrive.
pub const PLAYOUT_DELAY_REPEATS: u32 = 100;

/// Sent packets that are known by their transport-wide number: 1 s of 1000 packets/s.
pub const SENT_PACKETS: usize = 1024;
/// Ended stretches of a viewer's line that can still be asked for.
pub const MAPPINGS_KEPT: usize = 4;
/// Sequence numbers of which arrival is remembered. A power of two, a multiple of 64.
pub const RECEIVE_LOG_PACKETS: u64 = 1024;
/// A jump forward by more than this is a new beginning, not a loss.
pub const SEQUENCE_JUMP_MAX: u64 = 1000;

/// Missing packets asked for at one time; beyond it a key frame is cheaper.
pub const MISSING_MAX: usize = 256;
/// Requests for one packet; after ten at 40 to 200 ms it is too late for live video.
pub const NACK_TRIES_MAX: u8 = 10;
/// Repetition of a request before the round trip is known.
pub const NACK_REPEAT_TIME: Duration = Duration::from_millis(100);
pub const NACK_REPEAT_TIME_MIN: Duration = Duration::from_millis(30);
pub const NACK_REPEAT_TIME_MAX: Duration = Duration::from_millis(400);
/// A packet older than this is not asked for again: the picture has moved on.
pub const MISSING_TIME_MAX: Duration = Duration::from_secs(2);

/// Requests for key frames to one publisher are merged into one per interval: with 20 joins a
/// phone must not make 20 key frames.
pub const KEY_FRAME_REQUEST_TIME: Duration = Duration::from_millis(500);
/// Repairs to one viewer, at most: more than a 2 Mbit/s stream that is lost altogether.
pub const REPAIR_RATE_BPS_MAX: u64 = 4_000_000;
/// And in percent of what the path carries: at three packets lost in ten, with second copies,
/// repairs need nearly as much as the picture.
pub const REPAIR_PERCENT: u64 = 50;
/// Repairs that were not needed for this long may go at once.
pub const REPAIR_SAVED_TIME: Duration = Duration::from_millis(500);
/// Half of a small key frame may be lost on the poorest path.
pub const REPAIR_BYTES_MIN: u64 = 8_000;
/// A repair goes twice where more than this share of packets is lost.
pub const REPAIR_COPY_LOSS: f64 = 0.04;
/// The second copy leaves so much later, out of the same burst of loss.
pub const REPAIR_COPY_TIME: Duration = Duration::from_millis(15);
/// RTCP messages looked at in one compound packet.
pub const RTCP_MESSAGES_MAX: usize = 32;

/// Arrivals that a transport-wide feedback may tell about: 200 ms at 20 Mbit/s, so that a late
/// packet is still reported as what it is.
pub const ARRIVALS_MAX: usize = 512;
/// Feedback interval, shorter at high rates: libwebrtc's own receivers use 50 to 250 ms.
pub const FEEDBACK_TIME_MIN: Duration = Duration::from_millis(50);
pub const FEEDBACK_TIME_MAX: Duration = Duration::from_millis(250);
/// Packets that one feedback of a viewer may tell about: 250 ms at 80 Mbit/s.
pub const FEEDBACK_PACKETS_MAX: u16 = 2048;
/// Receiver and sender reports.
pub const REPORT_TIME: Duration = Duration::from_secs(1);
/// Statistics entries.
pub const STATISTICS_TIME: Duration = Duration::from_secs(2);
/// No video packet for this long is a stall.
pub const STALL_TIME: Duration = Duration::from_secs(2);

/// The bit rate that REMB asks for at most: 720p at 30 frames/s with the two smaller pictures
/// of simulcast, 2.5 + 0.7 + 0.2 Mbit/s, and headroom for repairs.
pub const BIT_RATE_BPS_MAX: u32 = 4_000_000;
/// And at first.
pub const BIT_RATE_BPS_START: u32 = 1_250_000;
/// What a phone's encoder shall not go below, in kbit/s: the smallest layer. Browsers take loss for
/// congestion, and with three packets lost in ten would send a picture a second.
pub const ENCODER_KBPS_MIN: u32 = 150;
/// The bit rate that REMB never goes below: a small picture still.
pub const BIT_RATE_BPS_MIN: u32 = 100_000;

/// Packets sent within this time are one group (draft-ietf-rmcat-gcc-02 §5.2).
pub const GROUP_TIME_US: i64 = 5000;
/// Packets that waited together belong to one group up to this long: a sleep of the receiver.
pub const CLUMP_TIME_US_MAX: i64 = 100_000;
/// A gap between arrivals above this is a pause or a jump of the clock, no delay.
pub const ARRIVAL_GAP_US_MAX: i64 = 3_000_000;
/// The lowest delay of the last one to two such windows is the path's own: long enough for a
/// slow congestion to end, short enough for a longer way to be learnt.
pub const BASE_DELAY_TIME_US: i64 = 10_000_000;
/// The lowest delay of the last one to two such windows is the present one: a few frames.
pub const RECENT_DELAY_TIME_US: i64 = 160_000;
/// Windows of the throughput measurement: libwebrtc's, four frames or more.
pub const THROUGHPUT_WINDOW_US: i64 = 150_000;
pub const THROUGHPUT_FIRST_WINDOW_US: i64 = 500_000;

/// The estimate begins here: a small picture starts on any link, probes find more at once.
pub const ESTIMATE_BPS_START: u32 = 600_000;
/// Sound and a slide show.
pub const ESTIMATE_BPS_MIN: u32 = 50_000;
/// Several times the best layer; more need not be known.
pub const ESTIMATE_BPS_MAX: u32 = 20_000_000;
/// Unit of arrival times in feedback.
pub const TICK_US: i64 = 250;
/// A standing wait below this may be noise of a busy machine.
pub const QUEUE_US_MIN: i64 = 10_000;
/// A queue that drops what does not fit holds more than this; the packets of a slow link alone
/// wait for each other less.
pub const FULL_QUEUE_US_MIN: i64 = 50_000;
/// A standing wait above this is congestion even when it does not grow.
pub const QUEUE_US_MAX: i64 = 100_000;
/// Loss is judged over this time and this many packets: below, chance decides.
pub const LOSS_WINDOW_US: i64 = 400_000;
pub const LOSS_WINDOW_PACKETS: u32 = 25;
/// A policer that was found is reckoned with for so long.
pub const POLICED_TIME_US: i64 = 30_000_000;
/// Packets between two receiver reports; more is a lie or a new line.
pub const REPORTED_PACKETS_MAX: u32 = 20_000;
/// A pause above two pacing quanta ends a train.
pub const TRAIN_GAP_US_MAX: i64 = 12_000;
/// Packets of one probe follow each other by their number; at 200 kbit/s a full one takes 48 ms.
pub const PROBE_GAP_US_MAX: i64 = 60_000;
/// Shorter trains measure the clock's and the receiver's noise.
pub const TRAIN_TIME_US_MIN: i64 = 10_000;
pub const TRAIN_PACKETS_MIN: u32 = 5;
/// Two packets after the first, sent at one moment.
pub const MOMENT_BYTES_MIN: u32 = 1500;
/// Round trip before it is known, the longest believed, and the window of the lowest.
pub const ROUND_TRIP_US_START: i64 = 100_000;
pub const ROUND_TRIP_US_MAX: i64 = 3_000_000;
pub const ROUND_TRIP_TIME_US: i64 = 2_000_000;

/// A probe lasts this long: five pacing quanta.
pub const PROBE_LENGTH_US: i64 = 25_000;
/// Enough packets of full size for [`TRAIN_PACKETS_MIN`].
pub const PROBE_BYTES_MIN: u32 = 7500;
/// Packets that fill up one probe; a probe of 60 KB is the largest.
pub const PROBE_FILLERS_MAX: u64 = 64;
/// A probe that nobody told about for this long has failed.
pub const PROBE_TIME_US_MAX: i64 = 1_000_000;
/// Between tries without a new reason; doubles with each failure.
pub const PROBE_PAUSE_US: i64 = 2_500_000;
/// A probe of 7.5 KB costs 12 kbit/s then, and nobody looks at a small picture for long after
/// the path is good again.
pub const PROBE_PAUSE_US_MAX: i64 = 5_000_000;
/// After a success: when the climb has made more worth while, it is tried soon.
pub const PROBE_AGAIN_US: i64 = 500_000;
/// After a sudden fall: by then a short disturbance is over.
pub const PROBE_AFTER_FALL_US: i64 = 2_000_000;
/// A stream that leaves us unhindered is sent at this multiple of the estimate, so that frames
/// leave in few runs.
pub const PACING_PERCENT: u32 = 250;
/// Decreases that do not shorten a standing wait: after these the way itself has become longer.
pub const VAIN_DECREASES_MAX: u32 = 6;

/// Reordering is waited for at most this long before a packet is asked for.
pub const NACK_DELAY_MAX: Duration = Duration::from_millis(30);
/// Where requests are lost too, each is sent twice, this far apart: a sender answers once per
/// round trip.
pub const NACK_COPY_TIME: Duration = Duration::from_millis(15);
/// Repairs later than this are of no use to a player.
pub const REPAIR_DELAY_MAX: Duration = Duration::from_millis(700);
/// The longest repair delay is remembered for this long, then it fades by a 50th of the time.
pub const REPAIR_DELAY_REST: Duration = Duration::from_secs(10);
pub const REPAIR_DELAY_FADE: u32 = 50;

/// A player waits at most this much longer: more is no live picture.
pub const PLAYOUT_MS_MAX: u32 = 800;
/// Step of the playout delay: the header extension counts 10 ms, and fewer changes are better.
pub const PLAYOUT_STEP_MS: u32 = 20;
/// The delay falls by one step in this time, so that a second burst of losses finds it.
pub const PLAYOUT_FALL_TIME: Duration = Duration::from_secs(2);
/// Browsers that only watch repeat requests after this time whatever the round trip: 100 ms,
/// looked at every 20 ms.
pub const VIEWER_NACK_TIME: Duration = Duration::from_millis(120);
/// How often the playout delay is looked at.
pub const PLAYOUT_LOOK_TIME: Duration = Duration::from_millis(100);
/// The upper end of the playout delay: the players' own.
pub const PLAYOUT_MS_TOP: u32 = 10_000;
/// Packets of which is known when they were sent again: half a second at 500 packets/s.
pub const ANSWERED_PACKETS: usize = 256;
/// One frame at 30 frames a second.
pub const FRAME_TIME: Duration = Duration::from_millis(33);
