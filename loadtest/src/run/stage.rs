//! What all streams of a run share.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;

use crate::{
    access::Access,
    client::{self, Engine, Light, Picture, Seat},
    film::{Media, make},
    http::Origin,
    limits,
    link::settings::LinkSettings,
    plan::{StreamPlan, ViewPlan},
    scenario::{ClientKind, MediaSpec, Scenario},
    stats::live::Live,
};

pub struct Stage {
    pub access: Access,
    pub media: HashMap<String, Media>,
    /// Where the scenario has light clients.
    pub light: Option<Arc<Light>>,
    pub live: Arc<Live>,
    pub start: Instant,
    pub length: Duration,
    pub seed: u64,
}

impl Stage {
    pub fn end(&self) -> Instant {
        self.start + self.length
    }

    /// Who sends a stream, and what.
    pub fn sender(&self, plan: &StreamPlan) -> anyhow::Result<Engine<Media>> {
        let media = plan.media.as_ref().and_then(|name| self.media.get(name));
        let media = || media.cloned().context("nothing to send");
        Ok(match plan.client {
            ClientKind::Str0m => Engine::Str0m(media()?),
            ClientKind::Webrtc => Engine::Webrtc(media()?),
            ClientKind::Light => Engine::Light(self.seat(plan.number, plan.packets_per_s)?),
        })
    }

    /// Who watches a stream, and what is known of it; `media` is what its sender plays.
    pub fn viewer(
        &self,
        plan: &ViewPlan,
        stream: u32,
        media: Option<&str>,
    ) -> anyhow::Result<Engine<Picture>> {
        let picture = || {
            let media = media.and_then(|name| self.media.get(name));
            let media = media.context("nothing is known of what is sent")?;
            anyhow::Ok(Picture {
                codec: media.film.codec,
                sound: media.sound.is_some(),
                tails: media.tails.clone(),
            })
        };
        Ok(match plan.client {
            ClientKind::Str0m => Engine::Str0m(picture()?),
            ClientKind::Webrtc => Engine::Webrtc(picture()?),
            ClientKind::Light => Engine::Light(self.seat(stream, None)?),
        })
    }

    fn seat(&self, room: u32, packets_per_s: Option<u32>) -> anyhow::Result<Seat> {
        Ok(Seat {
            light: self.light.clone().context("no crowd was made")?,
            room,
            packets_per_s: packets_per_s.unwrap_or(limits::LIGHT_PACKETS_PER_S),
        })
    }
}

/// The crowd of the scenario's light clients, if there are any.
pub async fn light(scenario: &Scenario, origin: &Origin) -> anyhow::Result<Option<Arc<Light>>> {
    let groups = scenario.callers.iter().chain(&scenario.officers);
    let rates: Vec<u32> = groups
        .filter(|group| group.client == ClientKind::Light)
        .map(|group| group.packets_per_s.unwrap_or(limits::LIGHT_PACKETS_PER_S))
        .collect();
    if rates.is_empty() {
        return Ok(None);
    }
    let local = client::local_ip(origin.address().await?).await?;
    Ok(Some(Arc::new(Light::open(local, rates.into_iter())?)))
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
