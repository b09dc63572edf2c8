//! The thread that carries packets between the two devices. It alone reads the clock.

use std::{
    io,
    os::unix::net::UnixStream,
    sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::{
    model::Pipe,
    report::{DirectionReport, LinkReport},
    settings::LinkSettings,
    tun::Tun,
};
use crate::{limits, realtime, stats::histogram::Histogram};

pub enum Order {
    Set(LinkSettings),
    Report(SyncSender<LinkReport>),
    Stop,
}

/// The running thread.
pub struct Forwarding {
    orders: SyncSender<Order>,
    wake: UnixStream,
    thread: JoinHandle<anyhow::Result<LinkReport>>,
}

impl Forwarding {
    pub fn start(near: Tun, far: Tun, settings: &LinkSettings, seed: u64) -> anyhow::Result<Self> {
        let (orders, waiting_orders) = sync_channel(limits::ORDERS_WAITING_MAX);
        let (wake, woken) = UnixStream::pair()?;
        woken.set_nonblocking(true)?;
        let now = Instant::now();
        let mut forwarder = Forwarder {
            // Two seeds, so that the directions do not lose in step.
            up: Direction::new(Pipe::new(settings.up.clone(), seed, now)),
            down: Direction::new(Pipe::new(settings.down.clone(), !seed, now)),
            near,
            far,
            orders: waiting_orders,
            woken,
        };
        let thread = std::thread::Builder::new()
            .name("link".to_owned())
            .spawn(move || {
                realtime::request();
                forwarder.run()
            })?;
        Ok(Self {
            orders,
            wake,
            thread,
        })
    }

    pub fn set(&mut self, settings: LinkSettings) -> anyhow::Result<()> {
        self.order(Order::Set(settings))
    }

    pub fn report(&mut self) -> anyhow::Result<LinkReport> {
        let (answer, answered) = sync_channel(1);
        self.order(Order::Report(answer))?;
        answered.recv().context("the link has stopped")
    }

    pub fn stop(mut self) -> anyhow::Result<LinkReport> {
        // A thread that ended by itself has no ear; its own error is told by join.
        let _ = self.order(Order::Stop);
        self.thread
            .join()
            .map_err(|_| anyhow::anyhow!("the link's thread panicked"))?
    }

    pub fn is_running(&self) -> bool {
        !self.thread.is_finished()
    }

    fn order(&mut self, order: Order) -> anyhow::Result<()> {
        self.orders.send(order).context("the link has stopped")?;
        io::Write::write_all(&mut self.wake, &[0]).context("the link has stopped")
    }
}

struct Forwarder {
    near: Tun,
    far: Tun,
    up: Direction,
    down: Direction,
    orders: Receiver<Order>,
    woken: UnixStream,
}

struct Direction {
    pipe: Pipe,
    lateness: Histogram,
    /// The receiving kernel did not take these.
    refused: u64,
}

impl Forwarder {
    fn run(&mut self) -> anyhow::Result<LinkReport> {
        loop {
            self.wait()?;
            self.up.take_in(&self.far)?;
            self.down.take_in(&self.near)?;
            self.up.deliver(&self.near);
            self.down.deliver(&self.far);
            if self.obey() {
                return Ok(self.report());
            }
        }
    }

    fn wait(&self) -> anyhow::Result<()> {
        let due = [&self.up, &self.down]
            .into_iter()
            .filter_map(|d| d.pipe.poll_timeout())
            .min();
        let wait = due.map(|due| timespec(due.saturating_duration_since(Instant::now())));
        let mut sources = [
            PollFd::new(&self.near, PollFlags::IN),
            PollFd::new(&self.far, PollFlags::IN),
            PollFd::new(&self.woken, PollFlags::IN),
        ];
        match poll(&mut sources, wait.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
            Err(error) => Err(error).context("waiting for packets failed"),
        }
    }

    /// True when asked to stop.
    fn obey(&mut self) -> bool {
        let mut bytes = [0; limits::ORDERS_WAITING_MAX];
        let _ = io::Read::read(&mut self.woken, &mut bytes);
        for _ in 0..limits::ORDERS_WAITING_MAX {
            match self.orders.try_recv() {
                Ok(Order::Set(settings)) => {
                    self.up.pipe.set(settings.up);
                    self.down.pipe.set(settings.down);
                }
                Ok(Order::Report(answer)) => drop(answer.send(self.report())),
                Ok(Order::Stop) | Err(TryRecvError::Disconnected) => return true,
                Err(TryRecvError::Empty) => return false,
            }
        }
        false
    }

    fn report(&self) -> LinkReport {
        LinkReport {
            up: self.up.report(),
            down: self.down.report(),
        }
    }
}

impl Direction {
    fn new(pipe: Pipe) -> Self {
        Self {
            pipe,
            lateness: Histogram::default(),
            refused: 0,
        }
    }

    fn take_in(&mut self, from: &Tun) -> anyhow::Result<()> {
        let mut buffer = [0; limits::IP_PACKET_BYTES_MAX];
        for _ in 0..limits::READS_PER_TURN_MAX {
            match from
                .receive(&mut buffer)
                .context("reading from the TUN device failed")?
            {
                Some(bytes) => self
                    .pipe
                    .handle_packet(buffer[..bytes].to_vec(), Instant::now()),
                None => break,
            }
        }
        Ok(())
    }

    fn deliver(&mut self, to: &Tun) {
        // The moment is taken once, so that a busy link cannot hold the loop here.
        let now = Instant::now();
        while let Some(delivery) = self.pipe.poll_packet(now) {
            if to.send(&delivery.packet).is_err() {
                self.refused += 1;
            }
            self.lateness.add(delivery.due.elapsed());
        }
    }

    fn report(&self) -> DirectionReport {
        DirectionReport::new(self.pipe.counts(), self.refused, &self.lateness)
    }
}

fn timespec(span: Duration) -> Timespec {
    Timespec {
        tv_sec: i64::try_from(span.as_secs()).unwrap_or(i64::MAX),
        tv_nsec: i64::from(span.subsec_nanos()),
    }
}
