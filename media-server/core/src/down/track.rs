//! One media stream to a viewer.

use std::time::Instant;

use super::{
    choice::Selection,
    extensions::{Extensions, PlayoutDelay},
    outgoing::{Outgoing, low16},
    picture_ids::{IdPatch, IdShift, PictureIds},
    queue::Item,
    rewrite::{Begin, Original, Rewriter},
};
use crate::{
    codec::{Codec, Kind, vp8::Descriptor},
    rtcp,
    transmit::Transmits,
    transport::{
        Transport,
        sdp::{Accepted, Payload},
    },
    up::{Arrival, SenderClock, Source, Stored},
};

pub struct DownTrack {
    accepted: Accepted,
    extensions: Extensions,
    route: Route,
    /// The source whose packets enter the queue; the rewriter follows when they leave it.
    entering: Option<Source>,
    rewriter: Rewriter,
    picture_ids: PictureIds,
    rtx_next: u64,
    packets: u64,
    octets: u64,
}

/// The SSRCs that the answer named.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    pub ssrc: u32,
    pub rtx_ssrc: Option<u32>,
}

/// How a packet comes into the viewer's queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    InTurn {
        begins: bool,
    },
    /// Its number was left free when later packets went out.
    Late,
    /// The viewer waits for the start of a key frame of this layer.
    Waiting,
    /// Of a layer that this viewer does not see.
    OtherLayer,
    /// The viewer lacks the codec.
    NoCodec,
}

impl DownTrack {
    pub fn new(accepted: Accepted, route: Route, first_sequence: u16, rtx_sequence: u16) -> Self {
        let clock_hz = accepted
            .payloads
            .first()
            .map_or(90_000, |first| first.codec.clock_hz());
        Self {
            extensions: Extensions::new(&accepted),
            accepted,
            route,
            entering: None,
            rewriter: Rewriter::new(clock_hz, first_sequence),
            picture_ids: PictureIds::default(),
            rtx_next: u64::from(rtx_sequence & 0x7fff),
            packets: 0,
            octets: 0,
        }
    }

    pub fn kind(&self) -> Kind {
        self.accepted.kind
    }

    pub fn is_route(&self, ssrc: u32) -> bool {
        self.route.ssrc == ssrc
    }

    /// Goes on at the next key frame only: after a hold, or when the queue was dropped.
    pub fn wait_for_key_frame(&mut self) {
        self.entering = None;
    }

    /// The layer that enters the queue.
    pub fn layer(&self) -> Option<u8> {
        self.entering.map(|source| source.layer)
    }

    /// The source of what the viewer was sent last.
    pub fn source(&self) -> Option<Source> {
        self.rewriter.source()
    }

    /// Decides whether a packet of the room is for this viewer.
    pub fn admit(&mut self, arrival: &Arrival, selection: &Selection) -> Entry {
        if self.payload(arrival.codec).is_none() {
            return Entry::NoCodec;
        }
        if self.entering == Some(arrival.source) {
            return if self.rewriter.has_passed(arrival.source, arrival.index) {
                Entry::Late
            } else {
                Entry::InTurn { begins: false }
            };
        }
        let (may_begin, awaited) = self.may_begin(arrival.source, selection);
        if may_begin && arrival.starts_key_frame {
            self.entering = Some(arrival.source);
            Entry::InTurn { begins: true }
        } else if awaited {
            Entry::Waiting
        } else {
            Entry::OtherLayer
        }
    }

    /// Whether the line may go on with this source, and whether its key frame is worth asking for.
    fn may_begin(&self, source: Source, selection: &Selection) -> (bool, bool) {
        if self.kind() == Kind::Audio {
            return (true, true);
        }
        let awaited = selection.target == Some(source.layer);
        let goes_on =
            |present: Source| present.session == source.session && selection.is_sent(present.layer);
        match self.entering {
            // The present layer is shown until the target's key frame comes.
            Some(present) if goes_on(present) => {
                let renewed = present.layer == source.layer;
                (awaited || renewed, awaited || renewed)
            }
            _ => (selection.accepts(source.layer), awaited),
        }
    }

    /// The packet of an item whose turn has come. Here it gets its number. `aligned` is its
    /// timestamp on the clock of the source before.
    pub fn next<'a>(
        &mut self,
        item: &Item,
        stored: &Stored<'a>,
        aligned: Option<u32>,
        playout: Option<PlayoutDelay>,
        now: Instant,
    ) -> Option<Outgoing<'a>> {
        let payload_type = self.payload(stored.codec)?.number;
        let descriptor = descriptor(stored);
        if item.begins {
            let first = descriptor.map(|first| self.picture_ids.begin(&first));
            let begin = Begin {
                source: item.source,
                index: item.index,
                timestamp: stored.timestamp,
                aligned,
                ids: first.unwrap_or_default(),
            };
            self.rewriter.start(&begin, now);
        }
        if self.rewriter.source() != Some(item.source) {
            return None;
        }
        let (index, timestamp) = self.rewriter.rewrite(item.index, stored.timestamp, now)?;
        let shift = self.rewriter.ids();
        let ids = descriptor.map(|descriptor| self.picture_ids.advance(shift, &descriptor));
        self.packets += 1;
        self.octets += stored.payload.len() as u64;
        Some(Outgoing {
            marker: stored.marker,
            payload_type,
            index,
            timestamp,
            ssrc: self.route.ssrc,
            extensions: self.extensions,
            playout,
            original: None,
            payload: stored.payload,
            ids: ids.unwrap_or_default(),
        })
    }

    /// A number that was sent lately, where it may be repeated as RTX.
    pub fn recent(&self, step: u64) -> Option<u16> {
        self.route.rtx_ssrc?;
        self.rewriter.recent(step)
    }

    /// The packet that was sent under a number.
    pub fn original(&self, sequence: u16) -> Option<Original> {
        self.rewriter.original(sequence)
    }

    /// What was sent so far is not sent again.
    pub fn forget_sent(&mut self) {
        self.rewriter.forget_sent();
    }

    /// A packet once more: as RTX (RFC 4588) where the viewer knows it, else as it was.
    pub fn repeat<'a>(&mut self, original: &Original, stored: &Stored<'a>) -> Option<Outgoing<'a>> {
        let payload = self.payload(stored.codec)?;
        let rtx = payload.rtx.zip(self.route.rtx_ssrc);
        let (payload_type, ssrc) = rtx.unwrap_or((payload.number, self.route.ssrc));
        let index = match rtx {
            Some(_) => {
                self.rtx_next += 1;
                self.rtx_next - 1
            }
            None => original.sent,
        };
        Some(Outgoing {
            marker: stored.marker,
            payload_type,
            index,
            timestamp: original.timestamp(stored.timestamp),
            ssrc,
            extensions: self.extensions,
            playout: None,
            original: rtx.map(|_| low16(original.sent)),
            payload: stored.payload,
            ids: repeated_ids(stored, original.ids),
        })
    }

    /// Passes the publisher's clock on, on the viewer's line.
    pub fn send_clock(
        &self,
        source: Source,
        clock: &SenderClock,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) {
        if self.rewriter.source() != Some(source) {
            return;
        }
        let Some(rtp) = self.rewriter.timestamp(clock.rtp) else {
            return;
        };
        let (packets, octets) = (low32(self.packets), low32(self.octets));
        transport.send_rtcp(transmits, |buffer| {
            rtcp::write_sender_report(buffer, self.route.ssrc, clock.ntp, rtp, packets, octets);
        });
    }

    fn payload(&self, codec: Codec) -> Option<&Payload> {
        self.accepted
            .payloads
            .iter()
            .find(|payload| payload.codec == codec)
    }
}

fn descriptor(stored: &Stored<'_>) -> Option<Descriptor> {
    (stored.codec == Codec::Vp8)
        .then(|| Descriptor::parse(stored.payload))
        .flatten()
}

fn repeated_ids(stored: &Stored<'_>, shift: IdShift) -> IdPatch {
    descriptor(stored).map_or_else(IdPatch::default, |descriptor| shift.patch(&descriptor))
}

#[expect(clippy::cast_possible_truncation, reason = "report counters wrap")]
fn low32(count: u64) -> u32 {
    count as u32
}
