//! Counts what arrives, asks for what is missing, reports as a browser does.

mod reception;

use std::time::{Duration, Instant};

use media_core::far_end::{
    Arrivals, FarEnd, Header, Message, messages, write_bitrate_estimate, write_nack,
    write_picture_loss, write_receiver_report,
};

use self::reception::Reception;
use super::{
    delivery::Delivery, description::Agreed, figures::ViewerFigures, gaps::Gaps, stamp::Stamp,
    watched::Watched,
};
use crate::{film::Codec, limits, stats::payload::is_key};

/// Chromium's interval at video rates.
const FEEDBACK_STEP: Duration = Duration::from_millis(100);
const REPORT_STEP: Duration = Duration::from_secs(1);
/// What REMB says: the path is no limit here.
const REMB_BPS: u32 = 20_000_000;

/// Where and when a datagram arrived.
#[derive(Clone, Copy)]
pub struct Arrival {
    pub at: Instant,
    /// Time of day, in nanoseconds since 1970.
    pub time_ns: u64,
}

pub struct Viewer {
    agreed: Agreed,
    own_ssrc: u32,
    source: Option<u32>,
    gaps: Gaps,
    arrivals: Arrivals,
    feedback_due: Option<Instant>,
    report_due: Option<Instant>,
    key_frame: KeyFrame,
    key_frame_asked: Option<Instant>,
    reception: Reception,
    delivery: Delivery,
    ask_for: Vec<u16>,
    buffer: Vec<u8>,
    pub first_frame: Option<Instant>,
    /// Only where a run wants to know of frames.
    pub watched: Option<Box<Watched>>,
    figures: ViewerFigures,
}

/// The key frame that a decoder begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KeyFrame {
    Wanted,
    /// Its first packet came, with this timestamp.
    Begun(u32),
    Had,
}

impl Viewer {
    pub fn new(agreed: Agreed, own_ssrc: u32, now: Instant) -> Self {
        Self {
            agreed,
            own_ssrc,
            source: None,
            gaps: Gaps::default(),
            arrivals: Arrivals::new(now),
            feedback_due: None,
            report_due: None,
            key_frame: KeyFrame::Wanted,
            key_frame_asked: None,
            reception: Reception::default(),
            delivery: Delivery::default(),
            ask_for: Vec::new(),
            buffer: Vec::with_capacity(limits::DATAGRAM_BYTES_MAX),
            first_frame: None,
            watched: None,
            figures: ViewerFigures::default(),
        }
    }

    /// Counts from this packet of the publisher on.
    pub fn mark(&mut self, first: u32) {
        self.delivery = Delivery::from(first);
        self.figures = ViewerFigures::default();
    }

    pub fn figures(&mut self) -> &ViewerFigures {
        self.figures.packets = self.delivery.unique;
        self.figures.duplicates = self.delivery.duplicates;
        &self.figures
    }

    pub fn count_datagram(&mut self) {
        self.figures.datagrams += 1;
    }

    /// Takes a plain RTP packet.
    pub fn take(&mut self, packet: &[u8], arrival: Arrival) {
        let Some(header) = Header::parse(packet) else {
            return;
        };
        self.note_arrival(&header, packet, arrival.at);
        let Some(payload) = header.payload(packet) else {
            return;
        };
        let repaired = Some(header.payload_type) == self.agreed.rtx_type;
        if !repaired && header.payload_type != self.agreed.media_type {
            return;
        }
        if payload.is_empty() {
            self.figures.padding += 1;
            if !repaired {
                let index = self.gaps.take(header.sequence, arrival.at);
                self.watch(index, &header, payload, arrival.at);
            }
            return;
        }
        let (sequence, payload) = match (repaired, payload.split_first_chunk::<2>()) {
            (false, _) => (header.sequence, payload),
            (true, Some((original, rest))) => (u16::from_be_bytes(*original), rest),
            (true, None) => return,
        };
        if !repaired {
            self.source = Some(header.ssrc);
            self.reception.count();
        }
        self.figures.arrived += 1;
        let index = self.gaps.take(sequence, arrival.at);
        self.watch_for_key_frame(&header, payload, arrival.at);
        self.watch(index, &header, payload, arrival.at);
        let Some(stamp) = Stamp::read(payload) else {
            return;
        };
        if let Some(watched) = &mut self.watched
            && watched.is_first_stamp()
        {
            self.delivery = Delivery::from(stamp.number);
        }
        if self.delivery.take(stamp.number) {
            self.figures.payload_bytes += payload.len() as u64;
            self.figures.repaired += u64::from(repaired);
            let delay_ns = arrival.time_ns.saturating_sub(stamp.sent_ns);
            let delay = Duration::from_nanos(delay_ns);
            self.figures.delay.add(delay);
            if let Some(watched) = &self.watched {
                watched.live.delay.add(delay);
            }
        }
    }

    fn watch(&mut self, index: u64, header: &Header, payload: &[u8], at: Instant) {
        if let Some(watched) = &mut self.watched {
            watched.take(index, header.timestamp, header.marker, payload, at);
        }
    }

    /// Of what was sent since the first packet that came: repaired or not, what never came.
    pub fn missing(&self) -> u64 {
        self.delivery.missing()
    }

    fn note_arrival(&mut self, header: &Header, packet: &[u8], at: Instant) {
        let Some(id) = self.agreed.transport_cc else {
            return;
        };
        if let Some(&[high, low]) = header.extension(packet, id) {
            let number = u16::from_be_bytes([high, low]);
            self.arrivals.record(number, packet.len(), at);
            self.feedback_due.get_or_insert(at + FEEDBACK_STEP);
        }
    }

    fn watch_for_key_frame(&mut self, header: &Header, payload: &[u8], at: Instant) {
        if self.key_frame == KeyFrame::Wanted && is_key(Codec::Vp8, payload) {
            self.key_frame = KeyFrame::Begun(header.timestamp);
        }
        let ends = header.marker && self.key_frame == KeyFrame::Begun(header.timestamp);
        if ends && self.gaps.are_none() {
            self.key_frame = KeyFrame::Had;
            self.first_frame.get_or_insert(at);
        }
    }

    /// Takes a plain compound report.
    pub fn note_report(&mut self, report: &[u8], at: Instant) {
        for message in messages(report) {
            if let Message::SenderReport { ssrc, ntp, .. } = message
                && Some(ssrc) == self.source
            {
                self.reception.note_report(ntp, at);
            }
        }
    }

    /// Sends what is to be said now.
    pub fn turn(&mut self, now: Instant, far: &mut FarEnd, mut send: impl FnMut(&[u8])) {
        self.ask(now, far, &mut send);
        if self.feedback_due.is_some_and(|due| due <= now) {
            self.feedback_due = None;
            let media = self.source.unwrap_or(0);
            self.buffer.clear();
            self.arrivals
                .write(&mut self.buffer, self.own_ssrc, media, now);
            self.figures.feedback_sent += 1;
            self.seal(far, &mut send);
        }
        let Some(source) = self.source else {
            return;
        };
        if self.report_due.is_none_or(|due| due <= now) {
            self.report_due = Some(now + REPORT_STEP);
            self.report(source, now);
            self.seal(far, &mut send);
        }
    }

    fn ask(&mut self, now: Instant, far: &mut FarEnd, send: &mut impl FnMut(&[u8])) {
        let Some(source) = self.source else {
            return;
        };
        let abandoned = self.gaps.abandoned;
        self.ask_for.clear();
        self.gaps.due(now, &mut self.ask_for);
        if !self.ask_for.is_empty() {
            self.figures.nacks_sent += self.ask_for.len() as u64;
            self.buffer.clear();
            write_nack(&mut self.buffer, self.own_ssrc, source, &self.ask_for);
            self.seal(far, send);
        }
        if self.gaps.abandoned > abandoned {
            self.figures.abandoned += self.gaps.abandoned - abandoned;
            // A decoder could not go on from here.
            self.key_frame = KeyFrame::Wanted;
        }
        let long_ago = self
            .key_frame_asked
            .is_none_or(|at| now - at >= limits::KEY_FRAME_REQUEST_GAP);
        if self.key_frame == KeyFrame::Wanted && long_ago {
            self.key_frame_asked = Some(now);
            self.figures.key_frame_requests_sent += 1;
            self.buffer.clear();
            write_picture_loss(&mut self.buffer, self.own_ssrc, source);
            self.seal(far, send);
        }
    }

    /// A receiver report, and REMB where the server wants it.
    fn report(&mut self, source: u32, now: Instant) {
        let highest = self.gaps.highest().unwrap_or(0);
        let block = self.reception.take_block(source, highest, now);
        self.buffer.clear();
        write_receiver_report(&mut self.buffer, self.own_ssrc, &[block]);
        if self.agreed.remb {
            write_bitrate_estimate(&mut self.buffer, self.own_ssrc, REMB_BPS, source);
        }
    }

    fn seal(&mut self, far: &mut FarEnd, send: &mut impl FnMut(&[u8])) {
        if !self.buffer.is_empty() && far.seal_rtcp(&mut self.buffer, 0).is_some() {
            send(&self.buffer);
        }
    }
}
