//! One client: its end of the connection, its socket, its part.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use media_core::far_end::{FarEnd, Received};

use tokio::sync::watch;

use super::{
    figures::Milestones,
    follow::{Follower, Life},
    publisher::{Publisher, time_of_day_ns},
    socket::{Buffers, Socket},
    viewer::{Arrival, Viewer},
    watched::Watched,
};
use crate::{
    limits,
    stats::live::{Live, SentTimes},
};

/// Consent to send is lost after this (RFC 7675 §5.1).
const CONSENT_LIFE: Duration = Duration::from_secs(30);

pub enum Part {
    Publisher(Box<Publisher>),
    Viewer(Box<Viewer>),
}

pub struct Peer {
    far: FarEnd,
    socket: Socket,
    pub part: Part,
    born: Instant,
    follower: Option<Follower>,
    pub milestones: Milestones,
    /// Why it is over, unless it left by itself.
    pub ended: Option<&'static str>,
}

impl Peer {
    pub fn new(far: FarEnd, socket: Socket, part: Part, now: Instant) -> Self {
        Self {
            far,
            socket,
            part,
            born: now,
            follower: None,
            milestones: Milestones::default(),
            ended: None,
        }
    }

    /// Ours and the server's.
    pub fn addresses(&self) -> std::io::Result<(SocketAddr, SocketAddr)> {
        self.socket.addresses()
    }

    /// Tells how it goes from now on.
    pub fn life(&mut self) -> watch::Receiver<Life> {
        self.follower.get_or_insert_default().life()
    }

    /// Counts for a run, too, and watches frames.
    pub fn count_for(&mut self, live: Arc<Live>, times: Arc<SentTimes>) {
        self.follower
            .get_or_insert_default()
            .count_for(live.clone());
        match &mut self.part {
            Part::Publisher(publisher) => publisher.count_for(live, times.next_number()),
            Part::Viewer(viewer) => viewer.watched = Some(Box::new(Watched::new(live, times))),
        }
    }

    pub fn is_followed(&self) -> bool {
        self.follower.is_some()
    }

    /// No more media; repairs still go out.
    pub fn stop(&mut self) {
        if let Part::Publisher(publisher) = &mut self.part {
            publisher.stop();
        }
    }

    /// When something is to be sent.
    pub fn due(&self, now: Instant) -> Instant {
        let far = self.far.poll_timeout();
        let media = match &self.part {
            Part::Publisher(publisher) if self.far.is_connected() => publisher.due(now),
            _ => None,
        };
        let soonest = far.into_iter().chain(media).min();
        soonest.unwrap_or(now + limits::SWEEP_STEP * 50)
    }

    /// Sends what is due.
    pub fn turn(&mut self, now: Instant) {
        self.far.handle_timeout(now);
        let Self { far, socket, .. } = self;
        while let Some(datagram) = far.poll_transmit() {
            socket.send(&datagram);
        }
        if far.is_connected()
            && let Part::Publisher(publisher) = &mut self.part
        {
            publisher.turn(now, far, |datagram| socket.send(datagram));
        }
    }

    /// Takes what has arrived, and answers it.
    pub fn sweep(&mut self, buffers: &mut Buffers, now: Instant) {
        let now_ns = time_of_day_ns();
        let Self {
            far,
            socket,
            part,
            milestones,
            ended,
            ..
        } = self;
        let reachable = socket.receive(buffers, |datagram, kernel_time| {
            let arrival = arrival(now, now_ns, kernel_time);
            if let Part::Viewer(viewer) = part {
                viewer.count_datagram();
            }
            match (far.handle_datagram(datagram, arrival.at), &mut *part) {
                (Received::Rtp(bytes), Part::Viewer(viewer)) => {
                    viewer.take(&datagram[..bytes], arrival);
                }
                (Received::Rtcp(bytes), Part::Viewer(viewer)) => {
                    viewer.note_report(&datagram[..bytes], arrival.at);
                }
                (Received::Rtcp(bytes), Part::Publisher(publisher)) => {
                    publisher.obey(&datagram[..bytes], far, |datagram| socket.send(datagram));
                }
                (Received::Connected, _) => milestones.connected = Some(arrival.at),
                (Received::Closed, _) => *ended = Some("the server said goodbye"),
                (Received::Rtp(_), Part::Publisher(_)) | (Received::Other, _) => {}
            }
        });
        while let Some(datagram) = far.poll_transmit() {
            socket.send(&datagram);
        }
        if far.is_connected()
            && let Part::Viewer(viewer) = part
        {
            viewer.turn(now, far, |datagram| socket.send(datagram));
            milestones.first_frame = viewer.first_frame;
        }
        if !reachable {
            *ended = Some("the server's port is closed");
        }
        self.mind_time(now);
        if let Some(follower) = &mut self.follower {
            follower.note_life(self.milestones, self.ended);
            follower.note_part(&mut self.part, now);
        }
    }

    fn mind_time(&mut self, now: Instant) {
        let silent = match self.far.consent_from() {
            Some(at) => now.saturating_duration_since(at) > CONSENT_LIFE,
            None => false,
        };
        let connecting = self.milestones.connected.is_none();
        if silent {
            self.ended = Some("the server no longer answers checks");
        } else if connecting && now - self.born > limits::CONNECT_TIMEOUT {
            self.ended = Some("ICE and DTLS took too long");
        }
    }

    pub fn leave(&mut self, now: Instant) {
        self.far.close(now);
        while let Some(datagram) = self.far.poll_transmit() {
            self.socket.send(&datagram);
        }
    }
}

/// The kernel's time, on both clocks; what it does not tell is now.
fn arrival(now: Instant, now_ns: u64, kernel_time: Option<Duration>) -> Arrival {
    let time_ns = kernel_time
        .and_then(|time| u64::try_from(time.as_nanos()).ok())
        .unwrap_or(now_ns);
    let ago = Duration::from_nanos(now_ns.saturating_sub(time_ns));
    Arrival {
        at: now.checked_sub(ago).unwrap_or(now),
        time_ns,
    }
}
