//! Tokens with which another organisation fetches signed heads. They open nothing else, so they
//! are checked by their signature alone and end by themselves.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use protocol::{time::UnixMs, trail::HeadsToken};

use crate::{
    keys::{HmacKey, KeyRing},
    limits::{HEADS_HOLDER_BYTES, HEADS_TOKEN_DAYS},
};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Why a token does not open the heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenRefusal {
    Unknown,
    Expired,
}

impl TokenRefusal {
    pub fn code(self) -> &'static str {
        match self {
            Self::Unknown => "heads_token_unknown",
            Self::Expired => "heads_token_expired",
        }
    }
}

/// A token for a holder, or `None` when the name or the days cannot be used.
pub fn make(keys: &KeyRing, holder: &str, days: u16, now: UnixMs) -> Option<HeadsToken> {
    let named = (1..=HEADS_HOLDER_BYTES).contains(&holder.len())
        && holder
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !named || !(1..=HEADS_TOKEN_DAYS).contains(&days) {
        return None;
    }
    let expires = now.plus_ms(i64::from(days) * DAY_MS);
    let signed = format!("{holder}.{}", expires.0);
    let tag = BASE64_URL_SAFE_NO_PAD.encode(key(keys).sign(signed.as_bytes()));
    Some(HeadsToken {
        token: format!("{signed}.{tag}"),
        expires,
    })
}

/// Whether a token opens the heads.
pub fn check(keys: &KeyRing, token: &str, now: UnixMs) -> Result<(), TokenRefusal> {
    let (signed, tag) = token.rsplit_once('.').ok_or(TokenRefusal::Unknown)?;
    let tag = BASE64_URL_SAFE_NO_PAD
        .decode(tag)
        .map_err(|_| TokenRefusal::Unknown)?;
    if !key(keys).is_signed(signed.as_bytes(), &tag) {
        return Err(TokenRefusal::Unknown);
    }
    let expires = signed.rsplit_once('.').and_then(|(_, ms)| ms.parse().ok());
    let expires = UnixMs(expires.ok_or(TokenRefusal::Unknown)?);
    if now < expires {
        Ok(())
    } else {
        Err(TokenRefusal::Expired)
    }
}

fn key(keys: &KeyRing) -> HmacKey {
    keys.hmac_key("trail heads token")
}
