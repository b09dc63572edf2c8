//! The MP4 file that is written.

use std::fs::File;

use ffmpeg_next::codec::{self, Flags};
use ffmpeg_next::format::context::{Output, StreamIo};
use ffmpeg_next::format::output_to_stream;
use ffmpeg_next::{Codec, Dictionary, Error, Packet, Rational};

use crate::bounded::{self, Bounded};
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
        let bounded = Bounded::new(file.try_clone()?, limits::FILM_OUTPUT_BYTES_MAX);
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
        self.output.write_header_with(options).map_err(too_large)?;
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
        packet
            .write_interleaved(&mut self.output)
            .map_err(too_large)
    }

    /// Ends the file and gives it back.
    pub fn finish(mut self) -> Result<File, Failure> {
        self.output.write_trailer().map_err(too_large)?;
        drop(self.output);
        Ok(self.file)
    }
}

fn too_large(error: Error) -> Failure {
    bounded::writing(error, Refusal::TooLarge)
}
