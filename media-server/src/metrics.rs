//! Counters of a node.

use media_core::Counters;
use serde::Serialize;

use crate::shard::TcpCounters;

/// Sums over all shards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Metrics {
    pub shards: u64,
    pub sessions: u64,
    /// Of them, those that are not connected yet.
    pub half_open: u64,
    pub rooms: u64,
    pub datagrams_in: u64,
    pub bytes_in: u64,
    pub datagrams_out: u64,
    pub bytes_out: u64,
    /// Calls of the system to send; fewer than datagrams where runs go out as one.
    pub sends: u64,
    /// Datagrams that the socket or our buffer did not take.
    pub datagrams_dropped: u64,
    pub datagrams_unknown: u64,
    pub packets_refused: u64,
    pub packets_forwarded: u64,
    /// Padding that let packets leave as one run.
    pub padding_bytes: u64,
    /// Sessions that had to make room before they were connected.
    pub half_open_dropped: u64,
    /// Packets dropped because a viewer could not follow.
    pub queue_dropped: u64,
    /// Turns of the shards' loops.
    pub turns: u64,
    /// User and system time of the shards' threads.
    pub cpu_us: u64,
    pub key_frames_wanted: u64,
    /// Packets beyond what one session may bring in.
    pub ingress_dropped: u64,
    /// Checks that were forged, replayed, or for the address of another live session.
    pub checks_refused: u64,
    pub moves: u64,
    /// TCP connections open now.
    pub tcp_connections: u64,
    pub tcp_accepted: u64,
    /// TCP connections closed because no session's check passed on them.
    pub tcp_strangers_closed: u64,
    /// Packets of rooms that nobody ordered to be recorded.
    pub packets_unrecorded: u64,
    pub journal_chunks: u64,
    pub journal_bytes: u64,
    /// Packets and others that arrived and could not be kept.
    pub journal_records_lost: u64,
    /// User and system time of the threads that write.
    pub journal_cpu_us: u64,
    /// Age of what waits to be written.
    pub journal_behind_ms: u64,
    pub outbox_waiting: u64,
    pub outbox_dropped: u64,
}

/// What one shard counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ShardCounters {
    pub sfu: Counters,
    pub tcp: TcpCounters,
    pub datagrams_out: u64,
    pub bytes_out: u64,
    pub sends: u64,
    pub datagrams_dropped: u64,
    pub turns: u64,
    pub cpu_us: u64,
}

impl ShardCounters {
    pub const COUNT: usize = 30;

    /// Every number, in a fixed order.
    pub fn fields(&mut self) -> [&mut u64; Self::COUNT] {
        let Self { sfu, tcp, .. } = self;
        [
            &mut sfu.datagrams_in,
            &mut sfu.bytes_in,
            &mut sfu.datagrams_unknown,
            &mut sfu.packets_refused,
            &mut sfu.packets_forwarded,
            &mut sfu.padding_bytes,
            &mut sfu.queue_dropped,
            &mut sfu.key_frames_wanted,
            &mut sfu.ingress_dropped,
            &mut sfu.checks_refused,
            &mut sfu.moves,
            &mut sfu.transmits_dropped,
            &mut sfu.records_lost,
            &mut sfu.packets_unrecorded,
            &mut sfu.half_open,
            &mut sfu.half_open_dropped,
            &mut sfu.sessions,
            &mut sfu.rooms,
            &mut tcp.connections,
            &mut tcp.accepted,
            &mut tcp.strangers_closed,
            &mut tcp.datagrams_out,
            &mut tcp.bytes_out,
            &mut tcp.datagrams_dropped,
            &mut self.datagrams_out,
            &mut self.bytes_out,
            &mut self.sends,
            &mut self.datagrams_dropped,
            &mut self.turns,
            &mut self.cpu_us,
        ]
    }
}

impl Metrics {
    pub(crate) fn add(&mut self, shard: &ShardCounters) {
        let ShardCounters { sfu, tcp, .. } = shard;
        self.shards += 1;
        self.sessions += sfu.sessions;
        self.half_open += sfu.half_open;
        self.half_open_dropped += sfu.half_open_dropped;
        self.rooms += sfu.rooms;
        self.datagrams_in += sfu.datagrams_in;
        self.bytes_in += sfu.bytes_in;
        self.datagrams_out += shard.datagrams_out + tcp.datagrams_out;
        self.bytes_out += shard.bytes_out + tcp.bytes_out;
        self.sends += shard.sends;
        self.datagrams_dropped +=
            shard.datagrams_dropped + tcp.datagrams_dropped + sfu.transmits_dropped;
        self.datagrams_unknown += sfu.datagrams_unknown;
        self.packets_refused += sfu.packets_refused;
        self.packets_forwarded += sfu.packets_forwarded;
        self.padding_bytes += sfu.padding_bytes;
        self.queue_dropped += sfu.queue_dropped;
        self.turns += shard.turns;
        self.cpu_us += shard.cpu_us;
        self.key_frames_wanted += sfu.key_frames_wanted;
        self.ingress_dropped += sfu.ingress_dropped;
        self.checks_refused += sfu.checks_refused;
        self.moves += sfu.moves;
        self.packets_unrecorded += sfu.packets_unrecorded;
        self.journal_records_lost += sfu.records_lost;
        self.tcp_connections += tcp.connections;
        self.tcp_accepted += tcp.accepted;
        self.tcp_strangers_closed += tcp.strangers_closed;
    }
}
