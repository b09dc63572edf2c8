//! What all streams of a run share.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;

use crate::{
    access::Access,
    film::{Media, make},
    link::settings::LinkSettings,
    scenario::{MediaSpec, Scenario},
    stats::live::Live,
};

pub struct Stage {
    pub access: Access,
    pub media: HashMap<String, Media>,
    pub live: Arc<Live>,
    pub start: Instant,
    pub length: Duration,
    pub seed: u64,
}

impl Stage {
    pub fn end(&self) -> Instant {
        self.start + self.length
    }
}

/// All films and sounds of the scenario; made where they are missing.
pub fn media(scenario: &Scenario) -> anyhow::Result<HashMap<String, Media>> {
    let open = |(name, spec): (&String, &MediaSpec)| {
        let made = spec.make.as_ref().map(make::made).transpose()?;
        let video = spec.video.clone().or(made).context("no film")?;
        let fps = spec.fps.or(spec.make.as_ref().map(|make| make.fps.into()));
        let media = Media::open(&video, fps.unwrap_or(30.0), spec.audio.as_deref())
            .with_context(|| format!("media.{name}"))?;
        Ok((name.clone(), media))
    };
    scenario.media.iter().map(open).collect()
}

/// Words of the emulator were checked with the scenario.
pub fn link(words: Option<&str>) -> anyhow::Result<Option<LinkSettings>> {
    words
        .map(|words| {
            let mut link = LinkSettings::default();
            link.apply(words)?;
            Ok(link)
        })
        .transpose()
}
