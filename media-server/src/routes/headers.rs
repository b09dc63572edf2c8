//! Headers that foreign clients need.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

pub const SDP: &str = "application/sdp";

/// Any page may call: the token alone gives rights, no cookie is looked at.
pub async fn allow_any_origin(mut response: Response) -> Response {
    let headers = response.headers_mut();
    set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(
        headers,
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        "Location, ETag, WWW-Authenticate",
    );
    set(headers, header::CACHE_CONTROL, "no-store");
    response
}

/// The answer to OPTIONS. No Accept-Patch: candidates are not trickled.
pub fn options(methods: &'static str) -> Response {
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
    if methods.contains("POST") {
        set(headers, HeaderName::from_static("accept-post"), SDP);
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
