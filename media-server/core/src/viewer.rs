//! What a session does that takes media from us.

use std::time::Instant;

use crate::{
    codec::Kind,
    down::{DownTrack, Forwarded, Route},
    publisher::{Publisher, Received},
    random::Random,
    rtcp::Message,
    transmit::Transmits,
    transport::{Transport, sdp::Choice},
    up::{SenderClock, Source},
};

pub struct Viewer {
    tracks: Vec<DownTrack>,
    routes: Vec<(Kind, Route)>,
}

impl Viewer {
    pub fn new(choice: &Choice, random: &mut Random) -> Self {
        let mut viewer = Self {
            tracks: Vec::new(),
            routes: Vec::new(),
        };
        for accepted in choice.accepted() {
            let has_rtx = accepted
                .payloads
                .iter()
                .any(|payload| payload.rtx.is_some());
            let ssrc = random.ssrc();
            let route = Route {
                ssrc,
                rtx_ssrc: has_rtx.then(|| random.ssrc()),
            };
            let [first, rtx] = [(); 2].map(|()| u16::from_be_bytes(random.bytes()));
            viewer.routes.push((accepted.kind, route));
            viewer
                .tracks
                .push(DownTrack::new(accepted.clone(), route, first, rtx));
        }
        viewer
    }

    pub fn route(&self, kind: Kind) -> Option<Route> {
        self.routes
            .iter()
            .find(|(found, _)| *found == kind)
            .map(|(_, route)| *route)
    }

    /// Passes a packet on. False when this viewer needs a key frame to begin.
    pub fn forward(
        &mut self,
        received: &Received<'_>,
        now: Instant,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) -> bool {
        let Some(track) = self.track(received.kind) else {
            return true;
        };
        let forwarded = track.forward(
            &received.packet,
            &received.arrival,
            now,
            transport,
            transmits,
        );
        forwarded != Forwarded::Waiting
    }

    pub fn forward_clock(
        &mut self,
        kind: Kind,
        source: Source,
        clock: &SenderClock,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) {
        if let Some(track) = self.track(kind) {
            track.send_clock(source, clock, transport, transmits);
        }
    }

    /// Answers feedback; true when the viewer needs a key frame.
    pub fn receive(
        &mut self,
        message: &Message<'_>,
        publisher: Option<&Publisher>,
        now: Instant,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) -> bool {
        match message {
            Message::KeyFrameRequest { media } => self
                .tracks
                .iter()
                .any(|track| track.kind() == Kind::Video && track.is_route(*media)),
            Message::Nack(nack) => {
                let track = self
                    .tracks
                    .iter_mut()
                    .find(|track| track.is_route(nack.media));
                let (Some(track), Some(publisher)) = (track, publisher) else {
                    return false;
                };
                for sequence in nack.sequences() {
                    if let Some((source, index, sent)) = track.wanted(sequence, now)
                        && let Some(stored) = publisher.stored(track.kind(), source, index)
                    {
                        track.repeat(&stored, sent, transport, transmits);
                    }
                }
                false
            }
            Message::SenderReport { .. }
            | Message::ReceiverReport(_)
            | Message::TransportFeedback(_)
            | Message::BitrateEstimate { .. }
            | Message::Other => false,
        }
    }

    /// Begins anew at the next key frame.
    pub fn stop(&mut self) {
        self.tracks.iter_mut().for_each(DownTrack::stop);
    }

    fn track(&mut self, kind: Kind) -> Option<&mut DownTrack> {
        self.tracks.iter_mut().find(|track| track.kind() == kind)
    }
}
