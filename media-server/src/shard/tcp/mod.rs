//! TCP connections of peers whose networks block UDP (RFC 6544, passive side).
//!
//! Strangers may connect, so everything is bounded, and a connection counts only once a session's
//! check has passed on it.

mod connection;

use std::{
    collections::{BTreeMap, VecDeque},
    io,
    net::SocketAddr,
    time::Instant,
};

use media_core::{Carrier, Sfu, Transmit};
use mio::{
    Interest, Registry, Token,
    net::{TcpListener, TcpStream},
};
use rustix::net::sockopt;

use self::connection::{Connection, Reading};
use crate::limits;

/// What was counted about TCP since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TcpCounters {
    /// Open now.
    pub connections: u64,
    pub accepted: u64,
    /// Connections closed because no check passed on them in time, or to make room.
    pub strangers_closed: u64,
    pub datagrams_out: u64,
    pub bytes_out: u64,
    /// Datagrams that a slow reader had no room for.
    pub datagrams_dropped: u64,
}

pub struct TcpPeers {
    /// Absent where the operator wants media by UDP alone.
    listener: Option<TcpListener>,
    registry: Registry,
    /// Poll token of connection number 0.
    first_token: usize,
    /// By number, which rises: the oldest stands first.
    connections: BTreeMap<u64, Connection>,
    next_number: u64,
    /// Connections with something to read.
    readable: VecDeque<u64>,
    acceptable: bool,
    /// The system did not let us accept what waits.
    refused: bool,
    buffer: Vec<u8>,
    swept: Instant,
    counters: TcpCounters,
}

impl TcpPeers {
    /// `listener_token` is the listener's; the tokens above it belong to connections.
    pub fn start(
        listener: Option<std::net::TcpListener>,
        registry: Registry,
        listener_token: Token,
        now: Instant,
    ) -> io::Result<Self> {
        let listener = match listener {
            Some(listener) => Some(listen(listener, &registry, listener_token)?),
            None => None,
        };
        Ok(Self {
            listener,
            registry,
            first_token: listener_token.0 + 1,
            connections: BTreeMap::new(),
            next_number: 0,
            readable: VecDeque::new(),
            acceptable: false,
            refused: false,
            buffer: vec![0; limits::TCP_READ_BYTES],
            swept: now,
            counters: TcpCounters::default(),
        })
    }

    pub fn counters(&self) -> TcpCounters {
        TcpCounters {
            connections: self.connections.len() as u64,
            ..self.counters
        }
    }

    /// True when nothing waits to be accepted or read.
    pub fn is_idle(&self) -> bool {
        !self.acceptable && self.readable.is_empty()
    }

    /// Takes the poll's word for the listener or a connection.
    pub fn handle_event(&mut self, event: &mio::event::Event, sfu: &mut Sfu) {
        let Some(number) = event.token().0.checked_sub(self.first_token) else {
            self.acceptable = true;
            return;
        };
        let number = number as u64;
        let Some(connection) = self.connections.get_mut(&number) else {
            return;
        };
        if event.is_writable() && connection.flush().is_err() {
            return self.close(number, sfu);
        }
        if event.is_readable() {
            self.list(number);
        }
    }

    /// Accepts and reads a bounded part of what waits, and sends strangers home.
    pub fn turn(&mut self, sfu: &mut Sfu, now: Instant) {
        if self.acceptable {
            self.accept(now);
        }
        for _ in 0..limits::TCP_READS_PER_TURN_MAX {
            let Some(number) = self.readable.pop_front() else {
                break;
            };
            self.read(number, sfu, now);
        }
        if now.saturating_duration_since(self.swept) >= limits::TCP_SWEEP_TIME {
            self.swept = now;
            self.sweep(sfu, now);
        }
    }

    /// Queues a run and gives the system what it takes; never waits.
    pub fn send(&mut self, transmit: &Transmit<'_>) {
        let Carrier::Tcp(number) = transmit.path.carrier else {
            return;
        };
        let datagrams = transmit.contents.len().div_ceil(transmit.segment_bytes) as u64;
        let Some(connection) = self.connections.get_mut(&number) else {
            self.counters.datagrams_dropped += datagrams;
            return;
        };
        let dropped = connection.queue(transmit);
        self.counters.datagrams_dropped += dropped;
        self.counters.datagrams_out += datagrams - dropped;
        match connection.flush() {
            Ok(bytes) => self.counters.bytes_out += bytes,
            // The next read finds it broken and closes it.
            Err(_) => self.list(number),
        }
    }

    fn accept(&mut self, now: Instant) {
        for _ in 0..limits::TCP_ACCEPTS_PER_TURN_MAX {
            let accepted = self.listener.as_ref().map(TcpListener::accept);
            match accepted {
                Some(Ok((stream, remote))) => self.admit(stream, remote, now),
                Some(Err(error)) if error.kind() != io::ErrorKind::WouldBlock => {
                    // Out of descriptors, as a rule; the next sweep tries again.
                    tracing::debug!(%error, "a TCP connection was not accepted");
                    self.acceptable = false;
                    return;
                }
                Some(Err(_)) | None => {
                    self.acceptable = false;
                    self.refused = true;
                    return;
                }
            }
        }
    }

    fn admit(&mut self, mut stream: TcpStream, remote: SocketAddr, now: Instant) {
        if self.connections.len() >= limits::TCP_CONNECTIONS_MAX && !self.close_oldest_stranger() {
            return;
        }
        let number = self.next_number;
        let token = usize::try_from(number).unwrap_or(usize::MAX) + self.first_token;
        let both = Interest::READABLE | Interest::WRITABLE;
        let ready =
            prepare(&stream).and_then(|()| self.registry.register(&mut stream, Token(token), both));
        if let Err(error) = ready {
            tracing::debug!(%error, "a TCP connection could not be used");
            return;
        }
        self.next_number += 1;
        self.counters.accepted += 1;
        let connection = Connection::new(stream, number, remote, now);
        self.connections.insert(number, connection);
        // What came before the registration is not told.
        self.list(number);
    }

    /// A full house sends the stranger home that has stood there longest.
    fn close_oldest_stranger(&mut self) -> bool {
        let stranger = self.connections.iter().find(|(_, found)| !found.known);
        let Some(number) = stranger.map(|(number, _)| *number) else {
            return false;
        };
        self.counters.strangers_closed += 1;
        self.connections.remove(&number);
        true
    }

    fn read(&mut self, number: u64, sfu: &mut Sfu, now: Instant) {
        let Some(connection) = self.connections.get_mut(&number) else {
            return;
        };
        connection.listed = false;
        let reading = connection.read(&mut self.buffer, |path, datagram| {
            sfu.handle_datagram(path, datagram, now);
        });
        if !connection.known {
            connection.known = sfu.knows(connection.path);
        }
        match reading {
            Reading::More => self.list(number),
            Reading::Empty => {}
            Reading::Closed => self.close(number, sfu),
        }
    }

    fn list(&mut self, number: u64) {
        if let Some(connection) = self.connections.get_mut(&number)
            && !connection.listed
        {
            connection.listed = true;
            self.readable.push_back(number);
        }
    }

    fn close(&mut self, number: u64, sfu: &mut Sfu) {
        if let Some(connection) = self.connections.remove(&number) {
            sfu.handle_closed(connection.path);
        }
    }

    /// Closes connections that no session knows: strangers, and peers whose session has ended.
    fn sweep(&mut self, sfu: &Sfu, now: Instant) {
        let mut strangers_closed = 0;
        self.connections.retain(|_, connection| {
            let known = sfu.knows(connection.path);
            let has_ended = std::mem::replace(&mut connection.known, known) && !known;
            let age = now.saturating_duration_since(connection.accepted);
            let stays = known || (!has_ended && age < limits::TCP_STRANGER_TIME_MAX);
            strangers_closed += u64::from(!stays && !has_ended);
            stays
        });
        self.counters.strangers_closed += strangers_closed;
        self.acceptable |= std::mem::take(&mut self.refused);
    }
}

fn listen(
    listener: std::net::TcpListener,
    registry: &Registry,
    token: Token,
) -> io::Result<TcpListener> {
    listener.set_nonblocking(true)?;
    let mut listener = TcpListener::from_std(listener);
    registry.register(&mut listener, token, Interest::READABLE)?;
    Ok(listener)
}

/// Media leaves at once, little waits in the system, and a silent peer is given up like a session.
fn prepare(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    sockopt::set_socket_send_buffer_size(stream, limits::TCP_SEND_BUFFER_BYTES)?;
    let silence = media_core::limits::CONSENT_TIME.as_millis();
    sockopt::set_tcp_user_timeout(stream, u32::try_from(silence).unwrap_or(u32::MAX))?;
    Ok(())
}
