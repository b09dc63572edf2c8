//! Signed tokens: the caller's session, and what a media node lets in.

use admin::keys::MediaTokenKeys;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use protocol::{
    id::{DeviceId, ReportId},
    media::{Direction, MEDIA_AUDIENCE, MediaClaims},
    time::UnixMs,
};
use serde::{Deserialize, Serialize};
use signaling_core::Refusal;

use crate::{failure::Failure, limits::TOKEN_CHARS_MAX};

const SESSION_AUDIENCE: &str = "genba-caller";

/// Claims of a caller's session. The token says who; whether the session still holds is asked of
/// the store each time, so that an ended report or a replaced phone is refused at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionClaims {
    aud: String,
    pub sub: DeviceId,
    pub report: ReportId,
    pub exp: i64,
}

pub struct Tokens {
    signing: EncodingKey,
    checking: DecodingKey,
}

impl Tokens {
    pub fn new(keys: &MediaTokenKeys) -> anyhow::Result<Self> {
        Ok(Self {
            signing: EncodingKey::from_ed_pem(keys.private_pem.as_bytes())?,
            checking: DecodingKey::from_ed_pem(keys.public_pem.as_bytes())?,
        })
    }

    pub fn session(
        &self,
        report: ReportId,
        device: DeviceId,
        until: UnixMs,
    ) -> Result<String, Failure> {
        let aud = SESSION_AUDIENCE.to_owned();
        self.sign(&SessionClaims {
            aud,
            sub: device,
            report,
            exp: until.0.div_euclid(1000) + 1,
        })
    }

    /// Reads a session token; whatever is wrong with it, the phone has to open its link anew.
    pub fn read_session(&self, token: &str, now: UnixMs) -> Result<SessionClaims, Refusal> {
        if token.len() > TOKEN_CHARS_MAX {
            return Err(Refusal::SessionInvalid);
        }
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_audience(&[SESSION_AUDIENCE]);
        // The house's clock can be set, the library's cannot.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<SessionClaims>(token, &self.checking, &validation)
            .map_err(|_| Refusal::SessionInvalid)?
            .claims;
        if now.0.div_euclid(1000) >= claims.exp {
            return Err(Refusal::SessionInvalid);
        }
        Ok(claims)
    }

    /// A media node ends a session when its token does, so the token lasts as long as the report
    /// may; an order ends it earlier.
    pub fn media(
        &self,
        room: ReportId,
        subject: String,
        direction: Direction,
        (now, until): (UnixMs, UnixMs),
    ) -> Result<String, Failure> {
        self.sign(&MediaClaims {
            aud: MEDIA_AUDIENCE.to_owned(),
            sub: subject,
            room,
            direction,
            iat: now.0.div_euclid(1000),
            exp: until.0.div_euclid(1000) + 1,
        })
    }

    fn sign(&self, claims: &impl Serialize) -> Result<String, Failure> {
        jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), claims, &self.signing)
            .map_err(Failure::internal)
    }
}
