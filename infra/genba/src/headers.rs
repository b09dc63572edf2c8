//! Headers of every answer: what a page may load, use and tell.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderName, HeaderValue, header};

/// The headers that are the same for all answers, made once.
#[derive(Clone)]
pub struct Security {
    content_policy: HeaderValue,
}

const PERMISSIONS: &str = "camera=(self), geolocation=(self), microphone=(), fullscreen=(self), \
     screen-wake-lock=(self), clipboard-write=(self), publickey-credentials-get=(self), \
     publickey-credentials-create=(self), display-capture=(), payment=(), usb=(), serial=(), \
     midi=(), browsing-topics=()";

impl Security {
    /// `own` are our origins, `tiles` the origin of a street map that lies elsewhere.
    pub fn new(own: &[String], tiles: Option<&str>) -> anyhow::Result<Self> {
        // Safari before 15.4 does not take wss for 'self'.
        // Chromium takes no address in brackets; 'self' serves there.
        let sockets: Vec<_> = own
            .iter()
            .filter(|origin| !origin.contains('['))
            .map(|origin| origin.replacen("https://", "wss://", 1))
            .collect();
        let (sockets, tiles) = (sockets.join(" "), tiles.unwrap_or_default());
        let policy = format!(
            "default-src 'self'; script-src 'self'; style-src 'self'; \
             img-src 'self' blob: data: {tiles}; media-src 'self' blob:; \
             connect-src 'self' {sockets} {tiles}; worker-src 'self' blob:; \
             child-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; \
             frame-ancestors 'none'"
        );
        Ok(Self {
            content_policy: HeaderValue::from_str(&policy)?,
        })
    }
}

/// Middleware. A route that sets a stricter policy of its own, as downloads do, keeps it.
pub async fn secure(State(security): State<Security>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed: [(HeaderName, &'static str); 5] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in fixed {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(security.content_policy);
    if is_api {
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }
    response
}
