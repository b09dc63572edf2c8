//! Stands between the network and the DTLS back end: bounds what a stranger can make it do, and
//! repeats lost flights, which the back end does not do reliably.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use super::{
    Dtls, DtlsEvent,
    hello::{Hello, HelloReader},
    record::{
        CHANGE_CIPHER_SPEC, CLIENT_HELLO, Fragment, HANDSHAKE, HELLO_VERIFY_REQUEST, Record,
        hello_cookie, records, verify_cookie,
    },
    rtc::RtcDtls,
};
use crate::{
    limits,
    transport::{Fingerprint, Identity, srtp::Profile},
};

pub struct HandshakeGuard {
    identity: Identity,
    fingerprint: Fingerprint,
    hello: Option<HelloReader>,
    backend: Option<Box<dyn Dtls + Send>>,
    connected: bool,
    closed: bool,
    handshake_bytes: usize,
    cookie: Option<Vec<u8>>,
    flight: Flight,
    transmits: VecDeque<Vec<u8>>,
    events: VecDeque<DtlsEvent>,
}

/// Our last flight, kept to be repeated word for word.
#[derive(Default)]
struct Flight {
    datagrams: Vec<Vec<u8>>,
    /// Highest handshake message that the flight answers.
    answers: Option<u16>,
    sent: Option<Instant>,
    repeat: Option<Instant>,
    interval: Duration,
    repeats: u32,
}

impl HandshakeGuard {
    pub fn new(identity: Identity, fingerprint: Fingerprint) -> Self {
        Self {
            identity,
            fingerprint,
            hello: Some(HelloReader::default()),
            backend: None,
            connected: false,
            closed: false,
            handshake_bytes: 0,
            cookie: None,
            flight: Flight::default(),
            transmits: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// Takes a datagram from an address that ICE has validated.
    pub fn handle_datagram(&mut self, datagram: &[u8], now: Instant) {
        let plain = records(datagram).any(|record| record.epoch == 0);
        if plain || !self.connected {
            self.handshake_bytes += datagram.len();
        }
        let exhausted = self.handshake_bytes > limits::HANDSHAKE_BYTES_MAX;
        if self.closed || (exhausted && (plain || !self.connected)) {
            return;
        }
        let passed = self.passed(datagram);
        if passed.is_empty() {
            return;
        }
        match self.backend.is_some() {
            true => self.feed(&passed, now),
            false => self.read_hello(&passed, now),
        }
    }

    pub fn handle_timeout(&mut self, now: Instant) {
        if self.flight.repeat.is_some_and(|at| at <= now) {
            self.repeat_flight(now);
        }
    }

    /// Whether a whole ClientHello has come.
    pub fn has_begun(&self) -> bool {
        self.backend.is_some()
    }

    pub fn poll_timeout(&self) -> Option<Instant> {
        self.flight.repeat
    }

    pub fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        self.transmits.pop_front()
    }

    pub fn poll_event(&mut self) -> Option<DtlsEvent> {
        self.events.pop_front()
    }

    pub fn close(&mut self, now: Instant) {
        if let Some(backend) = &mut self.backend
            && !self.closed
        {
            backend.close(now);
            self.transmits
                .extend(std::iter::from_fn(|| backend.poll_transmit()));
        }
        self.finish();
    }

    /// The records of a datagram that may reach the back end. One spoofed plaintext alert or
    /// ClientHello would kill a handshake.
    fn passed(&self, datagram: &[u8]) -> Vec<u8> {
        let mut passed = Vec::with_capacity(datagram.len());
        for record in records(datagram) {
            let allowed = match (record.epoch, record.kind) {
                (0, CHANGE_CIPHER_SPEC) => !self.connected,
                (0, HANDSHAKE) => self.hello_fits(&record),
                (0, _) => false,
                _ => true,
            };
            if allowed {
                passed.extend_from_slice(record.bytes);
            }
        }
        passed
    }

    /// A ClientHello without our cookie, or with a wrong one, would end the back end's handshake.
    fn hello_fits(&self, record: &Record<'_>) -> bool {
        record.fragments().all(|fragment| {
            if fragment.message != CLIENT_HELLO || fragment.offset != 0 {
                return true;
            }
            let Some(found) = hello_cookie(fragment.body) else {
                return false;
            };
            match (fragment.sequence, &self.cookie) {
                (0, _) => found.is_empty(),
                (_, Some(cookie)) => found == cookie,
                (_, None) => false,
            }
        })
    }

    fn read_hello(&mut self, datagram: &[u8], now: Instant) {
        let Some(reader) = &mut self.hello else {
            return;
        };
        match reader.push(datagram) {
            Hello::Incomplete => {}
            Hello::Refused => {
                self.events.push_back(DtlsEvent::Closed);
                self.finish();
            }
            Hello::Chosen(profile) => self.start(profile, now),
        }
    }

    fn start(&mut self, profile: Profile, now: Instant) {
        let backend = RtcDtls::new(&self.identity, self.fingerprint.clone(), profile);
        let (Some(backend), Some(reader)) = (backend, self.hello.take()) else {
            self.events.push_back(DtlsEvent::Closed);
            return self.finish();
        };
        self.backend = Some(Box::new(backend));
        for datagram in reader.into_datagrams() {
            self.feed(&datagram, now);
        }
    }

    fn feed(&mut self, datagram: &[u8], now: Instant) {
        let Some(backend) = &mut self.backend else {
            return;
        };
        backend.handle_datagram(datagram, now);
        let answer: Vec<_> = std::iter::from_fn(|| backend.poll_transmit()).collect();
        let events: Vec<_> = std::iter::from_fn(|| backend.poll_event()).collect();
        if answer.is_empty() {
            self.repeat_if_asked(datagram, now);
        } else {
            self.transmits.extend(answer.iter().cloned());
            self.keep_flight(answer, datagram, now);
        }
        for event in events {
            match &event {
                DtlsEvent::Connected(_) => {
                    self.connected = true;
                    self.flight.repeat = None;
                }
                DtlsEvent::Closed => self.finish(),
            }
            self.events.push_back(event);
        }
    }

    fn keep_flight(&mut self, datagrams: Vec<Vec<u8>>, asked: &[u8], now: Instant) {
        if self.connected {
            return;
        }
        if let Some(cookie) = sent_cookie(&datagrams) {
            self.cookie = Some(cookie);
        }
        self.flight = Flight {
            datagrams,
            answers: highest_message(asked).max(self.flight.answers),
            sent: Some(now),
            repeat: Some(now + limits::FLIGHT_REPEAT_TIME),
            interval: limits::FLIGHT_REPEAT_TIME,
            repeats: 0,
        };
    }

    /// A peer that repeats what our flight answers did not get the flight.
    fn repeat_if_asked(&mut self, datagram: &[u8], now: Instant) {
        let highest = highest_message(datagram);
        let repeated = highest.is_some() && highest <= self.flight.answers;
        let rested = self
            .flight
            .sent
            .is_some_and(|sent| now >= sent + limits::FLIGHT_REPEAT_TIME_MIN);
        if repeated && rested {
            self.repeat_flight(now);
        }
    }

    fn repeat_flight(&mut self, now: Instant) {
        let flight = &mut self.flight;
        flight.repeats += 1;
        if flight.repeats > limits::FLIGHT_REPEATS_MAX {
            flight.repeat = None;
            return;
        }
        flight.sent = Some(now);
        flight.interval = (flight.interval * 2).min(limits::FLIGHT_REPEAT_TIME_MAX);
        flight.repeat = (!self.connected).then(|| now + flight.interval);
        self.transmits.extend(flight.datagrams.iter().cloned());
    }

    fn finish(&mut self) {
        self.closed = true;
        self.flight.repeat = None;
    }
}

fn fragments(datagram: &[u8]) -> impl Iterator<Item = Fragment<'_>> {
    records(datagram).flat_map(|record| record.fragments())
}

fn highest_message(datagram: &[u8]) -> Option<u16> {
    fragments(datagram).map(|fragment| fragment.sequence).max()
}

fn sent_cookie(datagrams: &[Vec<u8>]) -> Option<Vec<u8>> {
    datagrams
        .iter()
        .flat_map(|datagram| fragments(datagram))
        .find(|fragment| fragment.message == HELLO_VERIFY_REQUEST)
        .and_then(|fragment| verify_cookie(fragment.body))
        .map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests;
