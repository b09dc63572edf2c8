//! `PATCH …/whip/{session}` and `PATCH …/whep/{session}`: candidates and ICE restarts (RFC 9725
//! §4.3).

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use media_core::{Expected, FRAGMENT_MEDIA_TYPE, Patched};
use protocol::{media::Direction, refusal::Problem};

use super::{ask::ask, body, claims::claims, headers::entity_tag, problem::Refused};
use crate::{
    node::Inner,
    shard::{Command, PatchRequest},
};

/// Tell candidates, or begin ICE anew.
#[utoipa::path(
    patch, path = "/whip/{session}", operation_id = "publish_trickle", tag = "media",
    params(("session" = String, Path, description = "From the Location header")),
    request_body(content = String, content_type = "application/trickle-ice-sdpfrag"),
    responses(
        (status = 200, description = "ICE begins anew with our fragment", body = String, content_type = "application/trickle-ice-sdpfrag",
            headers(("ETag" = String, description = "The new ICE session"))),
        (status = 204, description = "Candidates are noted"),
        (status = 400, description = "The fragment cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid token", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Wrong direction, ended or revoked", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such session of this token's subject", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "If-Match names another ICE session", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 64 KiB", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not application/trickle-ice-sdpfrag", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Busy", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn publish_trickle(
    State(inner): State<Arc<Inner>>,
    Path(session): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    patch(&inner, &session, &headers, body, Direction::Publish).await
}

/// Tell candidates, or begin ICE anew.
#[utoipa::path(
    patch, path = "/whep/{session}", operation_id = "view_trickle", tag = "media",
    params(("session" = String, Path, description = "From the Location header")),
    request_body(content = String, content_type = "application/trickle-ice-sdpfrag"),
    responses(
        (status = 200, description = "ICE begins anew with our fragment", body = String, content_type = "application/trickle-ice-sdpfrag",
            headers(("ETag" = String, description = "The new ICE session"))),
        (status = 204, description = "Candidates are noted"),
        (status = 400, description = "The fragment cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid token", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Wrong direction, ended or revoked", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such session of this token's subject", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "If-Match names another ICE session", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 64 KiB", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not application/trickle-ice-sdpfrag", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "If-Match is missing", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Busy", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn view_trickle(
    State(inner): State<Arc<Inner>>,
    Path(session): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    patch(&inner, &session, &headers, body, Direction::View).await
}

async fn patch(
    inner: &Inner,
    session: &str,
    headers: &HeaderMap,
    body: Body,
    direction: Direction,
) -> Result<Response, Refused> {
    let claims = claims(inner, headers, direction)?;
    let fragment = body::read(headers, body, FRAGMENT_MEDIA_TYPE).await?;
    let session = session.parse().map_err(|_| Refused::NotFound)?;
    let expected = expected(headers)?;
    let patched = ask(inner.shard(claims.room), |done| {
        let request = PatchRequest {
            session,
            expected,
            fragment,
            done,
        };
        Command::Patch(Box::new(request), claims)
    })
    .await?;
    Ok(match patched {
        Patched::Noted => StatusCode::NO_CONTENT.into_response(),
        Patched::Restarted {
            fragment,
            generation,
        } => {
            let headers = [
                (header::CONTENT_TYPE, FRAGMENT_MEDIA_TYPE.to_owned()),
                (header::ETAG, entity_tag(generation)),
            ];
            (StatusCode::OK, headers, fragment).into_response()
        }
    })
}

/// Which ICE session `If-Match` names: of an ordered list of requests none may be taken for the
/// session after it.
fn expected(headers: &HeaderMap) -> Result<Expected, Refused> {
    let value = headers
        .get(header::IF_MATCH)
        .ok_or(Refused::PreconditionMissing)?;
    let value = value.to_str().map_err(|_| Refused::PreconditionFailed)?;
    if value.trim() == "*" {
        return Ok(Expected::Any);
    }
    value
        .split(',')
        .find_map(|tag| {
            tag.trim()
                .strip_prefix("\"ice-")?
                .strip_suffix('"')?
                .parse()
                .ok()
        })
        .map(Expected::Generation)
        .ok_or(Refused::PreconditionFailed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn if_match_names_an_ice_session() {
        let cases = [
            (None, None),
            (Some("*"), Some(Expected::Any)),
            (Some("\"ice-0\""), Some(Expected::Generation(0))),
            (Some("\"x\", \"ice-12\""), Some(Expected::Generation(12))),
            (Some("ice-0"), None),
            (Some("W/\"ice-0\""), None),
            (Some("\"ice--1\""), None),
        ];
        for (value, wanted) in cases {
            let mut headers = HeaderMap::new();
            if let Some(value) = value {
                headers.insert(header::IF_MATCH, value.parse().unwrap());
            }
            assert_eq!(expected(&headers).ok(), wanted, "{value:?}");
        }
        assert_eq!(
            entity_tag(12),
            "\"ice-12\"",
            "what is given is what is read"
        );
    }
}
