//! What waits for one viewer. Items name packets of the publisher's store, they hold no payload.

use std::{collections::VecDeque, time::Instant};

use crate::{codec::Kind, limits, up::Source};

/// A media packet in its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    pub kind: Kind,
    pub source: Source,
    pub index: u64,
    /// The viewer's line continues here with another source, or after something was left out.
    pub begins: bool,
    pub queued: Instant,
}

/// What goes before the media that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgent {
    /// A packet that the viewer asked for, by the number it was sent under.
    Repeat { kind: Kind, sequence: u16 },
    /// A packet that was late on its way to us; its number was left free.
    Late(Item),
}

impl Urgent {
    fn kind(&self) -> Kind {
        match self {
            Self::Repeat { kind, .. } | Self::Late(Item { kind, .. }) => *kind,
        }
    }
}

#[derive(Default)]
pub struct Queue {
    audio: VecDeque<Item>,
    urgent: VecDeque<Urgent>,
    video: VecDeque<Item>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    Media(Item),
    Urgent(Urgent),
    /// A picture packet sent before, by its number: it fills up a probe.
    Filler(u16),
}

impl Queue {
    /// False when video has waited too long or is too much: all of it is dropped then, and the
    /// viewer goes on at a key frame.
    pub fn push(&mut self, item: Item) -> bool {
        match item.kind {
            Kind::Audio => {
                if self.audio.len() >= limits::QUEUE_AUDIO_MAX {
                    self.audio.pop_front();
                }
                self.audio.push_back(item);
                true
            }
            Kind::Video => self.push_video(item),
        }
    }

    /// Dropped when too many wait: the viewer asks again.
    pub fn push_urgent(&mut self, urgent: Urgent) {
        if self.urgent.len() < limits::QUEUE_URGENT_MAX {
            // Room for all at once, so that a bad moment does not allocate.
            self.urgent
                .reserve_exact(limits::QUEUE_URGENT_MAX - self.urgent.len());
            self.urgent.push_back(urgent);
        }
    }

    /// Sound first, then what the viewer misses, then the picture.
    pub fn pop(&mut self) -> Option<Next> {
        self.audio
            .pop_front()
            .map(Next::Media)
            .or_else(|| self.urgent.pop_front().map(Next::Urgent))
            .or_else(|| self.video.pop_front().map(Next::Media))
    }

    pub fn clear(&mut self) {
        self.audio.clear();
        self.urgent.clear();
        self.video.clear();
    }

    /// Drops the picture, with what was missing of it; how many packets that were.
    pub fn clear_video(&mut self) -> usize {
        let before = self.len();
        self.video.clear();
        self.urgent.retain(|urgent| urgent.kind() != Kind::Video);
        before - self.len()
    }

    pub fn len(&self) -> usize {
        self.audio.len() + self.urgent.len() + self.video.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// When the oldest picture packet came here.
    pub fn video_since(&self) -> Option<Instant> {
        self.video.front().map(|item| item.queued)
    }

    fn push_video(&mut self, item: Item) -> bool {
        let waited = self
            .video_since()
            .map(|since| item.queued.saturating_duration_since(since));
        let old = waited.is_some_and(|waited| waited > limits::QUEUE_TIME_MAX);
        if old || self.video.len() >= limits::QUEUE_VIDEO_MAX {
            return false;
        }
        self.video.push_back(item);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn item(kind: Kind, index: u64, queued: Instant) -> Item {
        let source = Source {
            session: 1,
            layer: 0,
            generation: 0,
        };
        Item {
            kind,
            source,
            index,
            begins: false,
            queued,
        }
    }

    #[test]
    fn sound_goes_first_then_repairs_then_the_picture() {
        let now = crate::test_clock::start();
        let mut queue = Queue::default();
        let repeat = Urgent::Repeat {
            kind: Kind::Video,
            sequence: 4,
        };
        queue.push(item(Kind::Video, 1, now));
        queue.push_urgent(repeat);
        queue.push(item(Kind::Video, 2, now));
        queue.push(item(Kind::Audio, 3, now));
        let order: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(
            order,
            [
                Next::Media(item(Kind::Audio, 3, now)),
                Next::Urgent(repeat),
                Next::Media(item(Kind::Video, 1, now)),
                Next::Media(item(Kind::Video, 2, now)),
            ]
        );
    }

    #[test]
    fn a_picture_that_waited_too_long_is_refused() {
        let start = crate::test_clock::start();
        let mut queue = Queue::default();
        assert!(queue.push(item(Kind::Video, 1, start)));
        let late = start + limits::QUEUE_TIME_MAX;
        assert!(queue.push(item(Kind::Video, 2, late)));
        let too_late = late + Duration::from_millis(1);
        assert!(!queue.push(item(Kind::Video, 3, too_late)));
        let repeat = |kind| Urgent::Repeat { kind, sequence: 1 };
        queue.push_urgent(repeat(Kind::Video));
        queue.push_urgent(repeat(Kind::Audio));
        assert_eq!(queue.clear_video(), 3);
        assert_eq!(queue.pop(), Some(Next::Urgent(repeat(Kind::Audio))));
        assert!(queue.push(item(Kind::Video, 4, too_late)));
    }

    #[test]
    fn every_lane_is_bounded() {
        let now = crate::test_clock::start();
        let mut queue = Queue::default();
        for index in 0..10_000 {
            queue.push(item(Kind::Audio, index, now));
            queue.push(item(Kind::Video, index, now));
            queue.push_urgent(Urgent::Late(item(Kind::Video, index, now)));
        }
        let most = limits::QUEUE_AUDIO_MAX + limits::QUEUE_VIDEO_MAX + limits::QUEUE_URGENT_MAX;
        assert_eq!(queue.len(), most);
        assert!(
            matches!(queue.pop(), Some(Next::Media(Item { index: 9_936.., .. }))),
            "old sound makes room for new"
        );
    }
}
