//! One view: a console or an officer that watches one stream.

use std::{sync::Arc, time::Instant};

use anyhow::Context as _;
use tokio::sync::{oneshot, watch};

use super::{
    publish::Word,
    stage,
    stream::{Shared, Views},
};
use crate::{
    client::{self, Watching},
    plan::ViewPlan,
    report::facts::ViewFacts,
    scenario::Join,
};

pub struct Job {
    pub shared: Arc<Shared>,
    pub plan: ViewPlan,
    /// Number of the stream, and what its sender plays.
    pub stream: u32,
    pub media: Option<String>,
    pub heard: watch::Receiver<Word>,
    pub connected: oneshot::Sender<Instant>,
}

/// Returns when each viewer that has to be there before Start is connected or has failed.
pub async fn await_early(views: &mut Views) {
    for connected in views.early.drain(..) {
        // A viewer that fails drops its word; its own result tells why.
        let _ = connected.await;
    }
}

impl Job {
    pub async fn run(mut self) -> ViewFacts {
        let mut facts = ViewFacts {
            group: self.plan.group.clone(),
            ..ViewFacts::default()
        };
        if self.is_wanted().await
            && let Err(error) = self.watch(&mut facts).await
        {
            facts.failure = Some(format!("{error:#}"));
        }
        facts
    }

    /// Waits for its time; false when the stream is over before.
    async fn is_wanted(&mut self) -> bool {
        let due = self.shared.stage.start + self.plan.not_before;
        let begins = async {
            tokio::time::sleep_until(due.into()).await;
            if self.plan.join == Join::After {
                let mut heard = self.heard.clone();
                let _ = heard.wait_for(|word| *word == Word::OnAir).await;
            }
        };
        let mut heard = self.heard.clone();
        tokio::select! {
            biased;
            () = over(&mut heard) => false,
            () = begins => true,
        }
    }

    async fn watch(self, facts: &mut ViewFacts) -> anyhow::Result<()> {
        let Self {
            shared,
            plan,
            stream,
            media,
            mut heard,
            connected,
        } = self;
        let endpoint = shared
            .room
            .view(plan.watcher)
            .await
            .context("asking to watch")?;
        let engine = shared.stage.viewer(&plan, stream, media.as_deref())?;
        let (stop, stopped) = watch::channel(false);
        let job = Watching {
            link: stage::link(plan.link.as_deref())?,
            seed: shared.stage.seed ^ u64::from(plan.watcher) << 32,
            live: shared.stage.live.clone(),
            times: shared.times.clone(),
            stop: stopped,
            connected,
        };
        let until = (shared.stage.start + plan.until).min(shared.stage.end());
        let watching = client::watch(engine, endpoint, job, &mut facts.result);
        let leaving = async {
            tokio::select! {
                () = over(&mut heard) => {}
                () = tokio::time::sleep_until(until.into()) => {}
            }
            stop.send_replace(true);
            std::future::pending::<()>().await;
        };
        tokio::select! {
            watched = watching => watched.context("watching"),
            () = leaving => unreachable!("leaving waits for the watching to end"),
        }
    }
}

/// Returns when the sender has left.
async fn over(heard: &mut watch::Receiver<Word>) {
    // An error means that the sender dropped its word, which is the same.
    let _ = heard.wait_for(|word| *word == Word::Over).await;
}
