//! A UDP socket that takes and sends runs of datagrams.

use std::{
    io::{self, IoSliceMut},
    net::{SocketAddr, UdpSocket},
};

use media_core::{Path, Transmit};
use quinn_udp::{BATCH_SIZE, RecvMeta, UdpSocketState};

use crate::{limits, metrics::ShardCounters};

pub(crate) struct ShardSocket {
    socket: mio::net::UdpSocket,
    state: UdpSocketState,
    /// One buffer per message of a batch, each with room for a joined run.
    buffer: Vec<u8>,
    buffer_bytes: usize,
    metas: Vec<RecvMeta>,
    segments_max: usize,
    counters: ShardCounters,
}

impl ShardSocket {
    pub fn bind(address: SocketAddr) -> io::Result<Self> {
        let socket = UdpSocket::bind(address)?;
        socket.set_nonblocking(true)?;
        let socket = mio::net::UdpSocket::from_std(socket);
        let state = UdpSocketState::new((&socket).into())?;
        // The system may grant less; that costs packets in bursts only.
        let _ = state.set_recv_buffer_size((&socket).into(), limits::SOCKET_BUFFER_BYTES);
        let _ = state.set_send_buffer_size((&socket).into(), limits::SOCKET_BUFFER_BYTES);
        let buffer_bytes = media_core::limits::DATAGRAM_BYTES_MAX * state.gro_segments();
        Ok(Self {
            segments_max: state.max_gso_segments(),
            state,
            socket,
            buffer: vec![0; buffer_bytes * BATCH_SIZE],
            buffer_bytes,
            metas: vec![RecvMeta::default(); BATCH_SIZE],
            counters: ShardCounters::default(),
        })
    }

    pub fn address(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    pub fn source(&mut self) -> &mut mio::net::UdpSocket {
        &mut self.socket
    }

    pub fn counters(&self) -> ShardCounters {
        self.counters
    }

    /// Hands over each datagram of one batch; false when the socket is empty then.
    pub fn receive(&mut self, mut handle: impl FnMut(Path, &mut [u8])) -> bool {
        let mut buffers = self.buffer.chunks_exact_mut(self.buffer_bytes);
        let mut slices: [IoSliceMut<'_>; BATCH_SIZE] =
            std::array::from_fn(|_| IoSliceMut::new(buffers.next().unwrap_or_default()));
        let socket = (&self.socket).into();
        let messages = match self.state.recv(socket, &mut slices, &mut self.metas) {
            Ok(messages) => messages,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return false,
            Err(error) => {
                // For instance an ICMP answer to something sent before; the next call may work.
                tracing::debug!(%error, "receiving failed");
                return error.kind() == io::ErrorKind::Interrupted;
            }
        };
        for (meta, slice) in self.metas.iter().zip(&mut slices).take(messages) {
            let path = Path::udp(meta.dst_ip, meta.addr);
            for datagram in slice[..meta.len].chunks_mut(meta.stride.max(1)) {
                handle(path, datagram);
            }
        }
        messages == BATCH_SIZE
    }

    pub fn send(&mut self, transmit: &Transmit<'_>) {
        let run_bytes = transmit.segment_bytes * self.segments_max.max(1);
        for run in transmit.contents.chunks(run_bytes) {
            let segmented = run.len() > transmit.segment_bytes;
            let sent = self.state.try_send(
                (&self.socket).into(),
                &quinn_udp::Transmit {
                    destination: transmit.path.remote,
                    ecn: None,
                    contents: run,
                    segment_size: segmented.then_some(transmit.segment_bytes),
                    src_ip: transmit.path.local,
                },
            );
            let datagrams = run.len().div_ceil(transmit.segment_bytes) as u64;
            self.counters.sends += 1;
            match sent {
                Ok(()) => {
                    self.counters.datagrams_out += datagrams;
                    self.counters.bytes_out += run.len() as u64;
                }
                Err(error) => {
                    // Media waits for nobody; what is lost is asked for again.
                    self.counters.datagrams_dropped += datagrams;
                    tracing::trace!(%error, "sending failed");
                }
            }
        }
    }
}
