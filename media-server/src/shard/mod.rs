//! One thread with one socket and the rooms that hash to it.

mod command;
mod pin;
mod socket;

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread::JoinHandle,
    time::Instant,
};

use media_core::{Identity, Sfu, SfuConfig};
use mio::{Events, Interest, Poll, Token, Waker};

pub(crate) use self::command::{Command, JoinRequest, NotJoined};
use self::socket::ShardSocket;
use crate::{
    admission::Admission, config::WallClock, limits, metrics::ShardCounters, outbox::Outbox,
};

const SOCKET: Token = Token(0);
const WAKER: Token = Token(1);

/// What a shard's thread starts with.
pub(crate) struct ShardSetup {
    pub number: usize,
    pub listen: SocketAddr,
    pub advertised: Vec<std::net::IpAddr>,
    pub identity: Identity,
    pub seed: [u8; 32],
    pub clock: WallClock,
    pub admission: Arc<Admission>,
    pub outbox: Arc<Outbox>,
    pub pin_thread: bool,
}

/// The rest of the node's hold on a shard.
pub(crate) struct ShardHandle {
    pub address: SocketAddr,
    commands: mpsc::SyncSender<Command>,
    waker: Waker,
    counters: Arc<Mutex<ShardCounters>>,
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
        *self.counters.lock().unwrap_or_else(PoisonError::into_inner)
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
    let mut socket = ShardSocket::bind(setup.listen)?;
    let address = socket.address()?;
    poll.registry()
        .register(socket.source(), SOCKET, Interest::READABLE)?;
    let (commands, received) = mpsc::sync_channel(limits::COMMANDS_MAX);
    let counters = Arc::new(Mutex::new(ShardCounters::default()));
    let sfu = Sfu::new(SfuConfig {
        identity: setup.identity,
        candidates: setup
            .advertised
            .iter()
            .map(|ip| SocketAddr::new(*ip, address.port()))
            .collect(),
        seed: setup.seed,
        epoch: Instant::now(),
    });
    let shard = Shard {
        sfu,
        socket,
        poll,
        commands: received,
        clock: setup.clock,
        admission: setup.admission,
        outbox: setup.outbox,
        counters: counters.clone(),
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

struct Shard {
    sfu: Sfu,
    socket: ShardSocket,
    poll: Poll,
    commands: mpsc::Receiver<Command>,
    clock: WallClock,
    admission: Arc<Admission>,
    outbox: Arc<Outbox>,
    counters: Arc<Mutex<ShardCounters>>,
}

impl Shard {
    fn run(mut self) {
        let mut events = Events::with_capacity(8);
        // The poll tells of new datagrams only, so the socket is read until it is empty.
        let mut socket_empty = false;
        loop {
            let commands_empty = match self.run_commands() {
                Turn::Stopped => return self.drain(),
                Turn::More => false,
                Turn::Empty => true,
            };
            if !socket_empty {
                socket_empty = self.receive();
            }
            let now = Instant::now();
            self.sfu.handle_timeout(now);
            self.sfu.flush(now);
            self.drain();
            self.publish_counters();
            let idle = commands_empty && socket_empty;
            if let Err(error) = self.poll.poll(&mut events, Some(self.sleep_time(idle)))
                && error.kind() != io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "a media shard cannot wait for its socket");
                return;
            }
            if events.iter().any(|event| event.token() == SOCKET) {
                socket_empty = false;
            }
        }
    }

    fn sleep_time(&self, idle: bool) -> std::time::Duration {
        if !idle {
            return std::time::Duration::ZERO;
        }
        let now = Instant::now();
        self.sfu
            .poll_timeout()
            .map_or(limits::SLEEP_TIME_MAX, |at| {
                at.saturating_duration_since(now)
            })
            .min(limits::SLEEP_TIME_MAX)
    }

    fn run_commands(&mut self) -> Turn {
        for _ in 0..limits::COMMANDS_PER_TURN_MAX {
            match self.commands.try_recv() {
                Ok(Command::Stop) => {
                    self.sfu.shut_down(Instant::now());
                    return Turn::Stopped;
                }
                Ok(command) => command.run(&mut self.sfu, &self.admission, &self.clock),
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
            let received = self.socket.receive(|path, datagram| {
                sfu.handle_datagram(path, datagram, now);
            });
            if !received {
                return true;
            }
        }
        false
    }

    /// Sends what is to be sent, tells what is to be told.
    fn drain(&mut self) {
        while let Some(transmit) = self.sfu.poll_transmit() {
            self.socket.send(&transmit);
        }
        while let Some(event) = self.sfu.poll_event() {
            self.outbox.push((self.clock)(), event);
        }
    }

    fn publish_counters(&self) {
        let counters = ShardCounters {
            sfu: self.sfu.counters(),
            ..self.socket.counters()
        };
        *self.counters.lock().unwrap_or_else(PoisonError::into_inner) = counters;
    }
}

enum Turn {
    Empty,
    More,
    Stopped,
}
