//! The MP4 file that is written.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use ffmpeg_next::codec::{self, Flags};
use ffmpeg_next::format::context::{Output, StreamIo};
use ffmpeg_next::format::output_to_stream;
use ffmpeg_next::{Codec, Dictionary, Error, Packet, Rational};

use crate::failure::{Failure, Refusal};
use crate::limits;

pub struct Sink {
    output: Output,
    file: File,
    /// Time bases in which each track's packets come.
    time_bases: Vec<Rational>,
}

impl Sink {
    pub fn new(file: File) -> Result<Self, Failure> {
        let bounded = Bounded {
            file: file.try_clone()?,
            at: 0,
        };
        let stream = StreamIo::from_write_seek(bounded).map_err(Failure::Encoding)?;
        let output = output_to_stream(stream, None, Some("mp4")).map_err(Failure::Encoding)?;
        Ok(Self {
            output,
            file,
            time_bases: Vec::new(),
        })
    }

    /// What MP4 asks of every encoder; bit-exact keeps names and versions of the libraries out.
    pub const ENCODER_FLAGS: Flags = Flags::GLOBAL_HEADER.union(Flags::BITEXACT);

    pub fn add(
        &mut self,
        codec: Codec,
        encoder: impl AsRef<codec::Context>,
        time_base: Rational,
    ) -> Result<usize, Failure> {
        let mut stream = self.output.add_stream(codec).map_err(Failure::Encoding)?;
        stream.set_parameters(codec::Parameters::from(encoder));
        stream.set_time_base(time_base);
        self.time_bases.push(time_base);
        Ok(stream.index())
    }

    pub fn start(&mut self) -> Result<(), Failure> {
        let options = Dictionary::from_iter([("fflags", "+bitexact")]);
        self.output.write_header_with(options).map_err(writing)?;
        Ok(())
    }

    pub fn write(&mut self, track: usize, mut packet: Packet) -> Result<(), Failure> {
        let stored = self
            .output
            .stream(track)
            .ok_or(Failure::Encoding(Error::StreamNotFound))?
            .time_base();
        packet.set_stream(track);
        packet.rescale_ts(self.time_bases[track], stored);
        packet.set_position(-1);
        packet.write_interleaved(&mut self.output).map_err(writing)
    }

    /// Ends the file and gives it back.
    pub fn finish(mut self) -> Result<File, Failure> {
        self.output.write_trailer().map_err(writing)?;
        drop(self.output);
        Ok(self.file)
    }
}

fn writing(error: Error) -> Failure {
    match error {
        Error::Other { errno: libc::EFBIG } => Refusal::TooLarge.into(),
        Error::Other { errno } => Failure::Io(io::Error::from_raw_os_error(errno)),
        other => Failure::Encoding(other),
    }
}

/// Ends politely where the process limit would end with a signal.
struct Bounded {
    file: File,
    at: u64,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.at + bytes.len() as u64 > limits::FILM_OUTPUT_BYTES_MAX {
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
