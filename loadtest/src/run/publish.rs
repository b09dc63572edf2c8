//! The sending side of one stream: Start, what happens on the way, coming back, leaving.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
};

use super::{stage, stream::Shared};
use crate::{
    access::{self, Opening},
    client::{self, CallerResult, Order, Sending, Stop},
    limits,
    plan::{Act, StreamPlan, What},
    report::facts::StreamFacts,
};

/// What viewers hear of their sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Waiting,
    OnAir,
    Over,
}

pub struct Publishing<'a> {
    shared: Arc<Shared>,
    plan: &'a StreamPlan,
    facts: &'a mut StreamFacts,
    stop: watch::Receiver<bool>,
    word: watch::Sender<Word>,
    acts: std::slice::Iter<'a, Act>,
    end: Instant,
    silent_until: Instant,
    stills: tokio::task::JoinSet<anyhow::Result<()>>,
}

/// One session at the server.
struct Session {
    task: JoinHandle<(anyhow::Result<()>, CallerResult)>,
    orders: mpsc::Sender<Order>,
    stop: watch::Sender<Stop>,
    connected: Option<oneshot::Receiver<Instant>>,
}

/// Why a session is looked at.
enum Happening {
    Connected(Option<Instant>),
    Due(Act),
    Time,
    Ended(anyhow::Result<()>),
}

impl<'a> Publishing<'a> {
    pub fn new(
        shared: Arc<Shared>,
        plan: &'a StreamPlan,
        facts: &'a mut StreamFacts,
        stop: watch::Receiver<bool>,
        word: watch::Sender<Word>,
    ) -> Self {
        let now = Instant::now();
        Self {
            end: shared.stage.end(),
            shared,
            plan,
            facts,
            stop,
            word,
            acts: plan.acts.iter(),
            silent_until: now,
            stills: tokio::task::JoinSet::new(),
        }
    }

    pub async fn run(mut self, opening: Opening) -> anyhow::Result<()> {
        let tap_at = Instant::now();
        self.facts.steps.tap_at = Some(tap_at);
        if let Some(publish) = self.plan.publish {
            self.end = self.end.min(tap_at + publish);
        }
        let session = self.start(&opening).await.context("starting")?;
        self.facts.steps.started_at = Some(Instant::now());
        let published = self.keep_up(session, tap_at).await.context("publishing");
        self.word.send_replace(Word::Over);
        while let Some(still) = self.stills.join_next().await {
            still?.context("uploading a still")?;
            self.facts.stills += 1;
        }
        published
    }

    /// Until it is time to leave; a broken session is replaced as the caller's page does.
    async fn keep_up(&mut self, mut session: Session, tap_at: Instant) -> anyhow::Result<()> {
        let mut failures = 0;
        let mut next = self.acts.next();
        loop {
            match self.wait(&mut session, next, tap_at).await {
                Happening::Connected(at) => {
                    failures = if at.is_some() { 0 } else { failures };
                    if let Some(at) = at {
                        self.facts.steps.connected_at.get_or_insert(at);
                        self.word.send_replace(Word::OnAir);
                    }
                }
                Happening::Due(act) => {
                    next = self.acts.next();
                    self.act(&mut session, act.what).await?;
                }
                Happening::Time => return self.leave(session).await,
                Happening::Ended(result) => {
                    let ever_up = self.facts.steps.connected_at.is_some();
                    failures += 1;
                    let Err(error) = result else { return Ok(()) };
                    if !ever_up || failures > limits::REJOINS_MAX {
                        return Err(error);
                    }
                    session = self.come_back(error).await?;
                }
            }
        }
    }

    async fn wait(
        &mut self,
        session: &mut Session,
        next: Option<&Act>,
        tap_at: Instant,
    ) -> Happening {
        let act_at = next.map_or(self.end, |act| tap_at + act.at);
        let connected = async {
            match &mut session.connected {
                Some(connected) => connected.await.ok(),
                None => std::future::pending().await,
            }
        };
        let ended = tokio::select! {
            biased;
            at = connected => {
                session.connected = None;
                return Happening::Connected(at);
            }
            ended = &mut session.task => ended,
            _ = self.stop.wait_for(|stop| *stop) => return Happening::Time,
            () = tokio::time::sleep_until(self.end.into()) => return Happening::Time,
            () = tokio::time::sleep_until(act_at.into()), if next.is_some() => {
                return next.cloned().map_or(Happening::Time, Happening::Due);
            }
        };
        Happening::Ended(self.add_up(ended))
    }

    fn add_up(
        &mut self,
        ended: Result<(anyhow::Result<()>, CallerResult), tokio::task::JoinError>,
    ) -> anyhow::Result<()> {
        let (result, figures) = ended?;
        let sum = &mut self.facts.result;
        sum.answer_ms = sum.answer_ms.or(figures.answer_ms);
        sum.join_ms = sum.join_ms.or(figures.join_ms);
        sum.frames += figures.frames;
        sum.packets += figures.packets;
        sum.bytes += figures.bytes;
        sum.nacks += figures.nacks;
        sum.key_frame_requests += figures.key_frame_requests;
        result
    }

    async fn act(&mut self, session: &mut Session, what: What) -> anyhow::Result<()> {
        match what {
            What::Silence(length) => {
                self.silent_until = Instant::now() + length;
                session.tell(Order::Silence(length)).await;
            }
            What::Rebind => {
                self.facts.changes.push(Instant::now());
                session.tell(Order::Rebind).await;
            }
            What::Link(words) => session.tell(Order::Link(words)).await,
            What::ChangeNetwork => self.change_network(session).await?,
            What::Still { bytes } => self.upload(bytes),
            What::Leave => self.end = Instant::now(),
        }
        Ok(())
    }

    /// The old network is gone at once; the phone knows and posts anew under the same report.
    async fn change_network(&mut self, session: &mut Session) -> anyhow::Result<()> {
        self.facts.changes.push(Instant::now());
        session.stop.send_replace(Stop::Vanish);
        let ended = (&mut session.task).await;
        // Whatever ended the old session has no more weight.
        let _ = self.add_up(ended);
        *session = self.rejoin().await.context("changing the network")?;
        Ok(())
    }

    fn upload(&mut self, bytes: usize) {
        let shared = self.shared.clone();
        self.stills.spawn(async move {
            let jpeg = tokio::task::spawn_blocking(move || access::jpeg(bytes)).await??;
            shared.room.still(jpeg).await
        });
    }

    /// After the silence, if there is one, and a moment of patience.
    async fn come_back(&mut self, error: anyhow::Error) -> anyhow::Result<Session> {
        let at = self.silent_until.max(Instant::now() + limits::REJOIN_WAIT);
        if at >= self.end {
            return Err(error);
        }
        tokio::time::sleep_until(at.into()).await;
        self.rejoin()
            .await
            .with_context(|| format!("coming back after '{error:#}'"))
    }

    async fn rejoin(&mut self) -> anyhow::Result<Session> {
        self.facts.rejoins += 1;
        let opening = self.shared.room.open().await?;
        self.start(&opening).await
    }

    async fn start(&self, opening: &Opening) -> anyhow::Result<Session> {
        let shared = &self.shared;
        let endpoint = shared.room.start(opening).await?;
        let engine = shared.stage.sender(self.plan)?;
        let (orders, taken) = mpsc::channel(limits::CLIENT_ORDERS_MAX);
        let (stop, stopped) = watch::channel(Stop::No);
        let (connected, is_connected) = oneshot::channel();
        let job = Sending {
            number: self.plan.number,
            link: stage::link(self.plan.link.as_deref())?,
            seed: shared.stage.seed ^ u64::from(self.plan.number),
            live: shared.stage.live.clone(),
            times: shared.times.clone(),
            orders: taken,
            stop: stopped,
            connected,
        };
        let task = tokio::spawn(async move {
            let mut figures = CallerResult::default();
            let result = client::send(engine, endpoint, job, &mut figures).await;
            (result, figures)
        });
        Ok(Session {
            task,
            orders,
            stop,
            connected: Some(is_connected),
        })
    }

    async fn leave(&mut self, session: Session) -> anyhow::Result<()> {
        session.stop.send_replace(Stop::Leave);
        let patience = limits::DRAIN + limits::HTTP_TIMEOUT + Duration::from_secs(1);
        let ended = tokio::time::timeout(patience, session.task)
            .await
            .context("the client did not leave")?;
        self.add_up(ended)
    }
}

impl Session {
    async fn tell(&self, order: Order) {
        // A client that has ended is noticed by its result.
        let _ = self.orders.send(order).await;
    }
}
