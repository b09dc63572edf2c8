//! One stream of a session: its packets in order, put together, with their times.

use std::cell::RefCell;
use std::rc::Rc;

use journal::record::Codec;

use super::Frame;
use super::choice::Rank;
use super::clock::TrackClock;
use super::h264::H264;
use super::opus;
use super::reorder::{Ordered, Reorder};
use super::rtp::Packet;
use super::timeline::Session;
use super::vp8::Vp8;

enum Kind {
    H264(H264),
    Vp8(Vp8),
    Opus,
}

pub struct Track {
    codec: Codec,
    layer: u8,
    session: Rc<Session>,
    ssrc: Option<u32>,
    reorder: Reorder,
    kind: Kind,
    clock: Rc<RefCell<TrackClock>>,
    last_us: i64,
    pub is_over: bool,
}

/// A frame that waits until all that belongs before it has had time to come.
pub struct Held {
    pub codec: Codec,
    pub rank: Rank,
    pub session: Rc<Session>,
    pub is_key: bool,
    pub bytes: Vec<u8>,
    /// Its time as far as was known when it came.
    pub first_guess_us: i64,
    clock: Rc<RefCell<TrackClock>>,
    rtp_us: i64,
    arrived_us: i64,
}

impl Held {
    /// Its time as far as is known now.
    pub fn at_us(&self) -> i64 {
        self.clock.borrow_mut().at_us(self.rtp_us, self.arrived_us)
    }
}

impl Track {
    pub fn new(codec: Codec, layer: u8, session: Rc<Session>) -> Self {
        let clock = clock(codec, &session);
        let kind = match codec {
            Codec::H264 => Kind::H264(H264::default()),
            Codec::Vp8 => Kind::Vp8(Vp8::default()),
            Codec::Opus => Kind::Opus,
        };
        Self {
            codec,
            layer,
            session,
            ssrc: None,
            reorder: Reorder::default(),
            kind,
            clock: Rc::new(RefCell::new(clock)),
            last_us: i64::MIN,
            is_over: false,
        }
    }

    pub fn codec(&self) -> Codec {
        self.codec
    }

    pub fn session(&self) -> &Rc<Session> {
        &self.session
    }

    pub fn is_of(&self, session: &Rc<Session>) -> bool {
        Rc::ptr_eq(&self.session, session)
    }

    /// The same stream, named once more.
    pub fn is(&self, session: &Rc<Session>, codec: Codec, layer: u8) -> bool {
        !self.is_over && self.is_of(session) && (self.codec, self.layer) == (codec, layer)
    }

    pub fn push(&mut self, packet: Packet, at_us: i64, now_us: i64, out: &mut Vec<Held>) {
        if self
            .ssrc
            .replace(packet.ssrc)
            .is_some_and(|before| before != packet.ssrc)
        {
            // The sender began anew, with RTP times of its own choosing.
            self.flush(out);
            self.clock = Rc::new(RefCell::new(clock(self.codec, &self.session)));
        }
        self.clock.borrow_mut().arrived(packet.timestamp, at_us);
        let mut ordered = Vec::new();
        self.reorder.push(packet, at_us, now_us, &mut ordered);
        self.put_together(&ordered, out);
    }

    pub fn reported(&mut self, ntp: u64, rtp: u32, at_us: i64) {
        self.clock.borrow_mut().reported(ntp, rtp, at_us);
    }

    /// Goes on without packets that were waited for long enough.
    pub fn release(&mut self, now_us: i64, out: &mut Vec<Held>) {
        let mut ordered = Vec::new();
        self.reorder.release(now_us, &mut ordered);
        self.put_together(&ordered, out);
    }

    /// Nothing more will come.
    pub fn flush(&mut self, out: &mut Vec<Held>) {
        let mut ordered = Vec::new();
        self.reorder.flush(&mut ordered);
        self.put_together(&ordered, out);
        match &mut self.kind {
            Kind::H264(h264) => h264.end(),
            Kind::Vp8(vp8) => vp8.end(),
            Kind::Opus => {}
        }
    }

    fn put_together(&mut self, ordered: &[Ordered], out: &mut Vec<Held>) {
        let mut frames = Vec::new();
        for ordered in ordered {
            match &mut self.kind {
                Kind::H264(h264) => h264.push(ordered, &mut frames),
                Kind::Vp8(vp8) => vp8.push(ordered, &mut frames),
                Kind::Opus => frames.extend(sound(ordered)),
            }
        }
        self.hold(frames, out);
    }

    fn hold(&mut self, frames: Vec<Frame>, out: &mut Vec<Held>) {
        for frame in frames {
            let mut clock = self.clock.borrow_mut();
            let rtp_us = clock.rtp_us(frame.timestamp);
            // Frames of one track keep their order whatever the clock says.
            self.last_us = self.last_us.max(clock.at_us(rtp_us, frame.at_us));
            out.push(Held {
                codec: self.codec,
                rank: (self.session.place, self.layer),
                session: self.session.clone(),
                is_key: frame.is_key,
                bytes: frame.bytes,
                first_guess_us: self.last_us,
                clock: self.clock.clone(),
                rtp_us,
                arrived_us: frame.at_us,
            });
        }
    }
}

fn clock(codec: Codec, session: &Session) -> TrackClock {
    TrackClock::new(session.clock.clone(), codec.clock_rate_hz())
}

fn sound(ordered: &Ordered) -> Option<Frame> {
    let packet = &ordered.packet;
    opus::duration_us(&packet.payload)?;
    Some(Frame {
        timestamp: packet.timestamp,
        at_us: ordered.at_us,
        is_key: true,
        bytes: packet.payload.clone(),
    })
}
