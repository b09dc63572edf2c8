//! Routes under `/api/v1` of this crate.

mod me;
mod sign_in;
mod sign_out;
mod trail;

use axum::extract::DefaultBodyLimit;
use http::{HeaderValue, header};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Admin,
    limits::{JSON_BODY_BYTES, SESSION_MS},
    signed_in::COOKIE,
};

/// The table of contents; the paths are whole, so that routers are merged, not nested.
pub fn router() -> OpenApiRouter<Admin> {
    OpenApiRouter::new()
        .routes(routes!(sign_in::sign_in))
        .routes(routes!(sign_out::sign_out))
        .routes(routes!(me::me))
        .routes(routes!(trail::search))
        .routes(routes!(trail::read_heads))
        .routes(routes!(trail::make_heads_token))
        .layer(DefaultBodyLimit::max(JSON_BODY_BYTES))
}

/// The cookie that carries a token, or takes it away.
fn cookie(token: Option<&str>) -> [(header::HeaderName, HeaderValue); 1] {
    let value = match token {
        Some(token) => cookie_text(token, SESSION_MS / 1_000),
        None => cookie_text("", 0),
    };
    let value = HeaderValue::from_str(&value).expect("a token is base64url");
    [(header::SET_COOKIE, value)]
}

fn cookie_text(value: &str, age_s: i64) -> String {
    format!("{COOKIE}={value}; Path=/; Max-Age={age_s}; Secure; HttpOnly; SameSite=Strict")
}
