//! The stream of records on stdin, one record in memory at a time.

use std::io::{self, BufReader, Read};

use journal::record::Record;

use crate::failure::{Failure, Refusal};
use crate::limits;

const HEAD_BYTES: usize = 4;
const BUFFER_BYTES: usize = 256 << 10;

pub struct Records<R> {
    input: BufReader<R>,
    record: Vec<u8>,
    read_bytes: u64,
}

impl<R: Read> Records<R> {
    pub fn new(input: R) -> Self {
        Self {
            input: BufReader::with_capacity(BUFFER_BYTES, input),
            record: Vec::new(),
            read_bytes: 0,
        }
    }

    pub fn read_bytes(&self) -> u64 {
        self.read_bytes
    }

    /// Nothing at the end. A length is believed only as far as a real record may go.
    pub fn next(&mut self) -> Result<Option<Record<'_>>, Failure> {
        self.record.clear();
        if self.read(HEAD_BYTES)? == 0 {
            return Ok(None);
        }
        let Some([_, length @ ..]) = self.record.first_chunk::<HEAD_BYTES>().copied() else {
            return Err(Refusal::Damaged.into());
        };
        let length = u32::from_be_bytes([0, length[0], length[1], length[2]]) as usize;
        if length > limits::RECORD_BYTES_MAX {
            return Err(Refusal::Damaged.into());
        }
        self.read(length)?;
        self.read_bytes += self.record.len() as u64;
        match Record::next(&self.record) {
            Ok(Some((record, _))) => Ok(Some(record)),
            Ok(None) | Err(_) => Err(Refusal::Damaged.into()),
        }
    }

    fn read(&mut self, bytes: usize) -> io::Result<usize> {
        let input = self.input.by_ref();
        input.take(bytes as u64).read_to_end(&mut self.record)
    }
}

#[cfg(test)]
mod tests {
    use protocol::time::UnixMs;

    use super::*;

    fn lost(records: u32) -> Record<'static> {
        let at_ms = UnixMs(1_795_000_000_000);
        Record::Lost { at_ms, records }
    }

    fn is_damaged<T>(result: Result<T, Failure>) -> bool {
        matches!(result, Err(Failure::Refused(Refusal::Damaged)))
    }

    #[test]
    fn records_come_one_after_the_other_and_a_cut_anywhere_is_damage() {
        let mut bytes = Vec::new();
        lost(1).write(&mut bytes);
        let first = bytes.len();
        lost(2).write(&mut bytes);
        let mut records = Records::new(&bytes[..]);
        assert_eq!(records.next().unwrap(), Some(lost(1)));
        assert_eq!(records.next().unwrap(), Some(lost(2)));
        assert_eq!(records.next().unwrap(), None);
        assert_eq!(records.read_bytes(), bytes.len() as u64);
        for length in first + 1..bytes.len() {
            let mut records = Records::new(&bytes[..length]);
            assert_eq!(records.next().unwrap(), Some(lost(1)));
            assert!(is_damaged(records.next()), "{length} bytes");
        }
    }

    #[test]
    fn a_huge_length_is_refused_without_waiting_for_its_bytes() {
        let endless = io::repeat(0xff);
        assert!(is_damaged(Records::new(endless).next()));
        let unknown = [9, 0, 0, 1, 7];
        assert!(is_damaged(Records::new(&unknown[..]).next()));
    }
}
