//! Datagrams that wait for the socket, in one buffer.

use std::{collections::VecDeque, ops::Range};

use crate::{limits, path::Path};

/// One run of datagrams to one address. All have `segment_bytes`, the last may be shorter.
#[derive(Debug)]
pub struct Transmit<'a> {
    pub path: Path,
    pub contents: &'a [u8],
    pub segment_bytes: usize,
}

pub struct Transmits {
    buffer: Vec<u8>,
    runs: VecDeque<Run>,
    dropped: u64,
}

struct Run {
    path: Path,
    range: Range<usize>,
    segment_bytes: usize,
    segments: usize,
    /// A shorter datagram ends a run.
    closed: bool,
}

impl Default for Transmits {
    /// With room for a full turn, so that a burst does not allocate.
    fn default() -> Self {
        Self {
            buffer: Vec::with_capacity(limits::TRANSMIT_BYTES_USUAL),
            runs: VecDeque::with_capacity(limits::TRANSMIT_RUNS_USUAL),
            dropped: 0,
        }
    }
}

impl Transmits {
    /// Appends what `write` puts at the buffer's end as one datagram. Nothing is sent when it
    /// returns `None` or the buffer is full.
    pub fn push_with(&mut self, path: Path, write: impl FnOnce(&mut Vec<u8>) -> Option<()>) {
        if self.buffer.len() >= limits::TRANSMIT_BYTES_MAX {
            self.dropped += 1;
            return;
        }
        let start = self.buffer.len();
        if write(&mut self.buffer).is_none() || self.buffer.len() == start {
            self.buffer.truncate(start);
            return;
        }
        self.append(path, start..self.buffer.len());
    }

    pub fn push(&mut self, path: Path, datagram: &[u8]) {
        self.push_with(path, |buffer| {
            buffer.extend_from_slice(datagram);
            Some(())
        });
    }

    pub fn pop(&mut self) -> Option<Transmit<'_>> {
        let Some(run) = self.runs.pop_front() else {
            self.buffer.clear();
            return None;
        };
        Some(Transmit {
            path: run.path,
            contents: &self.buffer[run.range],
            segment_bytes: run.segment_bytes,
        })
    }

    /// Datagrams that found the buffer full.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    fn append(&mut self, path: Path, range: Range<usize>) {
        let bytes = range.len();
        if let Some(run) = self.runs.back_mut()
            && !run.closed
            && run.path == path
            && run.range.end == range.start
            && bytes <= run.segment_bytes
            && run.segments < limits::SEGMENTS_PER_RUN_MAX
        {
            run.range.end = range.end;
            run.segments += 1;
            run.closed = bytes < run.segment_bytes;
            return;
        }
        self.runs.push_back(Run {
            path,
            range,
            segment_bytes: bytes,
            segments: 1,
            closed: false,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(port: u16) -> Path {
        Path::udp(None, ([127, 0, 0, 1], port).into())
    }

    fn drain(transmits: &mut Transmits) -> Vec<(u16, usize, usize)> {
        std::iter::from_fn(|| {
            transmits.pop().map(|run| {
                (
                    run.path.remote.port(),
                    run.contents.len(),
                    run.segment_bytes,
                )
            })
        })
        .collect()
    }

    #[test]
    fn equal_datagrams_to_one_address_become_one_run() {
        let mut transmits = Transmits::default();
        for bytes in [10, 10, 4, 10, 11] {
            transmits.push(path(1), &vec![0; bytes]);
        }
        transmits.push(path(2), &[0; 11]);
        let runs = drain(&mut transmits);
        assert_eq!(runs, [(1, 24, 10), (1, 10, 10), (1, 11, 11), (2, 11, 11)]);
        assert!(transmits.buffer.is_empty());
    }

    #[test]
    fn a_failed_write_leaves_nothing() {
        let mut transmits = Transmits::default();
        transmits.push_with(path(1), |buffer| {
            buffer.push(1);
            None
        });
        assert!(drain(&mut transmits).is_empty());
    }

    #[test]
    fn a_full_buffer_drops_and_counts() {
        let mut transmits = Transmits::default();
        let datagram = vec![0; 1500];
        for _ in 0..limits::TRANSMIT_BYTES_MAX / 1500 + 11 {
            transmits.push(path(1), &datagram);
        }
        assert_eq!(transmits.dropped(), 10);
    }
}
