//! Everything under the one origin: the table of contents of the process.

use std::path::PathBuf;

use admin::{
    origin::{self, Origins},
    problem,
};
use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
    routing::any,
};

use crate::{
    headers::{self, Security},
    health,
    metrics::{self, Metrics},
    pages,
    services::Services,
};

/// `street_map` is a PMTiles file of the installer.
pub fn router(
    services: &Services,
    origins: Vec<String>,
    security: Security,
    street_map: Option<PathBuf>,
) -> Router {
    let (admin, _) = admin::routes::router()
        .with_state(services.admin.clone())
        .split_for_parts();
    let api = Router::new()
        .merge(admin)
        .merge(services.signaling.router())
        .route("/api/{*path}", any(problem::not_found))
        .layer(from_fn_with_state(Origins::new(origins), origin::guard));
    let metrics = Metrics::new(services.node.clone(), services.signaling.clone());
    Router::new()
        .merge(api)
        .merge(services.node.router())
        .merge(health::router(services.admin.clone()))
        .merge(metrics.router())
        .merge(pages::router(street_map))
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(from_fn_with_state(metrics, metrics::count))
        .layer(from_fn_with_state(security, headers::secure))
        .layer(from_fn(metrics::log))
}
