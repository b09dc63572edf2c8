//! What was sent and may be asked for again.

use media_core::far_end::{FarEnd, Message, messages, write_header};

use super::{Publisher, low16};

/// Repairs reach this far back: more than a second at 600 packets a second.
const STORE_PACKETS: usize = 1024;

/// A ring of the packets that were sent last.
pub struct Store(Vec<Stored>);

#[derive(Default)]
pub struct Stored {
    pub index: u64,
    pub timestamp: u32,
    pub marker: bool,
    pub payload: Vec<u8>,
}

impl Store {
    pub fn new() -> Self {
        let places = std::iter::repeat_with(Stored::default);
        Self(places.take(STORE_PACKETS).collect())
    }

    /// Where the packet of this index is kept, in the place of an older one.
    pub fn place(&mut self, index: u64) -> &mut Stored {
        &mut self.0[slot(index)]
    }

    /// Nothing where it is too old.
    fn get(&self, index: u64) -> Option<&Stored> {
        let stored = &self.0[slot(index)];
        (stored.index == index).then_some(stored)
    }
}

impl Publisher {
    /// Does what the server's report asks for.
    pub fn obey(&mut self, report: &[u8], far: &mut FarEnd, mut send: impl FnMut(&[u8])) {
        for message in messages(report) {
            match message {
                Message::KeyFrameRequest { media } if media == self.sources.media => {
                    self.figures.key_frame_requests += 1;
                    self.key_wanted = true;
                }
                Message::Nack(nack) if nack.media == self.sources.media => {
                    for sequence in nack.sequences() {
                        self.figures.nacks += 1;
                        self.repair(sequence, far, &mut send);
                    }
                }
                _ => {}
            }
        }
    }

    /// Sends a packet again, as retransmission where that was agreed on (RFC 4588).
    fn repair(&mut self, sequence: u16, far: &mut FarEnd, send: &mut impl FnMut(&[u8])) {
        let back = low16(self.index).wrapping_sub(sequence);
        let Some(index) = self.index.checked_sub(u64::from(back)) else {
            return;
        };
        let Some(stored) = self.store.get(index) else {
            return;
        };
        let (timestamp, marker) = (stored.timestamp, stored.marker);
        let (number, sent_as, ssrc) = match self.agreed.rtx_type {
            Some(rtx) => (rtx, self.rtx_index, self.sources.rtx),
            None => (self.agreed.media_type, index, self.sources.media),
        };
        self.buffer.clear();
        write_header(
            &mut self.buffer,
            marker,
            number,
            low16(sent_as),
            timestamp,
            ssrc,
        );
        self.write_transport_number();
        if self.agreed.rtx_type.is_some() {
            self.buffer.extend_from_slice(&sequence.to_be_bytes());
            self.rtx_index += 1;
        }
        self.buffer
            .extend_from_slice(&self.store.place(index).payload);
        if far.seal_rtp(sent_as, &mut self.buffer, 0).is_some() {
            self.figures.repairs += 1;
            send(&self.buffer);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "below STORE_PACKETS")]
fn slot(index: u64) -> usize {
    (index % STORE_PACKETS as u64) as usize
}
