//! Moves one peer connection: datagrams and time in, datagrams and events out.

use std::{net::SocketAddr, time::Instant};

use anyhow::{Context as _, bail};
use str0m::{
    Event, IceConnectionState, Input, Output, Rtc,
    change::SdpAnswer,
    media::Mid,
    net::{Protocol, Receive},
};
use tokio::net::UdpSocket;

use super::{Endpoint, offer::Offered, session::Session};
use crate::limits;

pub struct Peer {
    pub rtc: Rtc,
    pub mid: Mid,
    socket: UdpSocket,
    local: SocketAddr,
    session: Option<Session>,
    buffer: Box<[u8]>,
}

/// What a client does with its events.
pub trait Client {
    fn handle_event(&mut self, event: Event);
}

/// A socket of the address by which the server is reached, so that its candidate is true.
pub async fn bind(server: SocketAddr) -> anyhow::Result<(UdpSocket, SocketAddr)> {
    let any: SocketAddr = if server.is_ipv4() {
        (std::net::Ipv4Addr::UNSPECIFIED, 0).into()
    } else {
        (std::net::Ipv6Addr::UNSPECIFIED, 0).into()
    };
    let probe = UdpSocket::bind(any).await?;
    probe
        .connect(server)
        .await
        .with_context(|| format!("no way to {server}"))?;
    let socket = UdpSocket::bind((probe.local_addr()?.ip(), 0)).await?;
    let local = socket.local_addr()?;
    Ok((socket, local))
}

impl Peer {
    /// Posts the offer and takes the answer.
    pub async fn join(
        endpoint: Endpoint,
        offer: impl FnOnce(SocketAddr) -> Result<Offered, str0m::RtcError>,
    ) -> anyhow::Result<Self> {
        let (socket, local) = bind(endpoint.connection.origin().address().await?).await?;
        let Offered {
            mut rtc,
            mid,
            offer,
            pending,
        } = offer(local)?;
        let (session, answer): (Session, SdpAnswer) = Session::join(endpoint, &offer).await?;
        rtc.sdp_api()
            .accept_answer(pending, answer)
            .context("the answer does not fit")?;
        let buffer = vec![0; limits::DATAGRAM_BYTES_MAX].into();
        Ok(Self {
            rtc,
            mid,
            socket,
            local,
            session: Some(session),
            buffer,
        })
    }

    /// Until ICE and DTLS are up.
    pub async fn connect(&mut self, client: &mut impl Client) -> anyhow::Result<()> {
        let deadline = Instant::now() + limits::CONNECT_TIMEOUT;
        while !self.rtc.is_connected() {
            if Instant::now() >= deadline {
                bail!(
                    "no connection within {} s",
                    limits::CONNECT_TIMEOUT.as_secs()
                );
            }
            self.turn(deadline, client).await?;
        }
        Ok(())
    }

    /// One turn: gives out all there is, then waits for a datagram, a timer or `until`.
    pub async fn turn(&mut self, until: Instant, client: &mut impl Client) -> anyhow::Result<()> {
        let timer = self.give_out(client)?;
        let wait = tokio::time::sleep_until(timer.min(until).into());
        tokio::select! {
            biased;
            received = self.socket.recv_from(&mut self.buffer) => {
                let (bytes, source) = received?;
                self.take_in(bytes, source, client)?;
                self.take_in_waiting(client)?;
            }
            () = wait => {
                self.rtc.handle_input(Input::Timeout(Instant::now()))?;
                self.give_out(client)?;
            }
        }
        Ok(())
    }

    /// Tells the server, so that it need not find out by silence.
    pub async fn leave(&mut self) -> anyhow::Result<()> {
        match self.session.take() {
            Some(session) => session.leave().await,
            None => Ok(()),
        }
    }

    fn give_out(&mut self, client: &mut impl Client) -> anyhow::Result<Instant> {
        loop {
            match self.rtc.poll_output()? {
                Output::Timeout(at) => return Ok(at),
                // A full buffer loses the datagram, as a network would.
                Output::Transmit(out) => {
                    let _ = self.socket.try_send_to(&out.contents, out.destination);
                }
                Output::Event(Event::IceConnectionStateChange(
                    IceConnectionState::Disconnected,
                )) => bail!("the connection was lost"),
                Output::Event(Event::Closed) => bail!("the server closed the connection"),
                Output::Event(event) => client.handle_event(event),
            }
        }
    }

    /// What else has arrived meanwhile, so that a burst costs one turn.
    fn take_in_waiting(&mut self, client: &mut impl Client) -> anyhow::Result<()> {
        for _ in 0..limits::READS_PER_TURN_MAX {
            match self.socket.try_recv_from(&mut self.buffer) {
                Ok((bytes, source)) => self.take_in(bytes, source, client)?,
                Err(_) => break,
            }
        }
        Ok(())
    }

    /// The engine keeps one packet at a time, so each datagram's yield is taken before the next.
    fn take_in(
        &mut self,
        bytes: usize,
        source: SocketAddr,
        client: &mut impl Client,
    ) -> anyhow::Result<()> {
        // What is neither STUN, DTLS nor RTP is none of ours.
        let Ok(contents) = self.buffer[..bytes].try_into() else {
            return Ok(());
        };
        let receive = Receive {
            proto: Protocol::Udp,
            source,
            destination: self.local,
            contents,
        };
        let input = Input::Receive(Instant::now(), receive);
        if self.rtc.accepts(&input) {
            self.rtc.handle_input(input)?;
            self.give_out(client)?;
        }
        Ok(())
    }
}

/// Milliseconds between two moments, for figures.
pub fn ms_between(from: Instant, to: Instant) -> f64 {
    to.saturating_duration_since(from).as_secs_f64() * 1000.0
}
