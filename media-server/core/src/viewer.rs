//! What a session does that takes media from us.

use std::time::Instant;

use protocol::{id::WebrtcSessionId, media::ViewerLayer};

use crate::{
    codec::Kind,
    congestion::{Congestion, Demand},
    down::{
        Copies, DownTrack, Entry, Item, LayerChoice, Next, Outgoing, Outlook, Pacer, PlayoutDelay,
        Queue, RepairBudget, Route, Selection, SentLog, Urgent, next_run,
    },
    limits,
    publisher::{Pending, Publisher},
    random::Random,
    rtcp::Message,
    transmit::Transmits,
    transport::{Transport, sdp::Choice},
    up::{Ladder, SenderClock, Source, layer_bit},
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

    pub fn limit_layers(&mut self, layers_max: Option<usize>) {
        self.choice.limit(layers_max);
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

    /// Sends what the pacer permits, in runs of equal length.
    pub fn send(
        &mut self,
        publisher: Option<&Publisher>,
        now: Instant,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) -> Flow {
        let mut flow = Flow::default();
        self.adapt(publisher, now);
        while let Some((kind, sequence)) = self.copies.pop(now) {
            self.queue.push_urgent(Urgent::Repeat { kind, sequence });
        }
        let mut open = self.waiting_bytes() > 0 && self.pacer.is_open(now);
        while open {
            let cluster = self.congestion.cluster();
            let mut batch = [None; limits::SEGMENTS_PER_RUN_MAX];
            let mut count = 0;
            while open
                && count < batch.len()
                && let Some(next) = self.queue.pop().or_else(|| self.filler())
            {
                if let Some(outgoing) = self.prepare(next, publisher, now) {
                    open = self.pacer.spend(outgoing.bytes());
                    self.congestion.spend(outgoing.bytes());
                    batch[count] = Some(outgoing);
                    count += 1;
                }
            }
            if count == 0 {
                break;
            }
            flow.packets += count as u64;
            let batch = &batch[..count];
            flow.padding_bytes += self.send_batch(batch, cluster, now, transport, transmits);
        }
        flow
    }

    /// When the pacer goes on.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let waiting = self.waiting_bytes();
        let paced = (waiting > 0)
            .then(|| self.pacer.next_time(waiting))
            .flatten();
        paced.into_iter().chain(self.copies.due()).min()
    }

    /// Lets the rate and the player's wait follow what is known of both legs.
    fn adapt(&mut self, publisher: Option<&Publisher>, now: Instant) {
        let Some(publisher) = publisher else { return };
        let demand = self.demand(publisher);
        let sends = !self.queue.is_empty();
        let before = self.congestion.cluster();
        let rate_bps = self.congestion.rate_bps(&demand, sends, now);
        if self.congestion.cluster() != before {
            self.filled = 0;
        }
        self.pacer.set_rate(rate_bps);
        let layer = self.layer().unwrap_or_default();
        let repair_delay = || publisher.repair_delay(layer, now);
        if let Some(min_ms) = self.congestion.playout_ms(repair_delay, now) {
            self.set_playout_delay(min_ms, limits::PLAYOUT_MS_TOP);
        }
    }

    fn demand(&self, publisher: &Publisher) -> Demand {
        let ladder = publisher.ladder();
        let place = self.layer().and_then(|layer| ladder.place(layer));
        let rung = place.and_then(|place| ladder.rungs().get(place));
        let input_bps = u64::from(rung.map_or(0, |rung| rung.bit_rate_bps));
        Demand {
            input_bps,
            // Something beyond what permits a climb, so that noise does not take it back.
            wanted_bps: (self.choice.goal_bps(ladder) * 11 / 10).max(input_bps * 3 / 2),
        }
    }

    /// How long the viewer shall hold pictures back; told with the next packets.
    fn set_playout_delay(&mut self, min_ms: u32, max_ms: u32) {
        let wanted = PlayoutDelay { min_ms, max_ms };
        let present_ms = self.playout.map_or(0, |present| present.min_ms);
        if present_ms != min_ms {
            self.playout = Some(wanted);
            self.playout_repeats = limits::PLAYOUT_DELAY_REPEATS;
        }
    }

    /// What waits here, with what the running probe needs.
    fn waiting_bytes(&self) -> usize {
        let media = self.queue.len() * limits::PACKET_BYTES_USUAL;
        media.max(self.congestion.probe_bytes())
    }

    /// A packet sent before, for a probe that media does not fill.
    fn filler(&mut self) -> Option<Next> {
        if self.congestion.cluster() == 0 {
            return None;
        }
        let sequence = track(&mut self.tracks, Kind::Video)
            .filter(|_| self.filled < limits::PROBE_FILLERS_MAX)
            .and_then(|track| track.recent(self.filled));
        self.filled += 1;
        if sequence.is_none() {
            self.congestion.end_probe();
        }
        sequence.map(Next::Filler)
    }

    pub fn forward_clock(
        &mut self,
        kind: Kind,
        source: Source,
        clock: &SenderClock,
        now: Instant,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) {
        self.congestion.report_sent(clock.ntp, now);
        if let Some(track) = track(&mut self.tracks, kind) {
            track.send_clock(source, clock, transport, transmits);
        }
    }

    /// Takes feedback; true when the viewer needs a key frame.
    pub fn receive(&mut self, message: &Message<'_>, now: Instant) -> bool {
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
                let Some(track) = track else { return false };
                for sequence in nack.sequences() {
                    let Some(original) = track.original(sequence) else {
                        continue;
                    };
                    if self.congestion.may_answer(original.sent, now) {
                        let kind = track.kind();
                        self.queue.push_urgent(Urgent::Repeat { kind, sequence });
                        if self.congestion.needs_copies() {
                            self.copies.note(kind, sequence, now);
                        }
                    }
                }
                false
            }
            Message::TransportFeedback(feedback) => {
                self.congestion.feedback(feedback, &self.sent, now);
                false
            }
            Message::ReceiverReport(blocks) => {
                let video = track(&mut self.tracks, Kind::Video);
                let block = video.and_then(|track| {
                    let mut blocks = blocks.iter();
                    blocks.find(|block| track.is_route(block.ssrc))
                });
                if let Some(block) = block {
                    self.congestion.reception(&block, now);
                }
                false
            }
            Message::BitrateEstimate { bit_rate_bps } => {
                self.congestion.bitrate_estimate(*bit_rate_bps);
                false
            }
            Message::SenderReport { .. } | Message::Other => false,
        }
    }

    /// Begins anew at the next key frame.
    pub fn stop(&mut self) {
        self.queue.clear();
        self.copies.clear();
        self.tracks
            .iter_mut()
            .for_each(DownTrack::wait_for_key_frame);
    }

    /// The packet whose turn it is; `None` when the store has lost it.
    fn prepare<'a>(
        &mut self,
        next: Next,
        publisher: Option<&'a Publisher>,
        now: Instant,
    ) -> Option<Outgoing<'a>> {
        let publisher = publisher?;
        match next {
            Next::Media(item) | Next::Urgent(Urgent::Late(item)) => {
                let stored = publisher.stored(item.kind, item.source, item.index)?;
                let playout = self
                    .playout
                    .filter(|_| item.kind == Kind::Video && self.playout_repeats > 0);
                self.playout_repeats -= u32::from(playout.is_some());
                let track = track(&mut self.tracks, item.kind)?;
                let before = track.source().filter(|_| item.begins);
                let aligned = before.and_then(|before| {
                    publisher.aligned(item.kind, stored.timestamp, item.source, before)
                });
                track.next(&item, &stored, aligned, playout, now)
            }
            Next::Urgent(Urgent::Repeat { kind, sequence }) => {
                let outgoing = self.repeat(kind, sequence, publisher)?;
                let path_bps = self.congestion.repairable_bps();
                self.repairs
                    .take(outgoing.bytes(), path_bps, now)
                    .then_some(outgoing)
            }
            Next::Filler(sequence) => self.repeat(Kind::Video, sequence, publisher),
        }
    }

    /// A packet that was sent before, once more.
    fn repeat<'a>(
        &mut self,
        kind: Kind,
        sequence: u16,
        publisher: &'a Publisher,
    ) -> Option<Outgoing<'a>> {
        let track = track(&mut self.tracks, kind)?;
        let original = track.original(sequence)?;
        let stored = publisher.stored(kind, original.source, original.index)?;
        track.repeat(&original, &stored)
    }

    /// Writes packets, padded so that they make few runs; how many bytes of padding.
    fn send_batch(
        &mut self,
        mut batch: &[Option<Outgoing<'_>>],
        cluster: u16,
        now: Instant,
        transport: &mut Transport,
        transmits: &mut Transmits,
    ) -> u64 {
        let mut padding_bytes = 0;
        while !batch.is_empty() {
            let run = next_run(batch.iter().flatten().map(Outgoing::bytes));
            let (packets, rest) = batch.split_at(run.packets.max(1));
            batch = rest;
            for (place, outgoing) in packets.iter().flatten().enumerate() {
                let is_last = place + 1 == run.packets;
                let missing = if is_last {
                    0
                } else {
                    run.bytes - outgoing.bytes()
                };
                let padding = u8::try_from(missing).unwrap_or(0);
                let bytes = outgoing.bytes() + usize::from(padding) + limits::PROTECTION_BYTES;
                let bytes = u16::try_from(bytes).unwrap_or(u16::MAX);
                let number = self.sent.push(now, bytes, cluster);
                transport.send_rtp(outgoing.index, transmits, |buffer| {
                    outgoing.write(buffer, number, padding);
                });
                padding_bytes += u64::from(padding);
            }
        }
        padding_bytes
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
