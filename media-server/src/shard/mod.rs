//! One thread with one UDP and one TCP port and the rooms that hash to it.

mod command;
mod keeping;
mod pin;
mod published;
mod rest;
mod socket;
mod tcp;

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use media_core::{Carrier, Event, Identity, Sfu, SfuConfig};
use mio::{Events, Interest, Poll, Token, Waker};
use protocol::media::MediaEntry;

pub(crate) use self::{
    command::{Command, JoinRequest, NotJoined, PatchRequest},
    pin::cpu_us,
    tcp::TcpCounters,
};
use self::{
    published::Published,
    rest::{Rest, Rests},
    socket::ShardSocket,
    tcp::TcpPeers,
};
use crate::{
    admission::Admission, config::WallClock, journal::ShardJournal, limits, metrics::ShardCounters,
    outbox::Outbox,
};

const SOCKET: Token = Token(0);
const WAKER: Token = Token(1);
/// Tokens from here on belong to TCP.
const TCP: Token = Token(2);

/// What a shard's thread starts with.
pub(crate) struct ShardSetup {
    pub number: usize,
    pub listen: SocketAddr,
    pub advertised: Vec<std::net::IpAddr>,
    pub tcp: bool,
    pub identity: Identity,
    pub seed: [u8; 32],
    pub clock: WallClock,
    pub admission: Arc<Admission>,
    pub outbox: Arc<Outbox>,
    pub journal: Option<ShardJournal>,
    pub pin_thread: bool,
}

/// The rest of the node's hold on a shard.
pub(crate) struct ShardHandle {
    pub address: SocketAddr,
    commands: mpsc::SyncSender<Command>,
    waker: Waker,
    counters: Arc<Published>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl ShardHandle {
    /// Hands a command over.
    pub fn send(&self, command: Command) -> Result<(), NotSent> {
        self.commands
            .try_send(command)
            .map_err(|error| match error {
                mpsc::TrySendError::Full(command) => NotSent::Full(command),
                mpsc::TrySendError::Disconnected(_) => NotSent::Stopped,
            })?;
        if let Err(error) = self.waker.wake() {
            tracing::warn!(%error, "a shard could not be woken; it looks by itself every second");
        }
        Ok(())
    }

    pub fn counters(&self) -> ShardCounters {
        self.counters.load()
    }

    /// Waits for the thread's end.
    pub fn join(&self) {
        let thread = self
            .thread
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("a media shard had ended by a panic");
        }
    }
}

/// Why a shard did not take a command.
pub(crate) enum NotSent {
    /// Too many wait; here it is again.
    Full(Command),
    Stopped,
}

pub(crate) fn start(setup: ShardSetup) -> io::Result<ShardHandle> {
    let poll = Poll::new()?;
    let waker = Waker::new(poll.registry(), WAKER)?;
    let (mut socket, listener) = bind(setup.listen, setup.tcp)?;
    let address = socket.address()?;
    poll.registry()
        .register(socket.source(), SOCKET, Interest::READABLE)?;
    let (commands, received) = mpsc::sync_channel(limits::COMMANDS_MAX);
    let counters = Arc::new(Published::default());
    let tcp = TcpPeers::start(listener, poll.registry().try_clone()?, TCP, Instant::now())?;
    let candidates: Vec<_> = setup
        .advertised
        .iter()
        .map(|ip| SocketAddr::new(*ip, address.port()))
        .collect();
    let mut sfu = Sfu::new(SfuConfig {
        identity: setup.identity,
        tcp_candidates: if setup.tcp {
            candidates.clone()
        } else {
            Vec::new()
        },
        candidates,
        seed: setup.seed,
        epoch: Instant::now(),
    });
    if setup.journal.is_some() {
        sfu.make_pages(limits::JOURNAL_PAGES);
        sfu.note_time((setup.clock)(), Instant::now());
    }
    let shard = Shard {
        sfu,
        socket,
        tcp,
        poll,
        commands: received,
        clock: setup.clock,
        admission: setup.admission,
        outbox: setup.outbox,
        journal: setup.journal,
        counters: counters.clone(),
        turns: 0,
        cpu_us: 0,
        cpu_due: Instant::now(),
    };
    let (number, pin_thread) = (setup.number, setup.pin_thread);
    let thread = std::thread::Builder::new()
        .name(format!("media-{number}"))
        .spawn(move || {
            if pin_thread {
                pin::to_core(number);
            }
            shard.run();
        })?;
    Ok(ShardHandle {
        address,
        commands,
        waker,
        counters,
        thread: Mutex::new(Some(thread)),
    })
}

/// One port number for both, so that one rule of a firewall opens both.
fn bind(listen: SocketAddr, tcp: bool) -> io::Result<(ShardSocket, Option<TcpListener>)> {
    let mut tries = 0;
    loop {
        tries += 1;
        let socket = ShardSocket::bind(listen)?;
        if !tcp {
            return Ok((socket, None));
        }
        match TcpListener::bind(socket.address()?) {
            Ok(listener) => return Ok((socket, Some(listener))),
            Err(_) if listen.port() == 0 && tries < limits::PORT_TRIES_MAX => {}
            Err(error) => return Err(error),
        }
    }
}

struct Shard {
    sfu: Sfu,
    socket: ShardSocket,
    tcp: TcpPeers,
    poll: Poll,
    commands: mpsc::Receiver<Command>,
    clock: WallClock,
    admission: Arc<Admission>,
    outbox: Arc<Outbox>,
    journal: Option<ShardJournal>,
    counters: Arc<Published>,
    turns: u64,
    cpu_us: u64,
    /// When the thread's CPU time is looked at next.
    cpu_due: Instant,
}

impl Shard {
    fn run(mut self) {
        let mut events = Events::with_capacity(limits::POLL_EVENTS_MAX);
        let mut rests = Rests::default();
        // The poll tells of new datagrams only, so the socket is read until it is empty.
        let mut socket_empty = false;
        loop {
            let commands_empty = match self.run_commands() {
                Turn::Stopped => return self.finish(),
                Turn::More => false,
                Turn::Empty => true,
            };
            if !socket_empty {
                socket_empty = self.receive();
            }
            if let Some(hold) = rests.hold(socket_empty && self.sfu.is_mid_frame()) {
                std::thread::sleep(hold);
                socket_empty = self.receive();
            }
            let now = Instant::now();
            self.tcp.turn(&mut self.sfu, now);
            self.sfu.handle_timeout(now);
            self.sfu.flush(now);
            self.drain();
            self.hand_over(now);
            self.publish_counters(now);
            let idle = commands_empty && socket_empty && self.tcp.is_idle();
            match self.rest(&mut events, &mut rests, idle) {
                Ok(more) => socket_empty &= !more,
                Err(error) => {
                    tracing::error!(%error, "a media shard cannot wait for its socket");
                    return;
                }
            }
        }
    }

    /// Rests until there is something to do; true when there may be datagrams.
    fn rest(&mut self, events: &mut Events, rests: &mut Rests, idle: bool) -> io::Result<bool> {
        match rests.next(idle, self.time_to_timer()) {
            Rest::None => self.poll(events, Duration::ZERO),
            Rest::Sleep(time) => {
                std::thread::sleep(time);
                let more = self.poll(events, Duration::ZERO)?;
                rests.slept(more);
                Ok(more)
            }
            Rest::Wait(time) => {
                let before = Instant::now();
                let more = self.poll(events, time)?;
                rests.woken(more, before.elapsed());
                Ok(more)
            }
        }
    }

    /// Waits for events; true when there may be datagrams on the UDP port.
    fn poll(&mut self, events: &mut Events, time: Duration) -> io::Result<bool> {
        if let Err(error) = self.poll.poll(events, Some(time)) {
            return match error.kind() {
                io::ErrorKind::Interrupted => Ok(false),
                _ => Err(error),
            };
        }
        let mut more = false;
        for event in &*events {
            match event.token() {
                SOCKET => more = true,
                WAKER => {}
                _ => self.tcp.handle_event(event, &mut self.sfu),
            }
        }
        Ok(more)
    }

    fn time_to_timer(&self) -> Duration {
        let Some(at) = self.sfu.poll_timeout() else {
            return limits::SLEEP_TIME_MAX;
        };
        at.saturating_duration_since(Instant::now())
            .min(limits::SLEEP_TIME_MAX)
    }

    fn run_commands(&mut self) -> Turn {
        for _ in 0..limits::COMMANDS_PER_TURN_MAX {
            match self.commands.try_recv() {
                Ok(Command::Stop) => {
                    self.sfu.shut_down(Instant::now());
                    return Turn::Stopped;
                }
                Ok(command) => self.run_command(command),
                Err(mpsc::TryRecvError::Empty) => return Turn::Empty,
                Err(mpsc::TryRecvError::Disconnected) => return Turn::Stopped,
            }
            self.drain();
        }
        Turn::More
    }

    /// True when the socket has no more.
    fn receive(&mut self) -> bool {
        for _ in 0..limits::RECEIVES_PER_TURN_MAX {
            let (sfu, now) = (&mut self.sfu, Instant::now());
            let more = self.socket.receive(|path, datagram| {
                sfu.handle_datagram(path, datagram, now);
            });
            if !more {
                return true;
            }
        }
        false
    }

    /// Sends what is to be sent, tells what is to be told.
    fn drain(&mut self) {
        while let Some(transmit) = self.sfu.poll_transmit() {
            match transmit.path.carrier {
                Carrier::Udp => self.socket.send(&transmit),
                Carrier::Tcp(_) => self.tcp.send(&transmit),
            }
        }
        while let Some(event) = self.sfu.poll_event() {
            let at_ms = (self.clock)();
            let kept = self.sfu.is_recorded(event.room).then(|| event.clone());
            let seq = self.outbox.push(at_ms, event);
            if let Some((seq, Event { room, event })) = seq.zip(kept) {
                self.keep_event(MediaEntry {
                    seq,
                    at_ms,
                    room,
                    event,
                });
            }
        }
    }

    /// The last turn.
    fn finish(mut self) {
        self.drain();
        // What is in the last page is due by then.
        self.hand_over(Instant::now() + media_core::limits::PAGE_TIME);
        self.publish_counters(Instant::now());
    }

    fn publish_counters(&mut self, now: Instant) {
        self.turns += 1;
        if now >= self.cpu_due {
            self.cpu_due = now + limits::CPU_SAMPLE_TIME;
            self.cpu_us = pin::cpu_us();
            self.sfu.note_time((self.clock)(), now);
        }
        self.counters.store(ShardCounters {
            sfu: self.sfu.counters(),
            tcp: self.tcp.counters(),
            turns: self.turns,
            cpu_us: self.cpu_us,
            ..self.socket.counters()
        });
    }
}

enum Turn {
    Empty,
    More,
    Stopped,
}
