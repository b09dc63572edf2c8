//! What leaves, when, and in which runs.

use std::time::Instant;

use super::{Flow, Viewer, track};
use crate::{
    codec::Kind,
    congestion::Demand,
    down::{Next, Outgoing, PlayoutDelay, Urgent, next_run},
    limits,
    publisher::Publisher,
    transmit::Transmits,
    transport::Transport,
};

impl Viewer {
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
