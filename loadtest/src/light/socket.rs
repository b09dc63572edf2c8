//! A client's UDP socket: joined runs come in at once, packets go out one by one, as a phone's
//! network would bring them.

use std::{
    io::{self, IoSliceMut},
    net::{SocketAddr, UdpSocket},
    time::Duration,
};

use quinn_udp::{RecvMeta, UdpSocketState};

/// A joined run of the kernel: 64 datagrams of at most 64 KiB together.
const RUN_BYTES: usize = 64 * 1024;
/// Runs of one system call.
const RUNS: usize = 4;
/// Holds two seconds of a viewer's 5 Mbit/s while the thread is busy elsewhere.
const RECEIVE_BUFFER_BYTES: usize = 2 * 1024 * 1024;

pub struct Socket {
    socket: UdpSocket,
    state: UdpSocketState,
    server: SocketAddr,
}

/// Room for one call, shared by all sockets of a thread.
pub struct Buffers {
    bytes: Vec<u8>,
    metas: [RecvMeta; RUNS],
}

impl Default for Buffers {
    fn default() -> Self {
        Self {
            bytes: vec![0; RUN_BYTES * RUNS],
            metas: [RecvMeta::default(); RUNS],
        }
    }
}

impl Socket {
    /// Takes datagrams from this server only.
    pub fn new(socket: UdpSocket, server: SocketAddr) -> io::Result<Self> {
        socket.connect(server)?;
        let state = UdpSocketState::new((&socket).into())?;
        // The system may grant less.
        let _ = state.set_recv_buffer_size((&socket).into(), RECEIVE_BUFFER_BYTES);
        Ok(Self {
            socket,
            state,
            server,
        })
    }

    /// Ours and the server's.
    pub fn addresses(&self) -> io::Result<(SocketAddr, SocketAddr)> {
        Ok((self.socket.local_addr()?, self.server))
    }

    /// What does not go out is lost, as on a network.
    pub fn send(&self, datagram: &[u8]) {
        let _ = self.socket.send(datagram);
    }

    /// Hands over each datagram that waits, with the kernel's time of arrival; false when the
    /// server's port is closed.
    pub fn receive(
        &self,
        buffers: &mut Buffers,
        mut handle: impl FnMut(&mut [u8], Option<Duration>),
    ) -> bool {
        loop {
            let mut runs = buffers.bytes.chunks_exact_mut(RUN_BYTES);
            let mut slices: [IoSliceMut<'_>; RUNS] =
                std::array::from_fn(|_| IoSliceMut::new(runs.next().unwrap_or_default()));
            let socket = (&self.socket).into();
            let received = match self.state.recv(socket, &mut slices, &mut buffers.metas) {
                Ok(received) => received,
                Err(error) => return error.kind() != io::ErrorKind::ConnectionRefused,
            };
            for (meta, slice) in buffers.metas.iter().zip(&mut slices).take(received) {
                if meta.addr != self.server {
                    continue;
                }
                for datagram in slice[..meta.len].chunks_mut(meta.stride.max(1)) {
                    handle(datagram, meta.timestamp);
                }
            }
            if received < RUNS {
                return true;
            }
        }
    }
}
