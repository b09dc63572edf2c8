//! Who asks.

use http::{HeaderMap, header};
use protocol::media::{Direction, MediaClaims};

use super::problem::Refused;
use crate::node::Inner;

/// The claims of the bearer token.
pub fn claims(
    inner: &Inner,
    headers: &HeaderMap,
    direction: Direction,
) -> Result<MediaClaims, Refused> {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or(Refused::NoToken)?;
    Ok(inner.admission.claims(token, direction, (inner.clock)())?)
}
