//! `POST …/whip` and `POST …/whep`.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use protocol::{id::WebrtcSessionId, media::Direction, refusal::Problem};

use super::{
    ask::ask,
    body,
    claims::claims,
    headers::{SDP, entity_tag, link_ice_servers},
    problem::Refused,
};
use crate::{
    node::{Inner, random},
    shard::{Command, JoinRequest},
};

/// Publish into the token's room (WHIP, RFC 9725).
#[utoipa::path(
    post, path = "/whip", operation_id = "publish", tag = "media",
    request_body(content = String, content_type = "application/sdp"),
    responses(
        (status = 201, description = "The answer", body = String, content_type = "application/sdp",
            headers(
                ("Location" = String, description = "The session, for DELETE"),
                ("ETag" = String, description = "The ICE session"),
                ("Link" = String, description = "ICE servers with credentials"),
            )),
        (status = 400, description = "The offer cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid token", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Wrong direction, ended or revoked", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 64 KiB", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not application/sdp", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No media or codec in common", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Busy", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn publish(
    State(inner): State<Arc<Inner>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    join(&inner, &headers, body, Direction::Publish).await
}

/// View the token's room (WHEP). Works before there is a publisher.
#[utoipa::path(
    post, path = "/whep", operation_id = "view", tag = "media",
    request_body(content = String, content_type = "application/sdp"),
    responses(
        (status = 201, description = "The answer", body = String, content_type = "application/sdp",
            headers(
                ("Location" = String, description = "The session, for DELETE"),
                ("ETag" = String, description = "The ICE session"),
                ("Link" = String, description = "ICE servers with credentials"),
            )),
        (status = 400, description = "The offer cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid token", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Wrong direction, ended, revoked, or older than the server's start", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The room has all the viewers it may have", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 64 KiB", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not application/sdp", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No media or codec in common", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Busy", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn view(
    State(inner): State<Arc<Inner>>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    join(&inner, &headers, body, Direction::View).await
}

async fn join(
    inner: &Inner,
    headers: &HeaderMap,
    body: Body,
    direction: Direction,
) -> Result<Response, Refused> {
    let claims = claims(inner, headers, direction)?;
    let offer = body::read(headers, body, SDP).await?;
    if !inner.outbox.has_room() {
        return Err(Refused::Busy);
    }
    let session = WebrtcSessionId::new((inner.clock)(), random().ok_or(Refused::Busy)?);
    let answer = ask(inner.shard(claims.room), |answer| {
        let request = JoinRequest {
            session,
            claims: claims.clone(),
            offer,
            answer,
        };
        Command::Join(Box::new(request))
    })
    .await?;
    let kind = match direction {
        Direction::Publish => "whip",
        Direction::View => "whep",
    };
    let created = [
        (header::CONTENT_TYPE, SDP.to_owned()),
        (
            header::LOCATION,
            format!("{}/{kind}/{session}", inner.path_prefix),
        ),
        (header::ETAG, entity_tag(0)),
    ];
    let mut response = (StatusCode::CREATED, created, answer).into_response();
    link_ice_servers(response.headers_mut(), inner, &claims);
    Ok(response)
}
