//! Moves one str0m connection: datagrams and time in, datagrams and events out.

use std::{net::SocketAddr, time::Instant};

use anyhow::{Context as _, bail};
use str0m::{
    Event, IceConnectionState, Input, Output, Rtc,
    change::SdpAnswer,
    net::{Protocol, Receive},
};

use super::{
    Endpoint, Order,
    offer::{Mids, Offered},
    session::Session,
    wire::Wire,
};
use crate::{limits, link::settings::LinkSettings};

pub struct Peer {
    pub rtc: Rtc,
    pub mids: Mids,
    wire: Wire,
    session: Option<Session>,
    seed: u64,
}

/// What a client does with its events.
pub trait Client {
    fn handle_event(&mut self, event: Event);
}

impl Peer {
    /// Posts the offer and takes the answer.
    pub async fn join(
        endpoint: Endpoint,
        link: Option<&LinkSettings>,
        seed: u64,
        offer: impl FnOnce(SocketAddr) -> Result<Offered, str0m::RtcError>,
    ) -> anyhow::Result<Self> {
        let server = endpoint.connection.origin().address().await?;
        let wire = Wire::open(server, link, seed).await?;
        let Offered {
            mut rtc,
            mids,
            offer,
            pending,
        } = offer(wire.local())?;
        let (session, answer) = Session::join(endpoint, offer.to_sdp_string()).await?;
        let answer = SdpAnswer::from_sdp_string(&answer).context("the answer is no SDP")?;
        rtc.sdp_api()
            .accept_answer(pending, answer)
            .context("the answer does not fit")?;
        Ok(Self {
            rtc,
            mids,
            wire,
            session: Some(session),
            seed,
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

    pub async fn obey(&mut self, order: Order) -> anyhow::Result<()> {
        match order {
            Order::Silence(length) => self.wire.silence(length),
            Order::Rebind => self.wire.rebind().await?,
            Order::Link(words) => self.wire.set_link(&words, self.seed)?,
        }
        Ok(())
    }

    /// One turn: gives out all there is, then waits for a datagram, a timer or `until`.
    pub async fn turn(&mut self, until: Instant, client: &mut impl Client) -> anyhow::Result<()> {
        let timer = self.give_out(client)?;
        let link = self.wire.poll_timeout().unwrap_or(until);
        let wait = tokio::time::sleep_until(timer.min(until).min(link).into());
        tokio::select! {
            biased;
            readable = self.wire.readable() => readable?,
            () = wait => {}
        }
        self.take_in_waiting(client)?;
        let now = Instant::now();
        if now >= timer {
            self.rtc.handle_input(Input::Timeout(now))?;
            self.give_out(client)?;
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
                Output::Transmit(out) => {
                    self.wire
                        .send(&out.contents, out.destination, Instant::now());
                }
                Output::Event(Event::IceConnectionStateChange(
                    IceConnectionState::Disconnected,
                )) => bail!("the connection was lost"),
                Output::Event(Event::Closed) => bail!("the server closed the connection"),
                Output::Event(event) => client.handle_event(event),
            }
        }
    }

    /// What has arrived, so that a burst costs one turn. The engine keeps one packet at a time, so
    /// each datagram's yield is taken before the next.
    fn take_in_waiting(&mut self, client: &mut impl Client) -> anyhow::Result<()> {
        for _ in 0..limits::READS_PER_TURN_MAX {
            let Some((bytes, source)) = self.wire.poll_received(Instant::now()) else {
                break;
            };
            // What is neither STUN, DTLS nor RTP is none of ours.
            let Ok(contents) = self.wire.datagram(bytes).try_into() else {
                continue;
            };
            let receive = Receive {
                proto: Protocol::Udp,
                source,
                destination: self.wire.local(),
                contents,
            };
            let input = Input::Receive(Instant::now(), receive);
            if self.rtc.accepts(&input) {
                self.rtc.handle_input(input)?;
                self.give_out(client)?;
            }
        }
        Ok(())
    }
}
