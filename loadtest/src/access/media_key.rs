//! Tokens for a bare media server, signed with the key it trusts.

use std::{path::Path, time::SystemTime};

use anyhow::Context as _;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use protocol::{
    id::ReportId,
    media::{Direction, MEDIA_AUDIENCE, MediaClaims},
    time::UnixMs,
};

use crate::{
    client::Endpoint,
    http::{Connection, Origin, Trust},
    limits,
};

pub struct MediaKey {
    origin: Origin,
    trust: Trust,
    key: EncodingKey,
}

pub struct MediaRoom {
    origin: Origin,
    trust: Trust,
    phone: tokio::sync::Mutex<Option<Connection>>,
    key: EncodingKey,
    room: ReportId,
}

impl MediaKey {
    /// An Ed25519 private key, PKCS#8 in PEM.
    pub fn load(origin: Origin, trust: Trust, pem: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read(pem).with_context(|| format!("cannot read {}", pem.display()))?;
        let key = EncodingKey::from_ed_pem(&text)
            .with_context(|| format!("{} is no Ed25519 private key", pem.display()))?;
        Ok(Self { origin, trust, key })
    }

    /// The caller's page is open when Start is pressed, and so is its connection.
    pub async fn room(&self) -> anyhow::Result<MediaRoom> {
        let room = new_room()?;
        let mut phone = Connection::new(self.origin.clone(), self.trust.clone());
        phone.warm_up().await?;
        Ok(MediaRoom {
            phone: tokio::sync::Mutex::new(Some(phone)),
            origin: self.origin.clone(),
            trust: self.trust.clone(),
            key: self.key.clone(),
            room,
        })
    }

    /// The right to publish in a new room, for those who bring their own connection.
    pub fn publish_token(&self) -> anyhow::Result<String> {
        let (room, subject) = (new_room()?, "caller".to_owned());
        sign(&self.key, room, Direction::Publish, subject)
    }
}

fn new_room() -> anyhow::Result<ReportId> {
    let mut random = [0; 10];
    aws_lc_rs::rand::fill(&mut random)?;
    let now = UnixMs(now_s()?.saturating_mul(1000));
    Ok(ReportId::new(now, random))
}

fn sign(
    key: &EncodingKey,
    room: ReportId,
    direction: Direction,
    subject: String,
) -> anyhow::Result<String> {
    let iat = now_s()?;
    let claims = MediaClaims {
        aud: MEDIA_AUDIENCE.to_owned(),
        sub: subject,
        room,
        direction,
        iat,
        exp: iat + i64::from(limits::DURATION_S_MAX),
    };
    let header = Header::new(Algorithm::EdDSA);
    Ok(jsonwebtoken::encode(&header, &claims, key)?)
}

impl MediaRoom {
    pub async fn publish(&self) -> anyhow::Result<Endpoint> {
        let token = self.token(Direction::Publish, "caller".to_owned())?;
        let open = self.phone.lock().await.take();
        let connection = open.unwrap_or_else(|| self.connection());
        Ok(Endpoint {
            connection,
            path: "/media/whip".to_owned(),
            token,
        })
    }

    /// The console is open too.
    pub async fn view(&self, viewer: u32) -> anyhow::Result<Endpoint> {
        let token = self.token(Direction::View, format!("viewer-{viewer}"))?;
        let mut connection = self.connection();
        connection.warm_up().await?;
        Ok(Endpoint {
            connection,
            path: "/media/whep".to_owned(),
            token,
        })
    }

    fn connection(&self) -> Connection {
        Connection::new(self.origin.clone(), self.trust.clone())
    }

    fn token(&self, direction: Direction, subject: String) -> anyhow::Result<String> {
        sign(&self.key, self.room, direction, subject)
    }
}

fn now_s() -> anyhow::Result<i64> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(i64::try_from(now.as_secs())?)
}
