//! Every bound of the load tester, with its reason.

use std::time::Duration;

/// Packets on the way in one direction: five seconds (the longest delay) at 20,000 packets a second,
/// which is above what one forwarding thread carries.
pub const PACKETS_ON_THE_WAY_MAX: usize = 100_000;

/// Longest delay, jitter or queue: above it a link is a fault, for which `dead` exists.
pub const DELAY_MAX: Duration = Duration::from_secs(5);

/// Wait before a rate limit unless set: what home routers and base stations commonly hold.
pub const QUEUE_DEFAULT: Duration = Duration::from_millis(300);

/// How long a reordered packet is held back: several video packets, well below a jitter buffer.
pub const REORDER_HOLD: Duration = Duration::from_millis(10);

/// Mean burst; a longer one is an outage, for which `dead` exists.
pub const BURST_PACKETS_MAX: f64 = 1000.0;

/// 10 Gbit/s: above what a TUN device carries.
pub const RATE_KBIT_MAX: f64 = 10_000_000.0;

/// Largest IP packet read from a TUN device whose MTU is 1500.
pub const IP_PACKET_BYTES_MAX: usize = 2048;

/// Packets read from one device before the other gets its turn and due packets leave.
pub const READS_PER_TURN_MAX: usize = 64;

/// Packets the kernel keeps for the emulator; a scheduling pause of 100 ms at 50,000 packets a
/// second stays without loss.
pub const TUN_QUEUE_PACKETS: u32 = 5000;

/// Orders to the forwarding thread that wait; it takes them within a turn.
pub const ORDERS_WAITING_MAX: usize = 64;

/// One line of orders on standard input.
pub const ORDER_LINE_BYTES_MAX: usize = 1024;

/// How long a command may take to end after SIGTERM before it is killed.
pub const COMMAND_END_WAIT: Duration = Duration::from_secs(5);

/// Packets of a link check: a bitmap and one sample each are kept.
pub const CHECK_PACKETS_MAX: u32 = 1_000_000;

/// How long a link check waits for stragglers beyond the round trip.
pub const CHECK_TAIL: Duration = Duration::from_secs(2);

/// A film is kept in memory once for all callers; 256 MB is 20 minutes at 1.5 Mbit/s.
pub const FILM_BYTES_MAX: u64 = 256_000_000;

/// Wearable cameras of one run, docked one after the other: more than a station has.
pub const CAMERAS_MAX: u32 = 200;

/// Seconds of a film of a wearable camera: it is kept in memory until it is locked.
pub const CAMERA_FILM_S_MAX: u32 = 600;

/// Longest wait for an HTTP answer; a caller has given up by then.
pub const HTTP_TIMEOUT: Duration = Duration::from_secs(15);

/// Largest answer: a report list or an outbox of thousands of messages.
pub const HTTP_ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Callers of one run: one socket and one connection each, below common limits on open files.
pub const CALLERS_MAX: u32 = 5_000;

/// One day.
pub const DURATION_S_MAX: u32 = 86_400;

/// From the answer to ICE and DTLS being up; a join that takes longer has failed.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);

/// Largest datagram of a peer connection; larger ones are not RTP over Ethernet.
pub const DATAGRAM_BYTES_MAX: usize = 2048;

/// Time between the end of the film and leaving, so that repairs on the way still arrive and the
/// last statistics are drawn.
pub const DRAIN: Duration = Duration::from_millis(1200);

/// A caller's encoder would not make key frames more often, whoever asks.
pub const KEY_FRAME_GAP_MIN: Duration = Duration::from_millis(300);

/// A viewer asks again for a key frame after this; browsers wait about as long.
pub const KEY_FRAME_REQUEST_GAP: Duration = Duration::from_millis(300);

/// Frames whose packets a viewer still waits for; half a second at 60 frames a second.
pub const OPEN_FRAMES_MAX: usize = 32;

/// A tester that gives one frame in a hundred to the network later than this starves: its figures
/// would speak of itself.
pub const FRAME_LATE_MAX: Duration = Duration::from_millis(20);

/// Largest scenario file; a page of text is a thousandth of it.
pub const SCENARIO_BYTES_MAX: usize = 1_000_000;

/// Members of one group: as many as streams in a run.
pub const GROUP_MAX: u32 = CALLERS_MAX;

/// Views of one run: memory for each is some 100 KB, and one machine feeds no more.
pub const VIEWS_MAX: u64 = 20_000;

/// Faster arrivals are "at once".
pub const ARRIVALS_PER_S_MAX: f64 = 1000.0;

/// A still that genba accepts (8 MiB).
pub const STILL_KBYTES_MAX: u32 = 8_000;

/// A gap between two frames that a viewer sees as a stop: three frames, or one and 150 ms, at 30
/// frames a second (W3C webrtc-stats, `freezeCount`).
pub const FREEZE_MIN: Duration = Duration::from_millis(183);

/// Stops kept for one view; a stop a second for an hour.
pub const FREEZES_MAX: usize = 3600;

/// Orders to one client that wait; it takes them at its next turn.
pub const CLIENT_ORDERS_MAX: usize = 16;

/// Destinations of one socket: the candidates of one server.
pub const PEERS_OF_A_SOCKET_MAX: usize = 32;

/// A sender whose connection broke tries again as the caller's page does.
pub const REJOIN_WAIT: Duration = Duration::from_secs(1);

/// After so many failures in a row the sender has lost.
pub const REJOINS_MAX: u32 = 5;

/// Distance of the samples of a run's course.
pub const SAMPLE_GAP: Duration = Duration::from_millis(500);

/// Samples kept; a longer run keeps every second one, and so on.
pub const SAMPLES_MAX: usize = 1200;

/// Different reasons of failures that a report lists.
pub const FAILURE_REASONS_MAX: usize = 50;

/// A viewer that leaves sooner than this after sender and viewer were there has not waited for its
/// first frame.
pub const FIRST_FRAME_PATIENCE: Duration = Duration::from_secs(2);

/// A stop that begins later than this after a change of network has another cause.
pub const CHANGE_EFFECT_MAX: Duration = Duration::from_secs(5);

/// Joins waiting for Janus at once; each is one request and one reply.
pub const JANUS_REQUESTS_WAITING_MAX: usize = 256;

/// How often a crowd's thread reads its sockets: kernel times make the delay exact, and a repair or
/// a feedback that leaves this much later changes nothing.
pub const SWEEP_STEP: Duration = Duration::from_millis(2);

/// Reading a socket costs about 0.5 µs where nothing waits; sweeps of a large crowd are rarer, so
/// that reading takes a tenth of its thread at most.
pub const SWEEP_STEP_PER_PEER: Duration = Duration::from_micros(8);

/// Orders to a crowd's thread; it takes all of them in every turn.
pub const CROWD_ORDERS_WAITING_MAX: usize = 1024;

/// Rounds of one comparison: an hour.
pub const COMPARE_ROUNDS_MAX: u32 = 20;

/// Between the last viewer's first picture and the measured window: joins and their key frames are
/// over, rates have found their level.
pub const COMPARE_SETTLE: Duration = Duration::from_secs(2);

/// How often a peer that is joining is looked at.
pub const COMPARE_LOOK_STEP: Duration = Duration::from_millis(20);

/// Below it a server bought its speed with losses.
pub const COMPARE_DELIVERY_PERCENT_MIN: f64 = 99.9;

/// A packet in a hundred later than this, and bursts are no longer those of the recording.
pub const COMPARE_LATE_MS_MAX: f64 = 5.0;

/// At most a third of Janus's cost for each packet.
pub const COMPARE_RATIO_MAX: f64 = 1.0 / 3.0;

/// From starting a server to its being ready.
pub const SERVER_START_WAIT: Duration = Duration::from_secs(20);

/// From starting a browser to its offer, on a machine that is busy otherwise.
pub const BROWSER_START_WAIT: Duration = Duration::from_secs(30);

/// From a browser's answer to its being connected.
pub const BROWSER_CONNECT_WAIT: Duration = Duration::from_secs(10);

/// A request of our own page: an offer of 8 KB.
pub const BROWSER_REQUEST_BYTES_MAX: u64 = 256 * 1024;

/// What a light sender sends unless its scenario says more: 720p at about 1.3 Mbit/s.
pub const LIGHT_PACKETS_PER_S: u32 = 150;

/// Set-ups of a siege at a time: enough to be quick, few enough to measure each by itself.
pub const SIEGE_SETUPS_AT_ONCE: u32 = 4;

/// Fewer rooms say nothing about how the cost grows.
pub const IDLE_ROOMS_MIN: u64 = 100;

/// Connections over which a siege opens its half-open sessions.
pub const SIEGE_CONNECTIONS: u32 = 32;

/// Entries of the server's outbox above which a soak lets nobody in: the store writes down who came
/// and went more slowly than the media engine serves them.
pub const SOAK_BACKLOG_MAX: u64 = 2000;

/// How often a soak looks at it, and how long it waits for the last of it.
pub const SOAK_BACKLOG_LOOK: Duration = Duration::from_millis(200);
pub const SOAK_BACKLOG_WAIT: Duration = Duration::from_secs(120);

/// Rooms of a soak at a time: two clients each in one thread.
pub const SOAK_ROOMS_MAX: u32 = 500;

/// How long a soak waits for the server to forget sessions before it looks at what is held.
pub const SOAK_SETTLE: Duration = Duration::from_secs(20);

/// What the senders of a soak send in their moment.
pub const SOAK_PACKETS_PER_S: f64 = 150.0;

/// Callers of one exercise: a class with an instructor, some rounds each.
pub const EXERCISE_CALLERS_MAX: u32 = 200;

/// Links of exercises that are remembered, those of earlier days included.
pub const EXERCISE_LINKS: usize = 10_000;
