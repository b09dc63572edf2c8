//! `/metrics`: counters in the text format of Prometheus. Routes, addresses and ids never become
//! labels.

use std::{
    fmt::Write,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderValue, header};

/// A cheap handle.
#[derive(Clone)]
pub struct Metrics(Arc<Counters>);

struct Counters {
    started: Instant,
    /// Answers by the first digit of their status, 1 to 5.
    answers: [AtomicU64; 5],
    open: AtomicU64,
}

impl Metrics {
    pub fn new() -> Self {
        Self(Arc::new(Counters {
            started: Instant::now(),
            answers: Default::default(),
            open: AtomicU64::new(0),
        }))
    }

    pub fn router(&self) -> Router {
        Router::new()
            .route("/metrics", get(show))
            .with_state(self.clone())
    }
}

/// Middleware.
pub async fn count(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    metrics.0.open.fetch_add(1, Ordering::Relaxed);
    let open = Open(&metrics);
    let response = next.run(request).await;
    drop(open);
    let class = usize::from(response.status().as_u16() / 100).clamp(1, 5) - 1;
    metrics.0.answers[class].fetch_add(1, Ordering::Relaxed);
    response
}

/// Middleware. The route is logged as it is declared, so that no id of it reaches the log.
pub async fn log(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let (status, took_ms) = (response.status().as_u16(), start.elapsed().as_millis());
    tracing::debug!(%method, route, status, took_ms, "answered");
    response
}

/// Counts down even when the asker goes away before the answer.
struct Open<'a>(&'a Metrics);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn show(State(metrics): State<Metrics>) -> impl IntoResponse {
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], text(&metrics.0))
}

fn text(counters: &Counters) -> String {
    let mut out = String::new();
    let mut line = |words: std::fmt::Arguments| {
        out.write_fmt(words)
            .and_then(|()| out.write_char('\n'))
            .expect("a string takes all")
    };
    line(format_args!(
        "# HELP genba_up_seconds Seconds since the start."
    ));
    line(format_args!("# TYPE genba_up_seconds gauge"));
    line(format_args!(
        "genba_up_seconds {}",
        counters.started.elapsed().as_secs()
    ));
    line(format_args!(
        "# HELP genba_http_requests_open Requests being answered now."
    ));
    line(format_args!("# TYPE genba_http_requests_open gauge"));
    line(format_args!(
        "genba_http_requests_open {}",
        counters.open.load(Ordering::Relaxed)
    ));
    line(format_args!(
        "# HELP genba_http_responses_total Answers by class of status."
    ));
    line(format_args!("# TYPE genba_http_responses_total counter"));
    for (class, answers) in (1..).zip(&counters.answers) {
        let answers = answers.load(Ordering::Relaxed);
        line(format_args!(
            "genba_http_responses_total{{class=\"{class}xx\"}} {answers}"
        ));
    }
    out
}
