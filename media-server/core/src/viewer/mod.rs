//! What a session does that takes media from us.

mod reports;
mod sending;

use std::time::Instant;

use protocol::{id::WebrtcSessionId, media::ViewerLayer};

use crate::{
    codec::Kind,
    congestion::Congestion,
    down::{
        Copies, DownTrack, Entry, Item, LayerChoice, Outlook, Pacer, PlayoutDelay, Queue,
        RepairBudget, Route, Selection, SentLog, Urgent,
    },
    limits,
    publisher::{Pending, Publisher},
    random::Random,
    transport::sdp::Choice,
    up::{Ladder, Source, layer_bit},
};

pub struct Viewer {
    tracks: Vec<DownTrack>,
    routes: Vec<(Kind, Route)>,
    choice: LayerChoice,
    selection: Selection,
    queue: Queue,
    pacer: Pacer,
    sent: SentLog,
    congestion: Congestion,
    repairs: RepairBudget,
    copies: Copies,
    /// How far back the running probe has repeated packets.
    filled: u64,
    playout: Option<PlayoutDelay>,
    /// Packets that shall still carry the playout delay.
    playout_repeats: u32,
}

/// What one call of [`Viewer::send`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    pub packets: u64,
    pub padding_bytes: u64,
}

/// What became of the packets that were offered to a viewer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offered {
    /// Layers of which this viewer needs a key frame.
    pub awaited: u8,
    /// Packets of a queue that was full or too old, or made way for a lower layer.
    pub dropped: u64,
}

impl Viewer {
    pub fn new(choice: &Choice, random: &mut Random, epoch: Instant) -> Self {
        let video = choice
            .accepted()
            .find(|accepted| accepted.kind == Kind::Video);
        let can_probe = video.is_some_and(|video| {
            let has_rtx = video.payloads.iter().all(|payload| payload.rtx.is_some());
            has_rtx && video.transport_cc_extension.is_some()
        });
        let mut viewer = Self {
            tracks: Vec::new(),
            routes: Vec::new(),
            choice: LayerChoice::default(),
            selection: Selection::default(),
            queue: Queue::default(),
            pacer: Pacer::default(),
            sent: SentLog::default(),
            congestion: Congestion::new(can_probe, epoch),
            repairs: RepairBudget::default(),
            copies: Copies::default(),
            filled: 0,
            playout: None,
            playout_repeats: 0,
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

    /// Looks again which of the layers that are sent suits the path.
    pub fn choose(&mut self, ladder: &Ladder, now: Instant) {
        let waited = self
            .queue
            .video_since()
            .map(|since| now.saturating_duration_since(since));
        let outlook = Outlook {
            estimate_bps: self.congestion.estimate_bps(),
            congested: waited.is_some_and(|waited| waited > limits::QUEUE_TIME_USUAL),
        };
        self.choice.decide(ladder, outlook, now);
        self.selection = self.choice.selection(ladder);
    }

    /// The layer that is shown, or that shall be.
    pub fn layer(&self) -> Option<u8> {
        let mut tracks = self.tracks.iter();
        let video = tracks.find(|track| track.kind() == Kind::Video)?;
        video.layer().or(self.selection.target)
    }

    /// What this viewer sees, for statistics.
    pub fn view(&self, session: WebrtcSessionId, ladder: &Ladder) -> ViewerLayer {
        let mut tracks = self.tracks.iter();
        let video = tracks.find(|track| track.kind() == Kind::Video);
        let source = video.and_then(DownTrack::source);
        let place = source.and_then(|source| ladder.place(source.layer));
        ViewerLayer {
            session,
            layer: place.and_then(|place| u8::try_from(place).ok()),
            estimate_bps: self
                .congestion
                .estimate_bps()
                .map(|bps| u32::try_from(bps).unwrap_or(u32::MAX)),
        }
    }

    /// Puts packets of the room into the queue.
    pub fn offer(&mut self, publisher: &Publisher, now: Instant) -> Offered {
        let mut offered = Offered::default();
        let ladder = publisher.ladder();
        for Pending { kind, arrival } in publisher.pending() {
            let Some(track) = track(&mut self.tracks, *kind) else {
                continue;
            };
            let item = |begins| Item {
                kind: *kind,
                source: arrival.source,
                index: arrival.index,
                begins,
                queued: now,
            };
            let before = track.layer();
            match track.admit(arrival, &self.selection) {
                Entry::InTurn { begins } => {
                    if begins && *kind == Kind::Video && is_lower(ladder, arrival.source, before) {
                        // The key frame that relieves the path goes before what overloads it.
                        offered.dropped += clear(track, &mut self.queue, &mut self.copies);
                    }
                    if !self.queue.push(item(begins)) {
                        track.wait_for_key_frame();
                        offered.dropped += clear(track, &mut self.queue, &mut self.copies) + 1;
                        offered.awaited |= layer_bit(arrival.source.layer);
                    }
                }
                Entry::Late => self.queue.push_urgent(Urgent::Late(item(false))),
                Entry::Waiting => offered.awaited |= layer_bit(arrival.source.layer),
                Entry::OtherLayer | Entry::NoCodec => {}
            }
        }
        offered
    }

    /// Begins anew at the next key frame.
    pub fn stop(&mut self) {
        self.queue.clear();
        self.copies.clear();
        self.tracks
            .iter_mut()
            .for_each(DownTrack::wait_for_key_frame);
    }
}

/// Drops the picture that waits. What was sent of it before is not repaired any more either: the
/// key frame that comes needs the path for itself.
fn clear(track: &mut DownTrack, queue: &mut Queue, copies: &mut Copies) -> u64 {
    track.forget_sent();
    copies.clear();
    queue.clear_video() as u64
}

/// Whether a layer is below the one before.
fn is_lower(ladder: &Ladder, source: Source, before: Option<u8>) -> bool {
    let before = before.and_then(|layer| ladder.place(layer));
    before.is_some_and(|before| ladder.place(source.layer) < Some(before))
}

fn track(tracks: &mut [DownTrack], kind: Kind) -> Option<&mut DownTrack> {
    tracks.iter_mut().find(|track| track.kind() == kind)
}
