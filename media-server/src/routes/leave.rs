//! `DELETE …/whip/{session}` and `DELETE …/whep/{session}`.

use std::sync::Arc;

use axum::extract::{Path, State};
use http::{HeaderMap, StatusCode};
use protocol::{media::Direction, refusal::Problem};

use super::{ask::ask, claims::claims, problem::Refused};
use crate::{node::Inner, shard::Command};

/// Stop publishing.
#[utoipa::path(
    delete, path = "/whip/{session}", operation_id = "unpublish", tag = "media",
    params(("session" = String, Path, description = "From the Location header")),
    responses(
        (status = 200, description = "The session has ended"),
        (status = 401, description = "No valid token", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Wrong direction, ended or revoked", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such session of this token's subject", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn unpublish(
    State(inner): State<Arc<Inner>>,
    Path(session): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Refused> {
    leave(&inner, &session, &headers, Direction::Publish).await
}

/// Stop viewing.
#[utoipa::path(
    delete, path = "/whep/{session}", operation_id = "unview", tag = "media",
    params(("session" = String, Path, description = "From the Location header")),
    responses(
        (status = 200, description = "The session has ended"),
        (status = 401, description = "No valid token", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Wrong direction, ended or revoked", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such session of this token's subject", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn unview(
    State(inner): State<Arc<Inner>>,
    Path(session): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Refused> {
    leave(&inner, &session, &headers, Direction::View).await
}

async fn leave(
    inner: &Inner,
    session: &str,
    headers: &HeaderMap,
    direction: Direction,
) -> Result<StatusCode, Refused> {
    let claims = claims(inner, headers, direction)?;
    let session = session.parse().map_err(|_| Refused::NotFound)?;
    ask(inner.shard(claims.room), |done| Command::Close {
        session,
        claims,
        done,
    })
    .await?;
    Ok(StatusCode::OK)
}
