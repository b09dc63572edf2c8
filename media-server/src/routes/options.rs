//! `OPTIONS`: what may be asked, and the ICE servers for whom has a token (RFC 9725 §4.4).

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, StatusCode, header};
use media_core::FRAGMENT_MEDIA_TYPE;
use protocol::media::Direction;

use super::{
    claims::claims,
    headers::{SDP, link_ice_servers, set},
};
use crate::node::Inner;

/// What may be posted, for pages of other origins.
#[utoipa::path(options, path = "/whip", operation_id = "publish_options", tag = "media",
    responses((status = 204, description = "Allow, Accept-Post and CORS headers; ICE servers with a token",
        headers(("Link" = String, description = "ICE servers")))))]
pub async fn publish_options(State(inner): State<Arc<Inner>>, headers: HeaderMap) -> Response {
    endpoint(&inner, &headers, Direction::Publish)
}

/// What may be posted, for pages of other origins.
#[utoipa::path(options, path = "/whep", operation_id = "view_options", tag = "media",
    responses((status = 204, description = "Allow, Accept-Post and CORS headers; ICE servers with a token",
        headers(("Link" = String, description = "ICE servers")))))]
pub async fn view_options(State(inner): State<Arc<Inner>>, headers: HeaderMap) -> Response {
    endpoint(&inner, &headers, Direction::View)
}

/// What may be done, for pages of other origins.
#[utoipa::path(options, path = "/whip/{session}", operation_id = "publish_session_options", tag = "media",
    params(("session" = String, Path, description = "From the Location header")),
    responses((status = 204, description = "Allow, Accept-Patch and CORS headers")))]
pub async fn publish_session_options(Path(_): Path<String>) -> Response {
    session()
}

/// What may be done, for pages of other origins.
#[utoipa::path(options, path = "/whep/{session}", operation_id = "view_session_options", tag = "media",
    params(("session" = String, Path, description = "From the Location header")),
    responses((status = 204, description = "Allow, Accept-Patch and CORS headers")))]
pub async fn view_session_options(Path(_): Path<String>) -> Response {
    session()
}

fn endpoint(inner: &Inner, headers: &HeaderMap, direction: Direction) -> Response {
    let mut response = options("POST, OPTIONS");
    set(
        response.headers_mut(),
        header::HeaderName::from_static("accept-post"),
        SDP,
    );
    // A browser's preflight carries no token and needs no servers.
    if let Ok(claims) = claims(inner, headers, direction) {
        link_ice_servers(response.headers_mut(), inner, &claims);
    }
    response
}

fn session() -> Response {
    let mut response = options("PATCH, DELETE, OPTIONS");
    let accept_patch = HeaderName::from_static("accept-patch");
    set(response.headers_mut(), accept_patch, FRAGMENT_MEDIA_TYPE);
    response
}

fn options(methods: &'static str) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    set(headers, header::ALLOW, methods);
    set(headers, header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    set(
        headers,
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        "Authorization, Content-Type, If-Match",
    );
    set(headers, header::ACCESS_CONTROL_MAX_AGE, "86400");
    response
}
