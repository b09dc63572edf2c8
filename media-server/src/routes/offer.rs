//! What a request brings: a token and an offer.

use axum::body::{Body, to_bytes};
use http::{HeaderMap, header};
use protocol::media::{Direction, MediaClaims};

use super::{headers::SDP, problem::Refused};
use crate::{limits, node::Inner};

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

/// The offer's text.
pub async fn read(headers: &HeaderMap, body: Body) -> Result<String, Refused> {
    let is_sdp = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case(SDP));
    if !is_sdp {
        return Err(Refused::ContentType);
    }
    let bytes = to_bytes(body, limits::BODY_BYTES_MAX)
        .await
        .map_err(|_| Refused::TooLarge)?;
    String::from_utf8(bytes.to_vec()).map_err(|_| Refused::NotText)
}
