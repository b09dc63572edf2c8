//! Headers that foreign clients need.

use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use protocol::media::MediaClaims;

use crate::node::Inner;

pub const SDP: &str = "application/sdp";

/// Any page may call: the token alone gives rights, no cookie is looked at.
pub async fn allow_any_origin(mut response: Response) -> Response {
    let headers = response.headers_mut();
    set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(
        headers,
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        "Location, ETag, Link, Accept-Post, Accept-Patch, WWW-Authenticate, Retry-After",
    );
    set(headers, header::CACHE_CONTROL, "no-store");
    response
}

/// The name of an ICE session among those of one media session.
pub fn entity_tag(generation: u32) -> String {
    format!("\"ice-{generation}\"")
}

/// One `Link` per URL of an ICE server (RFC 9725 §4.6).
pub fn link_ice_servers(headers: &mut HeaderMap, inner: &Inner, claims: &MediaClaims) {
    for server in (inner.ice_servers)(claims) {
        let credentials = match (&server.username, &server.credential) {
            (Some(username), Some(credential)) => format!(
                "; username=\"{username}\"; credential=\"{credential}\"; credential-type=\"password\""
            ),
            _ => String::new(),
        };
        for url in &server.urls {
            let link = format!("<{url}>; rel=\"ice-server\"{credentials}");
            match HeaderValue::try_from(link) {
                Ok(value) => _ = headers.append(header::LINK, value),
                Err(_) => tracing::warn!(url, "this ICE server cannot stand in a header"),
            }
        }
    }
}

pub fn set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.insert(name, HeaderValue::from_static(value));
}
