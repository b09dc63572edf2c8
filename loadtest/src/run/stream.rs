//! One sender with its viewers, from the invitation to the end.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

use anyhow::Context as _;
use tokio::{sync::watch, task::JoinSet};

use super::{
    publish::{Publishing, Word},
    stage::Stage,
    view,
};
use crate::{
    access::Room,
    plan::StreamPlan,
    report::facts::{StreamFacts, ViewFacts},
    scenario::Join,
    stats::live::SentTimes,
};

/// What the parts of one stream share.
pub struct Shared {
    pub stage: Arc<Stage>,
    pub room: Room,
    pub times: Arc<SentTimes>,
}

/// Plays one stream of the plan; failures are part of the result.
pub async fn run(stage: Arc<Stage>, plan: StreamPlan, stop: watch::Receiver<bool>) -> StreamFacts {
    let live = stage.live.clone();
    let mut facts = StreamFacts {
        group: plan.group.clone(),
        ..StreamFacts::default()
    };
    facts.steps.begun_at = Some(Instant::now());
    if let Err(error) = play(&stage, plan, stop, &mut facts).await {
        facts.failure = Some(format!("{error:#}"));
    }
    let failures = facts.views.iter().filter(|view| view.failure.is_some());
    let failed = failures.count() + usize::from(facts.failure.is_some());
    live.failed
        .fetch_add(u32::try_from(failed).unwrap_or(u32::MAX), Ordering::Relaxed);
    facts
}

async fn play(
    stage: &Arc<Stage>,
    plan: StreamPlan,
    stop: watch::Receiver<bool>,
    facts: &mut StreamFacts,
) -> anyhow::Result<()> {
    let room = stage.access.invite(plan.number).await.context("inviting")?;
    facts.steps.sent_at = Some(Instant::now());
    let media = plan.media.as_ref().and_then(|name| stage.media.get(name));
    let frames = media.map_or(0, |media| media.film.frames.len());
    let shared = Arc::new(Shared {
        stage: stage.clone(),
        room,
        times: Arc::new(SentTimes::new(frames)),
    });
    let played = open_and_publish(&shared, &plan, stop, facts).await;
    facts.steps.first_frame_at = shared.times.first_frame_at();
    let ended = shared.room.end().await.context("ending");
    played.and(ended)
}

async fn open_and_publish(
    shared: &Arc<Shared>,
    plan: &StreamPlan,
    stop: watch::Receiver<bool>,
    facts: &mut StreamFacts,
) -> anyhow::Result<()> {
    let opening = shared.room.open().await.context("opening the link")?;
    facts.steps.opened_at = Some(Instant::now());
    let (word, heard) = watch::channel(Word::Waiting);
    let mut views = spawn_views(shared, plan, &heard);
    view::await_early(&mut views).await;
    let publishing = Publishing::new(shared.clone(), plan, facts, stop, word);
    let published = publishing.run(opening).await;
    // The word is gone with its owner, so every view ends.
    facts.views = views.tasks.join_all().await;
    published
}

/// Views that run, and a word from each that was there before Start.
pub struct Views {
    pub tasks: JoinSet<ViewFacts>,
    pub early: Vec<tokio::sync::oneshot::Receiver<Instant>>,
}

fn spawn_views(shared: &Arc<Shared>, plan: &StreamPlan, heard: &watch::Receiver<Word>) -> Views {
    let (mut tasks, mut early) = (JoinSet::new(), Vec::new());
    let now = shared.stage.start.elapsed();
    for view in &plan.views {
        let (connected, is_connected) = tokio::sync::oneshot::channel();
        if view.join == Join::Before && view.not_before <= now {
            early.push(is_connected);
        }
        let job = view::Job {
            shared: shared.clone(),
            plan: view.clone(),
            stream: plan.number,
            media: plan.media.clone(),
            heard: heard.clone(),
            connected,
        };
        tasks.spawn(job.run());
    }
    Views { tasks, early }
}
