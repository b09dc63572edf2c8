//! The command system of a headquarters, proven by its token.

use admin::address::ClientAddress;
use axum::extract::FromRequestParts;
use http::{header, request::Parts};
use protocol::id::{CommandTokenId, UnitId};
use signaling_core::Refusal;

use crate::{
    Signaling, device::sha256, failure::Failure, limits::TOKEN_CHARS_MAX, store::command_tokens,
};

/// Extractor for `/command/calls`: a bearer token that is good, used no more often than it may.
#[derive(Clone, Copy, Debug)]
pub struct CommandSystem {
    pub token: CommandTokenId,
    pub unit: UnitId,
}

impl FromRequestParts<Signaling> for CommandSystem {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &Signaling) -> Result<Self, Failure> {
        let Ok(ClientAddress(from)) = ClientAddress::from_request_parts(parts, state).await;
        state.may_try_token(from)?;
        let token = bearer(parts).unwrap_or_default();
        let hash = sha256(token.as_bytes());
        let found = command_tokens::of_hash(&**state.admin().db(), &hash).await?;
        let Some(row) = found else {
            state.note_wrong_token(from);
            let refusal = Refusal::CommandTokenUnknown;
            state.admin().refusals().count(refusal.code());
            return Err(refusal.into());
        };
        let system = Self {
            token: CommandTokenId(row.id),
            unit: UnitId(row.unit),
        };
        state.may_announce(system.token)?;
        Ok(system)
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let is_one = scheme.eq_ignore_ascii_case("bearer") && token.len() <= TOKEN_CHARS_MAX;
    is_one.then_some(token.trim())
}
