//! What is kept of a publisher's packets.

use std::time::Instant;

use super::Publisher;
use crate::{recording::Keeping, rtp::Packet, up::UpTrack};

impl Publisher {
    /// The number of this session in its room's journal, once it is recorded.
    pub fn recorded(&self) -> Option<u16> {
        self.recorded
    }
}

/// Keeps a new packet of a track; true when the session begins with it. A session or track that
/// found no page begins with the next packet.
pub(super) fn keep(
    recorded: &mut Option<u16>,
    track: &mut UpTrack,
    (payload_type, packet): (u8, &Packet<'_>),
    keeping: Keeping<'_>,
    now: Instant,
) -> bool {
    let Keeping {
        recording,
        room,
        session: id,
    } = keeping;
    let before = *recorded;
    *recorded = before.or_else(|| recording.session(room, id, now));
    let Some(session) = *recorded else {
        return false;
    };
    let codec = packet.codec;
    let known = track.recorded.filter(|(of, _)| *of == codec);
    let of = (session, codec, track.height());
    track.recorded = known.or_else(|| Some((codec, recording.track(room, of, now)?)));
    if let Some((_, number)) = track.recorded {
        recording.packet(room, number, (payload_type, packet), now);
    }
    before.is_none()
}
