//! Pages: what is to be kept of many rooms, in the order in which it came.
//!
//! A page is a row of parts: a room (16 bytes), a length (4 bytes, big endian) and so many bytes
//! of records. A part without bytes says that the room's journal ends.

use journal::record::Record;
use protocol::id::ReportId;
use uuid::Uuid;

/// Before the records of a part.
pub(super) const PART_HEAD_BYTES: usize = 20;

/// Made once, filled by the core, emptied by the shell, and given back.
pub struct Page {
    bytes: Vec<u8>,
    /// The part that is being written: its room, and where its head begins.
    part: Option<(ReportId, usize)>,
}

/// A piece of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    Records {
        room: ReportId,
        records: &'a [u8],
    },
    /// Nothing more comes for the room.
    End {
        room: ReportId,
    },
}

impl Page {
    pub(super) fn new(bytes: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(bytes),
            part: None,
        }
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.part = None;
    }

    /// Whether so many bytes fit without growing.
    pub(super) fn fits(&self, bytes: usize) -> bool {
        self.bytes.capacity() - self.bytes.len() >= bytes
    }

    pub(super) fn write(&mut self, room: ReportId, record: &Record<'_>) {
        let head = match self.part {
            Some((of, head)) if of == room => head,
            _ => self.begin(room),
        };
        record.write(&mut self.bytes);
        let length = self.bytes.len() - head - PART_HEAD_BYTES;
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        self.bytes[head + 16..head + PART_HEAD_BYTES].copy_from_slice(&length.to_be_bytes());
    }

    pub(super) fn end(&mut self, room: ReportId) {
        self.begin(room);
        self.part = None;
    }

    fn begin(&mut self, room: ReportId) -> usize {
        let head = self.bytes.len();
        self.bytes.extend_from_slice(room.0.as_bytes());
        self.bytes.extend_from_slice(&[0; 4]);
        self.part = Some((room, head));
        head
    }

    /// What is in it, in order.
    pub fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let mut rest = &self.bytes[..];
        std::iter::from_fn(move || {
            let (room, after) = rest.split_first_chunk::<16>()?;
            let (length, after) = after.split_first_chunk::<4>()?;
            let length = u32::from_be_bytes(*length) as usize;
            let (records, after) = after.split_at_checked(length)?;
            rest = after;
            let room = ReportId(Uuid::from_bytes(*room));
            Some(match records {
                [] => Part::End { room },
                _ => Part::Records { room, records },
            })
        })
    }
}
