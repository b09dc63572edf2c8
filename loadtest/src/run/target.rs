//! Which server is driven, and how one gets in.

use std::{net::SocketAddr, path::Path};

use crate::{
    access::{Access, AnyServer, Journey, MediaKey, Ready},
    http::{Origin, Trust},
    scenario::{GenbaTarget, MediaTarget, TargetSpec, WhipTarget},
};

pub struct Target {
    pub access: Access,
    pub origin: Origin,
    /// For the report.
    pub url: String,
    /// The server's own process, where it tells.
    pub pid: Option<u32>,
}

impl Target {
    pub async fn reach(spec: &TargetSpec) -> anyhow::Result<Self> {
        match spec {
            TargetSpec::Genba(target) => genba(target).await,
            TargetSpec::Media(target) => media(target),
            TargetSpec::Whip(target) => whip(target),
        }
    }
}

async fn genba(target: &GenbaTarget) -> anyhow::Result<Target> {
    let ready = Ready::load(&target.data)?;
    let url = ready.console.clone();
    let (origin, trust) = door(&url, target.connect, ready.ca_certificate.as_deref())?;
    let journey = Journey::sign_in(origin.clone(), trust, &ready, &target.operator).await?;
    Ok(Target {
        access: Access::Journey(journey),
        origin,
        url,
        pid: ready.pid,
    })
}

fn media(target: &MediaTarget) -> anyhow::Result<Target> {
    let (origin, trust) = door(&target.url, target.connect, target.ca.as_deref())?;
    Ok(Target {
        access: Access::MediaKey(MediaKey::load(origin.clone(), trust, &target.token_key)?),
        origin,
        url: target.url.clone(),
        pid: None,
    })
}

fn whip(target: &WhipTarget) -> anyhow::Result<Target> {
    let (origin, trust) = door(&target.whip_url, target.connect, target.ca.as_deref())?;
    Ok(Target {
        origin,
        access: Access::AnyServer(AnyServer::new(target, trust)),
        url: target.whip_url.clone(),
        pid: None,
    })
}

fn door(
    url: &str,
    connect: Option<SocketAddr>,
    ca: Option<&Path>,
) -> anyhow::Result<(Origin, Trust)> {
    let (origin, _) = Origin::split(url, connect)?;
    Ok((origin, Trust::load(ca)?))
}
