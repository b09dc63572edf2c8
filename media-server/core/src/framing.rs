//! Datagrams on a byte stream: each is led by its length in two bytes (RFC 4571 §2).

use thiserror::Error;

use crate::limits;

const LENGTH_BYTES: usize = 2;

/// A frame larger than [`limits::DATAGRAM_BYTES_MAX`]: not a peer of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a frame is longer than any datagram of media")]
pub struct FrameTooLong;

/// Takes a stream apart. It keeps an unfinished frame only.
#[derive(Debug, Default)]
pub struct Deframer {
    unfinished: Vec<u8>,
}

impl Deframer {
    /// Hands over every datagram that is whole with these bytes; empty ones are skipped.
    pub fn push(
        &mut self,
        mut bytes: &mut [u8],
        mut handle: impl FnMut(&mut [u8]),
    ) -> Result<(), FrameTooLong> {
        while !self.unfinished.is_empty() && !bytes.is_empty() {
            let wanted = frame_bytes(&self.unfinished)?.unwrap_or(LENGTH_BYTES);
            let taken = (wanted - self.unfinished.len()).min(bytes.len());
            let (begin, rest) = bytes.split_at_mut(taken);
            self.unfinished.extend_from_slice(begin);
            bytes = rest;
            if frame_bytes(&self.unfinished)? == Some(self.unfinished.len()) {
                pass(&mut self.unfinished, &mut handle);
                self.unfinished.clear();
            }
        }
        while let Some(wanted) = frame_bytes(bytes)?
            && wanted <= bytes.len()
        {
            let (frame, rest) = bytes.split_at_mut(wanted);
            pass(frame, &mut handle);
            bytes = rest;
        }
        self.unfinished.extend_from_slice(bytes);
        Ok(())
    }

    /// Bytes of a frame that has not ended.
    pub fn unfinished_bytes(&self) -> usize {
        self.unfinished.len()
    }
}

/// Appends one datagram as a frame.
pub fn write_frame(datagram: &[u8], stream: &mut Vec<u8>) {
    let length = u16::try_from(datagram.len()).unwrap_or(u16::MAX);
    stream.extend_from_slice(&length.to_be_bytes());
    stream.extend_from_slice(&datagram[..usize::from(length)]);
}

/// Length of the frame that begins here, its head included.
fn frame_bytes(stream: &[u8]) -> Result<Option<usize>, FrameTooLong> {
    let Some(head) = stream.first_chunk::<LENGTH_BYTES>() else {
        return Ok(None);
    };
    let length = usize::from(u16::from_be_bytes(*head));
    if length > limits::DATAGRAM_BYTES_MAX {
        return Err(FrameTooLong);
    }
    Ok(Some(LENGTH_BYTES + length))
}

fn pass(frame: &mut [u8], handle: &mut impl FnMut(&mut [u8])) {
    let datagram = &mut frame[LENGTH_BYTES..];
    if !datagram.is_empty() {
        handle(datagram);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&[u8]]) -> (Vec<Vec<u8>>, Result<(), FrameTooLong>) {
        let (mut deframer, mut found) = (Deframer::default(), Vec::new());
        let mut result = Ok(());
        for piece in pieces {
            let mut piece = piece.to_vec();
            result =
                result.and(deframer.push(&mut piece, |datagram| found.push(datagram.to_vec())));
        }
        (found, result)
    }

    #[test]
    fn datagrams_come_out_however_the_stream_is_cut() {
        let datagrams = [
            vec![7; 1],
            vec![8; 300],
            vec![9; limits::DATAGRAM_BYTES_MAX],
        ];
        let mut stream = Vec::new();
        for datagram in &datagrams {
            write_frame(datagram, &mut stream);
        }
        for piece_bytes in [1, 2, 3, 5, 299, 301, 1602, stream.len()] {
            let pieces: Vec<&[u8]> = stream.chunks(piece_bytes).collect();
            assert_eq!(read(&pieces), (datagrams.to_vec(), Ok(())), "{piece_bytes}");
        }
    }

    #[test]
    fn empty_frames_are_skipped_and_long_ones_end_the_stream() {
        assert_eq!(read(&[&[0, 0, 0, 1, 5]]), (vec![vec![5]], Ok(())));
        let long = u16::try_from(limits::DATAGRAM_BYTES_MAX + 1).unwrap();
        let [high, low] = long.to_be_bytes();
        assert_eq!(read(&[&[high, low]]).1, Err(FrameTooLong));
        assert_eq!(read(&[&[high], &[low]]).1, Err(FrameTooLong));
    }

    #[test]
    fn an_unfinished_frame_is_all_that_is_kept() {
        let mut deframer = Deframer::default();
        deframer
            .push(&mut [0, 4, 1, 2], |_| panic!("not whole"))
            .unwrap();
        assert_eq!(deframer.unfinished_bytes(), 4);
        deframer
            .push(&mut [3, 4, 0], |datagram| {
                assert_eq!(datagram, [1, 2, 3, 4])
            })
            .unwrap();
        assert_eq!(deframer.unfinished_bytes(), 1);
    }
}
