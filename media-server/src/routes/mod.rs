//! WHIP (RFC 9725) and WHEP: one offer, one answer, fragments by PATCH, DELETE at the end.

mod ask;
mod body;
mod claims;
mod headers;
mod join;
mod leave;
mod options;
mod patch;
mod problem;

use std::sync::Arc;

use axum::{Router, middleware};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::node::Inner;

pub(crate) fn router(inner: &Arc<Inner>) -> Router {
    let (endpoints, _) = endpoints().split_for_parts();
    let endpoints = endpoints
        .method_not_allowed_fallback(problem::method_not_allowed)
        .fallback(problem::not_found)
        .layer(middleware::map_response(headers::allow_any_origin))
        .with_state(inner.clone());
    Router::new().nest(&inner.path_prefix, endpoints)
}

/// The description of the routes under a prefix.
pub fn open_api(path_prefix: &str) -> utoipa::openapi::OpenApi {
    OpenApiRouter::new()
        .nest(path_prefix, endpoints())
        .into_openapi()
}

fn endpoints() -> OpenApiRouter<Arc<Inner>> {
    OpenApiRouter::new()
        .routes(routes!(join::publish, options::publish_options))
        .routes(routes!(join::view, options::view_options))
        .routes(routes!(
            leave::unpublish,
            patch::publish_trickle,
            options::publish_session_options
        ))
        .routes(routes!(
            leave::unview,
            patch::view_trickle,
            options::view_session_options
        ))
}
