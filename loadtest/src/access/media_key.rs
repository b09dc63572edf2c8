//! Tokens for a bare media server, signed with the key it trusts.

use std::{path::Path, time::SystemTime};

use anyhow::Context as _;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use protocol::{
    id::ReportId,
    media::{Direction, MEDIA_AUDIENCE, MediaClaims},
    time::UnixMs,
};

use crate::{client::Endpoint, http::Origin, limits};

pub struct MediaKey {
    origin: Origin,
    key: EncodingKey,
}

pub struct MediaRoom {
    origin: Origin,
    key: EncodingKey,
    room: ReportId,
}

impl MediaKey {
    /// An Ed25519 private key, PKCS#8 in PEM.
    pub fn load(origin: Origin, pem: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read(pem).with_context(|| format!("cannot read {}", pem.display()))?;
        let key = EncodingKey::from_ed_pem(&text)
            .with_context(|| format!("{} is no Ed25519 private key", pem.display()))?;
        Ok(Self { origin, key })
    }

    pub fn room(&self) -> anyhow::Result<MediaRoom> {
        let mut random = [0; 10];
        aws_lc_rs::rand::fill(&mut random)?;
        let now = UnixMs(now_s()?.saturating_mul(1000));
        let room = ReportId::new(now, random);
        Ok(MediaRoom {
            origin: self.origin.clone(),
            key: self.key.clone(),
            room,
        })
    }
}

impl MediaRoom {
    pub fn publish(&self) -> anyhow::Result<Endpoint> {
        self.endpoint("/media/whip", Direction::Publish, "caller".to_owned())
    }

    pub fn view(&self, viewer: u32) -> anyhow::Result<Endpoint> {
        self.endpoint("/media/whep", Direction::View, format!("viewer-{viewer}"))
    }

    fn endpoint(
        &self,
        path: &str,
        direction: Direction,
        subject: String,
    ) -> anyhow::Result<Endpoint> {
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)?
            .as_secs();
        let iat = i64::try_from(now)?;
        let claims = MediaClaims {
            aud: MEDIA_AUDIENCE.to_owned(),
            sub: subject,
            room: self.room,
            direction,
            iat,
            exp: iat + i64::from(limits::DURATION_S_MAX),
        };
        let token = jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, &self.key)?;
        Ok(Endpoint {
            origin: self.origin.clone(),
            path: path.to_owned(),
            token,
        })
    }
}

fn now_s() -> anyhow::Result<i64> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(i64::try_from(now.as_secs())?)
}
