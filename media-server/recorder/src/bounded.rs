//! A file that ends politely where the process limit would end with a signal.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use ffmpeg_next::Error;

use crate::failure::{Failure, Refusal};

pub struct Bounded {
    file: File,
    at: u64,
    most: u64,
}

impl Bounded {
    pub fn new(file: File, most_bytes: u64) -> Self {
        Self {
            file,
            at: 0,
            most: most_bytes,
        }
    }
}

/// What an error of FFmpeg means while it writes into a bounded file.
pub fn writing(error: Error, at_bound: Refusal) -> Failure {
    match error {
        Error::Other { errno: libc::EFBIG } => at_bound.into(),
        Error::Other { errno } => Failure::Io(io::Error::from_raw_os_error(errno)),
        other => Failure::Encoding(other),
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.at + bytes.len() as u64 > self.most {
            return Err(io::Error::from_raw_os_error(libc::EFBIG));
        }
        let written = self.file.write(bytes)?;
        self.at += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Bounded {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = self.file.seek(to)?;
        Ok(self.at)
    }
}

impl Read for Bounded {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.file.read(bytes)
    }
}
