//! All sessions of a report on one line of time.

#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io::Read;
use std::rc::Rc;

use journal::record::{Codec, Record};
use protocol::id::WebrtcSessionId;

use super::choice::Choice;
use super::clock::PublisherClock;
use super::queue::Queue;
use super::records::Records;
use super::rtp::Packet;
use super::track::{Held, Track};
use crate::failure::{Failure, Refusal};
use crate::limits;

/// What of a journal is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Pictures of one codec, and the sound of their sessions.
    Film(Codec),
    /// Pictures of every codec.
    Pictures,
}

impl Wanted {
    fn takes(self, codec: Codec) -> bool {
        match self {
            Self::Film(wanted) => codec == wanted || codec == Codec::Opus,
            Self::Pictures => codec.is_video(),
        }
    }
}

/// A picture or a piece of sound in its place.
pub struct Sample {
    pub codec: Codec,
    pub is_key: bool,
    /// Unix time. Never earlier than the sample before, except where a clock was corrected.
    pub at_us: i64,
    pub bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    Continue,
    /// The sink has what it wants.
    Stop,
}

pub trait Sink {
    /// The first session began; this is zero.
    fn begin(&mut self, at_us: i64);
    fn take(&mut self, sample: Sample) -> Result<Flow, Failure>;
}

pub struct Session {
    id: WebrtcSessionId,
    is_over: Cell<bool>,
    /// In the order of the stream.
    pub place: u32,
    pub clock: Rc<RefCell<PublisherClock>>,
    /// When something came last, on the film's line.
    latest_us: Cell<Option<i64>>,
    /// How much further that line is than the clock of the node, which somebody set.
    ahead_us: Cell<i64>,
    has_video: Cell<bool>,
    has_wanted_video: Cell<bool>,
}

/// Reads records to their end. Where they are damaged, the sink still gets what came before.
pub fn play<R: Read>(
    records: &mut Records<R>,
    wanted: Wanted,
    sink: &mut impl Sink,
    mut reached: impl FnMut(u64),
) -> Result<(), Failure> {
    let mut timeline = Timeline::new(wanted);
    let read = loop {
        let flow = match records.next() {
            Ok(Some(record)) => timeline.take(record, sink),
            Ok(None) => break Ok(()),
            Err(failure) => break Err(failure),
        };
        match flow {
            Ok(Flow::Continue) => reached(records.read_bytes()),
            Ok(Flow::Stop) => return Ok(()),
            Err(failure) => break Err(failure),
        }
    };
    let flushed = timeline.finish(sink);
    read.and(flushed.map(drop))
}

struct Timeline {
    wanted: Wanted,
    sessions: HashMap<u16, Rc<Session>>,
    session_count: u32,
    tracks: HashMap<u16, Track>,
    queue: Queue,
    picture: Choice,
    sound: Choice,
    zero_us: Option<i64>,
    now_us: i64,
    looked_us: i64,
    /// That of the sessions to come.
    ahead_us: i64,
    has_lost: bool,
}

impl Timeline {
    fn new(wanted: Wanted) -> Self {
        Self {
            wanted,
            sessions: HashMap::new(),
            session_count: 0,
            tracks: HashMap::new(),
            queue: Queue::default(),
            picture: Choice::default(),
            sound: Choice::default(),
            zero_us: None,
            now_us: i64::MIN,
            looked_us: i64::MIN,
            ahead_us: 0,
            has_lost: false,
        }
    }

    fn take(&mut self, record: Record<'_>, sink: &mut impl Sink) -> Result<Flow, Failure> {
        match record {
            Record::Session { number, id, at_ms } => {
                let at_us = at_ms.0.checked_mul(1000).ok_or(Refusal::Damaged)?;
                if self.zero_us.is_none() {
                    if at_us < 0 {
                        return Err(Refusal::Damaged.into());
                    }
                    self.zero_us = Some(at_us);
                    sink.begin(at_us);
                }
                self.advance(at_us.saturating_add(self.ahead_us))?;
                self.begin_session(number, id)?;
            }
            Record::Track(track) => self.begin_track(track)?,
            Record::Rtp {
                track,
                at_us,
                packet,
            } => self.take_packet(track, at_us, packet)?,
            Record::SenderReport {
                track,
                at_us,
                ntp,
                rtp,
            } => {
                if let Some(at_us) = self.arrived(track, at_us)?
                    && let Some(track) = self.tracks.get_mut(&track)
                {
                    track.reported(ntp, rtp, at_us);
                }
            }
            Record::SessionEnded { number, .. } => match self.sessions.get(&number).cloned() {
                Some(session) => self.end_session(&session),
                None => self.unknown()?,
            },
            // Packets that are missing are missing from their numbers, too.
            Record::Lost { .. } => self.has_lost = true,
            Record::Event { .. } => {}
        }
        self.give_out(sink, limits::HOLD_US)
    }

    fn take_packet(&mut self, track: u16, at_us: u64, packet: &[u8]) -> Result<(), Failure> {
        let Some(at_us) = self.arrived(track, at_us)? else {
            return Ok(());
        };
        if let Some(track) = self.tracks.get_mut(&track)
            && !track.is_over
            && self.wanted.takes(track.codec())
        {
            let packet = Packet::parse(packet).ok_or(Refusal::Damaged)?;
            let mut out = Vec::new();
            track.push(packet, at_us, self.now_us, &mut out);
            self.queue.hold(out);
        }
        Ok(())
    }

    /// Nobody told of this session or track: a lie, unless something was lost.
    fn unknown(&self) -> Result<(), Refusal> {
        if self.has_lost {
            Ok(())
        } else {
            Err(Refusal::Damaged)
        }
    }

    fn finish(&mut self, sink: &mut impl Sink) -> Result<Flow, Failure> {
        let mut out = Vec::new();
        for track in self.tracks.values_mut().filter(|track| !track.is_over) {
            track.flush(&mut out);
        }
        self.queue.hold(out);
        // Beyond every time that a frame may have.
        self.now_us = i64::MAX;
        self.give_out(sink, 0)
    }

    /// A new file names the sessions that go on, and their tracks, once more.
    fn begin_session(&mut self, number: u16, id: WebrtcSessionId) -> Result<(), Refusal> {
        let known = self.sessions.get(&number);
        if known.is_some_and(|known| known.id == id && !known.is_over.get()) {
            return Ok(());
        }
        self.session_count += 1;
        if self.session_count > limits::SESSIONS_MAX {
            return Err(Refusal::Damaged);
        }
        let session = Rc::new(Session {
            id,
            is_over: Cell::new(false),
            place: self.session_count,
            clock: Rc::default(),
            latest_us: Cell::new(None),
            ahead_us: Cell::new(self.ahead_us),
            has_video: Cell::new(false),
            has_wanted_video: Cell::new(false),
        });
        if let Some(before) = self.sessions.insert(number, session) {
            self.end_session(&before);
            self.tracks.retain(|_, track| !track.is_of(&before));
        }
        Ok(())
    }

    fn end_session(&mut self, session: &Rc<Session>) {
        session.is_over.set(true);
        let mut out = Vec::new();
        for track in self
            .tracks
            .values_mut()
            .filter(|track| track.is_of(session))
        {
            if !track.is_over {
                track.flush(&mut out);
                // A packet that is recorded after its session's end is late, not damage.
                track.is_over = true;
            }
        }
        self.queue.hold(out);
    }

    fn begin_track(&mut self, track: journal::record::Track) -> Result<(), Refusal> {
        let Some(session) = self.sessions.get(&track.session) else {
            return self.unknown();
        };
        let known = self.tracks.get(&track.number);
        if known.is_some_and(|known| known.is(session, track.codec, track.layer)) {
            return Ok(());
        }
        if track.codec.is_video() {
            session.has_video.set(true);
            let is_wanted = self.wanted.takes(track.codec);
            session
                .has_wanted_video
                .set(session.has_wanted_video.get() | is_wanted);
        }
        let begun = Track::new(track.codec, track.layer, session.clone());
        if let Some(mut before) = self.tracks.insert(track.number, begun) {
            let mut out = Vec::new();
            before.flush(&mut out);
            self.queue.hold(out);
        }
        let live = self.tracks.values().filter(|track| !track.is_over);
        if live.count() > limits::TRACKS_MAX {
            return Err(Refusal::Damaged);
        }
        Ok(())
    }

    /// When something of a track came, on the film's line; nothing where nobody knows the track. A
    /// session whose clock jumps had its clock set: it goes on where it was.
    fn arrived(&mut self, track: u16, told_us: u64) -> Result<Option<i64>, Failure> {
        let told_us = i64::try_from(told_us).map_err(|_| Refusal::Damaged)?;
        let Some(session) = self.tracks.get(&track).map(Track::session).cloned() else {
            self.unknown()?;
            return Ok(None);
        };
        let mut at_us = told_us.saturating_add(session.ahead_us.get());
        let latest_us = session.latest_us.get().unwrap_or(at_us);
        let passed_us = at_us.saturating_sub(latest_us);
        if !(-limits::CLOCK_BACK_US..=limits::SILENCE_US_MAX).contains(&passed_us) {
            at_us = latest_us;
            self.ahead_us = latest_us.saturating_sub(told_us);
            session.ahead_us.set(self.ahead_us);
        }
        session.latest_us.set(Some(latest_us.max(at_us)));
        self.advance(at_us)?;
        Ok(Some(at_us))
    }

    /// Time passes for the tracks that are silent, too.
    fn advance(&mut self, at_us: i64) -> Result<(), Failure> {
        let zero_us = self.zero_us.ok_or(Refusal::Damaged)?;
        if at_us.saturating_sub(zero_us) > limits::RECORDING_US_MAX {
            return Err(Refusal::RecordingTooLong.into());
        }
        self.now_us = self.now_us.max(at_us);
        if self.now_us.saturating_sub(self.looked_us) >= limits::LOOK_US {
            self.looked_us = self.now_us;
            let mut out = Vec::new();
            for track in self.tracks.values_mut().filter(|track| !track.is_over) {
                track.release(self.now_us, &mut out);
            }
            self.queue.hold(out);
        }
        Ok(())
    }

    fn give_out(&mut self, sink: &mut impl Sink, hold_us: i64) -> Result<Flow, Failure> {
        let until_us = self.now_us.saturating_sub(hold_us);
        while let Some(held) = self.queue.next(until_us) {
            let at_us = held.at_us();
            if self.chooses(&held, at_us) {
                let sample = Sample {
                    codec: held.codec,
                    is_key: held.is_key,
                    at_us,
                    bytes: held.bytes,
                };
                if sink.take(sample)? == Flow::Stop {
                    return Ok(Flow::Stop);
                }
            }
        }
        Ok(Flow::Continue)
    }

    fn chooses(&mut self, held: &Held, at_us: i64) -> bool {
        if held.codec.is_video() {
            return self.picture.take(held.rank, at_us, held.is_key);
        }
        // The sound of a session whose pictures stand in another film belongs there.
        let session = &held.session;
        let is_elsewhere = session.has_video.get() && !session.has_wanted_video.get();
        !is_elsewhere && self.sound.take(held.rank, at_us, held.is_key)
    }
}
