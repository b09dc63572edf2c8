//! Requests that change something, and sockets, must come from our own pages.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode, header};

use crate::problem::Refused;

/// Our public origins, for example `https://localhost:8443`.
#[derive(Clone, Debug, Default)]
pub struct Origins(Arc<[String]>);

impl Origins {
    pub fn new(origins: impl IntoIterator<Item = String>) -> Self {
        Self(origins.into_iter().collect())
    }

    pub fn is_own(&self, origin: &str) -> bool {
        self.0.iter().any(|own| own.eq_ignore_ascii_case(origin))
    }

    /// The origin that is shown to people.
    pub fn first(&self) -> Option<&str> {
        self.0.first().map(String::as_str)
    }
}

/// Middleware: `axum::middleware::from_fn_with_state(origins, origin::guard)`.
///
/// A request without `Origin` passes: programs send none, and a browser always sends one with a
/// foreign POST and with every WebSocket. The session cookie is `SameSite=Strict` besides.
pub async fn guard(State(origins): State<Origins>, request: Request, next: Next) -> Response {
    if changes_something(&request) && !from_own_page(&origins, &request) {
        return foreign_origin().into_response();
    }
    next.run(request).await
}

fn changes_something(request: &Request) -> bool {
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    // Over HTTP/2 a socket is opened by CONNECT, which is no reading method either.
    !reads || request.headers().contains_key(header::UPGRADE)
}

fn from_own_page(origins: &Origins, request: &Request) -> bool {
    match request.headers().get(header::ORIGIN) {
        None => true,
        Some(origin) => origin.to_str().is_ok_and(|origin| origins.is_own(origin)),
    }
}

fn foreign_origin() -> Refused {
    Refused::new(
        StatusCode::FORBIDDEN,
        "foreign_origin",
        "別のサイトのページからは操作できません。",
        "A page of another site cannot do this.",
    )
}
