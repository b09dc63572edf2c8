//! One caller with its viewers, from the invitation to the end.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Instant,
};

use anyhow::Context as _;
use tokio::{
    sync::{oneshot, watch},
    task::JoinHandle,
};

use super::arguments::ViewersJoin;
use crate::{
    access::{Access, Room},
    client::{Caller, CallerResult, Viewer, ViewerResult},
    film::Film,
};

/// What all scenes of a run share.
pub struct Stage {
    pub access: Access,
    pub film: Film,
    pub viewers: u32,
    pub viewers_join: ViewersJoin,
    pub live: Live,
}

/// What the progress line shows.
#[derive(Default)]
pub struct Live {
    pub callers: AtomicU32,
    pub viewers: AtomicU32,
    pub failed: AtomicU32,
}

/// Figures of one scene; errors are in words for people.
#[derive(Debug)]
pub struct SceneResult {
    /// When the caller pressed Start.
    pub tap_at: Option<Instant>,
    pub caller: Result<CallerResult, String>,
    pub viewers: Vec<Result<ViewerResult, String>>,
}

struct Scene {
    stage: Arc<Stage>,
    number: u32,
    stop: watch::Receiver<bool>,
    viewers: Vec<JoinHandle<anyhow::Result<ViewerResult>>>,
    tap_at: Option<Instant>,
}

pub async fn run(stage: Arc<Stage>, number: u32, stop: watch::Receiver<bool>) -> SceneResult {
    let mut scene = Scene {
        stage,
        number,
        stop,
        viewers: Vec::new(),
        tap_at: None,
    };
    let caller = scene.play().await;
    let mut viewers = Vec::new();
    for viewer in scene.viewers.drain(..) {
        viewers.push(
            scene
                .stage
                .live
                .tell(viewer.await.map_err(Into::into).flatten()),
        );
    }
    SceneResult {
        tap_at: scene.tap_at,
        caller: scene.stage.live.tell(caller),
        viewers,
    }
}

impl Scene {
    async fn play(&mut self) -> anyhow::Result<CallerResult> {
        let mut room = self
            .stage
            .access
            .invite(self.number)
            .await
            .context("inviting")?;
        let played = match self.stage.viewers_join {
            ViewersJoin::Before => self.viewers_first(&mut room).await,
            ViewersJoin::After => self.caller_first(&mut room).await,
        };
        let ended = room.end().await.context("ending");
        let result = played?;
        ended?;
        Ok(result)
    }

    async fn viewers_first(&mut self, room: &mut Room) -> anyhow::Result<CallerResult> {
        self.join_viewers(room).await?;
        let (caller, _) = self.tap(room).await?;
        caller.await?
    }

    async fn caller_first(&mut self, room: &mut Room) -> anyhow::Result<CallerResult> {
        let (caller, joined) = self.tap(room).await?;
        // A caller that fails drops its word; its own error tells why.
        if joined.await.is_ok() {
            self.join_viewers(room).await?;
        }
        caller.await?
    }

    async fn tap(
        &mut self,
        room: &mut Room,
    ) -> anyhow::Result<(
        JoinHandle<anyhow::Result<CallerResult>>,
        oneshot::Receiver<()>,
    )> {
        self.tap_at = Some(Instant::now());
        let endpoint = room.start().await.context("starting")?;
        let caller = Caller::new(self.stage.film.clone(), self.number as usize);
        let (joined, has_joined) = oneshot::channel();
        let (stage, stop) = (self.stage.clone(), self.stop.clone());
        let task = tokio::spawn(async move {
            let _on_air = OnAir::new(&stage.live.callers);
            caller
                .run(endpoint, joined, stop)
                .await
                .context("publishing")
        });
        Ok((task, has_joined))
    }

    /// Returns when each is connected or has failed.
    async fn join_viewers(&mut self, room: &mut Room) -> anyhow::Result<()> {
        let mut joining = Vec::new();
        for number in 0..self.stage.viewers {
            let endpoint = room.view(number).await.context("asking to watch")?;
            let viewer = Viewer {
                codec: self.stage.film.codec,
            };
            let (joined, has_joined) = oneshot::channel();
            let (stage, stop) = (self.stage.clone(), self.stop.clone());
            self.viewers.push(tokio::spawn(async move {
                let _on_air = OnAir::new(&stage.live.viewers);
                viewer.run(endpoint, joined, stop).await.context("watching")
            }));
            joining.push(has_joined);
        }
        for joined in joining {
            // A viewer that fails drops its word; its own result tells why.
            let _ = joined.await;
        }
        Ok(())
    }
}

impl Live {
    fn tell<T>(&self, result: anyhow::Result<T>) -> Result<T, String> {
        result.map_err(|error| {
            self.failed.fetch_add(1, Ordering::Relaxed);
            format!("{error:#}")
        })
    }
}

struct OnAir<'a>(&'a AtomicU32);

impl<'a> OnAir<'a> {
    fn new(counter: &'a AtomicU32) -> Self {
        counter.fetch_add(1, Ordering::Relaxed);
        Self(counter)
    }
}

impl Drop for OnAir<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
