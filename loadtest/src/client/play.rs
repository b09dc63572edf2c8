//! The film's clock: which frame is due when, as a phone's encoder would make it.

use std::time::{Duration, Instant};

use crate::{
    film::{Film, Frame},
    limits,
};

pub struct Play {
    film: Film,
    position: usize,
    start: Instant,
    frames: u32,
    last_key_at: Option<Instant>,
    key_frame_wanted: bool,
}

/// A frame that is due.
pub struct Due<'a> {
    pub frame: &'a Frame,
    /// Its place in the film.
    pub index: usize,
    /// From the beginning.
    pub media_time: Duration,
    /// How late it is taken: the tester's own weakness.
    pub late: Duration,
}

impl Play {
    pub fn new(film: Film, number: u32, now: Instant) -> Self {
        let position = film.key_frame_after(number as usize * 7919 % film.frames.len());
        Self {
            film,
            position,
            start: now,
            frames: 0,
            last_key_at: None,
            key_frame_wanted: false,
        }
    }

    pub fn next_due(&self) -> Instant {
        self.start + self.film.frame_time * self.frames
    }

    pub fn frame_time(&self) -> Duration {
        self.film.frame_time
    }

    pub fn want_key_frame(&mut self) {
        self.key_frame_wanted = true;
    }

    /// The frame that is due, if one is.
    pub fn take(&mut self, now: Instant) -> Option<Due<'_>> {
        let due = self.next_due();
        if now < due {
            return None;
        }
        self.obey_key_frame_request(now);
        let index = self.position;
        let media_time = self.film.frame_time * self.frames;
        self.position = self.film.after(index);
        self.frames += 1;
        let frame = &self.film.frames[index];
        if frame.key {
            self.last_key_at = Some(now);
            self.key_frame_wanted = false;
        }
        Some(Due {
            frame,
            index,
            media_time,
            late: now - due,
        })
    }

    /// Jumps to the next key frame, as an encoder makes one when asked.
    fn obey_key_frame_request(&mut self, now: Instant) {
        let long_ago = self
            .last_key_at
            .is_none_or(|at| now.duration_since(at) >= limits::KEY_FRAME_GAP_MIN);
        if self.key_frame_wanted && long_ago && !self.film.frames[self.position].key {
            self.position = self.film.key_frame_after(self.position);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::film::Codec;

    const MS: Duration = Duration::from_millis(1);

    fn play(now: Instant) -> Play {
        let frame = |number: u32| Frame {
            data: Arc::from([]),
            key: number.is_multiple_of(50),
        };
        let film = Film {
            codec: Codec::Vp8,
            frames: (0..100).map(frame).collect(),
            frame_time: 20 * MS,
        };
        Play::new(film, 0, now)
    }

    #[test]
    fn frames_come_in_time_and_lateness_is_told() {
        let now = Instant::now();
        let mut play = play(now);
        let first = play.take(now).unwrap();
        assert_eq!(
            (first.index, first.late, first.frame.key),
            (50, Duration::ZERO, true)
        );
        assert!(play.take(now + 19 * MS).is_none());
        let second = play.take(now + 23 * MS).unwrap();
        assert_eq!(
            (second.index, second.media_time, second.late),
            (51, 20 * MS, 3 * MS)
        );
    }

    #[test]
    fn a_request_brings_a_key_frame_but_not_more_often_than_an_encoder_would() {
        let now = Instant::now();
        let mut play = play(now);
        play.take(now);
        play.want_key_frame();
        assert_eq!(play.take(now + 20 * MS).unwrap().index, 51);
        assert_eq!(play.take(now + 300 * MS).unwrap().index, 0);
        assert_eq!(play.take(now + 301 * MS).unwrap().index, 1);
    }
}
