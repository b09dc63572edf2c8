//! What the server remembers between a challenge and its answer.

use std::{
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use admin_core::ceremonies::{Ceremonies, CeremonyName, TooManyCeremonies};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::StatusCode;
use protocol::{id::AccountId, time::UnixMs};
use webauthn_rs::prelude::{PasskeyAuthentication, PasskeyRegistration};

use crate::{problem::Refused, random};

/// A proof that is under way.
pub enum Ceremony {
    SignIn(SignInCeremony),
    Register {
        account: AccountId,
        state: Box<PasskeyRegistration>,
    },
}

pub struct SignInCeremony {
    /// As stored: an answer for another user id is none.
    pub user_id: String,
    /// What the terminal's key signs.
    pub challenge: String,
    /// Nothing where the person has no fingerprint, or does not exist.
    pub fingerprint: Option<Box<PasskeyAuthentication>>,
}

/// The ceremonies of this process.
#[derive(Default)]
pub struct Open(Mutex<Ceremonies<Ceremony>>);

impl Open {
    /// Keeps it and returns its name.
    pub fn begin(
        &self,
        ceremony: Ceremony,
        address: IpAddr,
        now: UnixMs,
    ) -> Result<String, Refused> {
        let name: CeremonyName = random::bytes();
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.begin(name, ceremony, address, now).map_err(too_many)?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode(name))
    }

    /// Takes it away: a ceremony has one answer.
    pub fn take(&self, name: &str, now: UnixMs) -> Option<Ceremony> {
        let name = decode::<16>(name)?;
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.take(&name, now)
    }

    pub fn take_sign_in(&self, name: Option<&str>, now: UnixMs) -> Option<SignInCeremony> {
        match self.take(name?, now)? {
            Ceremony::SignIn(ceremony) => Some(ceremony),
            Ceremony::Register { .. } => None,
        }
    }
}

/// Reads exactly `N` bytes of base64url; longer text is not even decoded.
pub fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() > N * 2 {
        return None;
    }
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

fn too_many(_: TooManyCeremonies) -> Refused {
    Refused::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_attempts",
        "この場所からのサインインが重なっています。2分ほど待ってからもう一度お試しください。",
        "Too many sign-ins from this place are under way. Wait two minutes and try again.",
    )
    .clause("VR-8.2")
    .retry_after_s(120)
}
