//! `/healthz` (the process answers) and `/readyz` (the store answers).

use admin::{Admin, units};
use axum::{Router, extract::State, routing::get};
use http::StatusCode;

pub fn router(admin: Admin) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(is_ready))
        .with_state(admin)
}

async fn is_ready(State(admin): State<Admin>) -> (StatusCode, &'static str) {
    match units::root(&**admin.db()).await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the store does not answer\n",
        ),
    }
}
