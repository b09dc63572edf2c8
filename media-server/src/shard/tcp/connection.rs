//! One TCP connection of a peer.

use std::{
    io::{self, Read, Write},
    net::SocketAddr,
    time::Instant,
};

use media_core::{
    Path, Transmit,
    framing::{Deframer, write_frame},
};
use mio::net::TcpStream;

use crate::limits;

pub struct Connection {
    pub stream: TcpStream,
    pub path: Path,
    pub accepted: Instant,
    /// A session's check passed on it.
    pub known: bool,
    /// It stands in the list of those with something to read.
    pub listed: bool,
    deframer: Deframer,
    /// Frames that the system has not taken yet.
    unsent: Vec<u8>,
}

/// What a connection has after a read.
#[derive(Debug, PartialEq, Eq)]
pub enum Reading {
    More,
    Empty,
    Closed,
}

impl Connection {
    pub fn new(stream: TcpStream, number: u64, remote: SocketAddr, now: Instant) -> Self {
        Self {
            stream,
            path: Path::tcp(number, remote),
            accepted: now,
            known: false,
            listed: false,
            deframer: Deframer::default(),
            unsent: Vec::new(),
        }
    }

    /// Reads once and hands over each whole datagram.
    pub fn read(&mut self, buffer: &mut [u8], mut handle: impl FnMut(Path, &mut [u8])) -> Reading {
        match self.stream.read(buffer) {
            Ok(0) => Reading::Closed,
            Ok(bytes) => {
                let path = self.path;
                let read = self
                    .deframer
                    .push(&mut buffer[..bytes], |datagram| handle(path, datagram));
                read.map_or(Reading::Closed, |()| Reading::More)
            }
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock => Reading::Empty,
                io::ErrorKind::Interrupted => Reading::More,
                _ => Reading::Closed,
            },
        }
    }

    /// Queues each datagram of a run that fits, whole; returns how many do not. What a slow
    /// reader misses is asked for again like anything else that is lost.
    pub fn queue(&mut self, transmit: &Transmit<'_>) -> u64 {
        let mut dropped = 0;
        for datagram in transmit.contents.chunks(transmit.segment_bytes) {
            if self.unsent.len() + datagram.len() < limits::TCP_UNSENT_BYTES_MAX {
                write_frame(datagram, &mut self.unsent);
            } else {
                dropped += 1;
            }
        }
        dropped
    }

    /// Gives the system what it takes; tells how many bytes.
    pub fn flush(&mut self) -> io::Result<u64> {
        let mut taken = 0;
        let result = loop {
            let rest = &self.unsent[taken..];
            if rest.is_empty() {
                break Ok(taken as u64);
            }
            match self.stream.write(rest) {
                Ok(0) => break Err(io::ErrorKind::WriteZero.into()),
                Ok(bytes) => taken += bytes,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break Ok(taken as u64),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Err(error),
            }
        };
        self.unsent.drain(..taken);
        result
    }
}
