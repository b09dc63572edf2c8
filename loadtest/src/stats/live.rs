//! Figures that all clients add to while they run.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::gauge::Gauge;

/// Of the whole run.
#[derive(Default)]
pub struct Live {
    pub callers: AtomicU32,
    pub viewers: AtomicU32,
    pub first_frames: AtomicU32,
    pub failed: AtomicU32,
    pub packets_received: AtomicU64,
    pub bytes_received: AtomicU64,
    pub bytes_sent: AtomicU64,
    /// A repair that comes late takes a loss back.
    pub packets_lost: AtomicI64,
    /// From giving a frame to the sender's connection to having it whole at a viewer.
    pub delay: Gauge,
    /// How late the tester gave frames to the network.
    pub late: Gauge,
}

/// Counts as long as it lives.
pub struct OnAir<'a>(&'a AtomicU32);

impl<'a> OnAir<'a> {
    pub fn new(counter: &'a AtomicU32) -> Self {
        counter.fetch_add(1, Ordering::Relaxed);
        Self(counter)
    }
}

impl Drop for OnAir<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// When one sender gave each frame of its film to the network; its viewers look here.
pub struct SentTimes {
    start: Instant,
    /// Microseconds from `start`, zero for never.
    frames: Box<[AtomicU64]>,
    first_frame: OnceLock<Instant>,
    next_number: AtomicU32,
}

impl SentTimes {
    pub fn new(frames: usize) -> Self {
        Self {
            start: Instant::now(),
            frames: (0..frames).map(|_| AtomicU64::new(0)).collect(),
            first_frame: OnceLock::new(),
            next_number: AtomicU32::new(0),
        }
    }

    /// The number that a light sender's next packet has, over all its sessions.
    pub fn next_number(&self) -> u32 {
        self.next_number.load(Ordering::Relaxed)
    }

    pub fn set_next_number(&self, number: u32) {
        self.next_number.store(number, Ordering::Relaxed);
    }

    pub fn sent(&self, frame: usize, at: Instant) {
        let us = at.saturating_duration_since(self.start).as_micros();
        if let Some(slot) = self.frames.get(frame) {
            slot.store(
                u64::try_from(us).unwrap_or(u64::MAX).max(1),
                Ordering::Relaxed,
            );
        }
    }

    pub fn delay(&self, frame: u32, seen_at: Instant) -> Option<Duration> {
        let us = self.frames.get(frame as usize)?.load(Ordering::Relaxed);
        let sent_at = self.start + Duration::from_micros(us);
        (us > 0).then(|| seen_at.saturating_duration_since(sent_at))
    }

    /// True the first time that any viewer sees a frame of this sender.
    pub fn note_first_frame(&self, at: Instant) -> bool {
        self.first_frame.set(at).is_ok()
    }

    pub fn first_frame_at(&self) -> Option<Instant> {
        self.first_frame.get().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_counts_from_the_last_time_the_frame_was_sent() {
        let times = SentTimes::new(2);
        let ms = |ms| times.start + Duration::from_millis(ms);
        assert_eq!(times.delay(1, ms(9)), None);
        times.sent(1, ms(5));
        times.sent(1, ms(1005));
        assert_eq!(times.delay(1, ms(1025)), Some(Duration::from_millis(20)));
        assert_eq!(times.delay(7, ms(1025)), None);
    }

    #[test]
    fn only_the_first_viewer_sees_the_first_frame() {
        let times = SentTimes::new(1);
        let now = Instant::now();
        assert!(times.note_first_frame(now));
        assert!(!times.note_first_frame(now + Duration::from_secs(1)));
        assert_eq!(times.first_frame_at(), Some(now));
    }
}
