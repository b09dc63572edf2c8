//! What the server has still to write down, so that a soak measures what it keeps, not what waits.

use anyhow::Context as _;
use tokio::sync::watch;

use crate::{limits, scraper::Scraper};

/// A cheap handle. A server that does not tell has no backlog.
#[derive(Clone)]
pub struct Backlog(watch::Receiver<u64>);

impl Backlog {
    /// Looks until the last handle is gone.
    pub fn watch(scraper: Scraper) -> Self {
        let (told, waiting) = watch::channel(0);
        tokio::spawn(async move {
            while !told.is_closed() {
                let counts = scraper.counts().await;
                let entries = counts.and_then(|counts| counts.get("outbox_waiting"));
                told.send_replace(entries.unwrap_or(0));
                tokio::time::sleep(limits::SOAK_BACKLOG_LOOK).await;
            }
        });
        Self(waiting)
    }

    /// Returns when so little waits that more may come.
    pub async fn is_short(&mut self) {
        // An error means that nobody looks any more.
        let short = |waiting: &u64| *waiting <= limits::SOAK_BACKLOG_MAX;
        let _ = self.0.wait_for(short).await;
    }

    /// Returns when nothing waits, looked at anew.
    pub async fn gone(&self) -> anyhow::Result<()> {
        let mut waiting = self.0.clone();
        waiting.mark_unchanged();
        let gone = async {
            waiting.changed().await?;
            waiting.wait_for(|waiting| *waiting == 0).await.map(drop)
        };
        tokio::time::timeout(limits::SOAK_BACKLOG_WAIT, gone)
            .await
            .context("the server does not get done writing down who came and went")??;
        Ok(())
    }
}
