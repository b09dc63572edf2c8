//! `/metrics`: counters in the text format of Prometheus. Routes, addresses and ids never become
//! labels.

use std::{
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
use media_server::Node;
use signaling::Signaling;

mod process;
mod viewings;

/// A cheap handle.
#[derive(Clone)]
pub struct Metrics(Arc<Counters>);

struct Counters {
    started: Instant,
    /// Answers by the first digit of their status, 1 to 5.
    answers: [AtomicU64; 5],
    open: AtomicU64,
    node: Node,
    signaling: Signaling,
}

impl Metrics {
    pub fn new(node: Node, signaling: Signaling) -> Self {
        Self(Arc::new(Counters {
            started: Instant::now(),
            answers: Default::default(),
            open: AtomicU64::new(0),
            node,
            signaling,
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
    let up_s = counters.started.elapsed().as_secs();
    one(
        &mut out,
        "genba_up_seconds",
        "gauge",
        "Seconds since the start.",
        up_s,
    );
    process::write(&mut out);
    let open = counters.open.load(Ordering::Relaxed);
    one(
        &mut out,
        "genba_http_requests_open",
        "gauge",
        "Requests being answered now.",
        open,
    );
    let help = "Answers by class of status.";
    head(&mut out, "genba_http_responses_total", "counter", help);
    for (class, answers) in (1..).zip(&counters.answers) {
        let answers = answers.load(Ordering::Relaxed);
        out.push_str(&format!(
            "genba_http_responses_total{{class=\"{class}xx\"}} {answers}\n"
        ));
    }
    media(&mut out, &counters.node.metrics());
    viewings::write(&mut out, &counters.signaling);
    out
}

fn media(out: &mut String, media: &media_server::Metrics) {
    let table = [
        (
            "genba_media_sessions",
            "gauge",
            "Open WHIP and WHEP sessions.",
            media.sessions,
        ),
        (
            "genba_media_half_open",
            "gauge",
            "Sessions that are not connected yet.",
            media.half_open,
        ),
        (
            "genba_media_half_open_dropped_total",
            "counter",
            "Sessions that had to make room before they were connected.",
            media.half_open_dropped,
        ),
        (
            "genba_media_rooms",
            "gauge",
            "Rooms with a session.",
            media.rooms,
        ),
        (
            "genba_media_datagrams_in_total",
            "counter",
            "Datagrams received.",
            media.datagrams_in,
        ),
        (
            "genba_media_bytes_in_total",
            "counter",
            "Bytes received.",
            media.bytes_in,
        ),
        (
            "genba_media_datagrams_out_total",
            "counter",
            "Datagrams sent.",
            media.datagrams_out,
        ),
        (
            "genba_media_bytes_out_total",
            "counter",
            "Bytes sent.",
            media.bytes_out,
        ),
        (
            "genba_media_datagrams_dropped_total",
            "counter",
            "Datagrams that the socket did not take.",
            media.datagrams_dropped,
        ),
        (
            "genba_media_sends_total",
            "counter",
            "Calls of the system that sent datagrams; fewer than datagrams where runs leave as one.",
            media.sends,
        ),
        (
            "genba_media_packets_forwarded_total",
            "counter",
            "Media packets sent to viewers. CPU time divided by it is the cost of a packet.",
            media.packets_forwarded,
        ),
        (
            "genba_media_cpu_microseconds_total",
            "counter",
            "User and system time of the media threads.",
            media.cpu_us,
        ),
        (
            "genba_media_turns_total",
            "counter",
            "Turns of the media threads' loops.",
            media.turns,
        ),
        (
            "genba_media_padding_bytes_total",
            "counter",
            "Padding that let packets leave as one run.",
            media.padding_bytes,
        ),
        (
            "genba_media_queue_dropped_total",
            "counter",
            "Packets dropped because a viewer could not follow.",
            media.queue_dropped,
        ),
        (
            "genba_media_datagrams_unknown_total",
            "counter",
            "Datagrams from addresses that passed no check, or of no known kind.",
            media.datagrams_unknown,
        ),
        (
            "genba_media_packets_refused_total",
            "counter",
            "Media packets that were forged or replayed.",
            media.packets_refused,
        ),
        (
            "genba_media_checks_refused_total",
            "counter",
            "Checks that were forged, replayed, or for the address of another live session.",
            media.checks_refused,
        ),
        (
            "genba_media_ingress_dropped_total",
            "counter",
            "Packets beyond what one session may bring in.",
            media.ingress_dropped,
        ),
        (
            "genba_media_moves_total",
            "counter",
            "Sessions that moved to another address.",
            media.moves,
        ),
        (
            "genba_media_tcp_connections",
            "gauge",
            "TCP connections of peers without UDP.",
            media.tcp_connections,
        ),
        (
            "genba_media_tcp_strangers_closed_total",
            "counter",
            "TCP connections closed because no session's check passed on them.",
            media.tcp_strangers_closed,
        ),
        (
            "genba_journal_chunks_total",
            "counter",
            "Chunks written to journals.",
            media.journal_chunks,
        ),
        (
            "genba_journal_bytes_total",
            "counter",
            "Bytes written to journals.",
            media.journal_bytes,
        ),
        (
            "genba_journal_cpu_microseconds_total",
            "counter",
            "User and system time of the threads that write journals.",
            media.journal_cpu_us,
        ),
        (
            "genba_journal_records_lost_total",
            "counter",
            "Packets and others that arrived and could not be kept.",
            media.journal_records_lost,
        ),
        (
            "genba_journal_packets_unrecorded_total",
            "counter",
            "Packets of rooms that nobody ordered to be recorded.",
            media.packets_unrecorded,
        ),
        (
            "genba_journal_behind_milliseconds",
            "gauge",
            "Age of what waits to be written.",
            media.journal_behind_ms,
        ),
        (
            "genba_media_outbox_waiting",
            "gauge",
            "Events not acknowledged.",
            media.outbox_waiting,
        ),
        (
            "genba_media_outbox_dropped_total",
            "counter",
            "Events lost.",
            media.outbox_dropped,
        ),
    ];
    for (name, kind, help, value) in table {
        one(out, name, kind, help, value);
    }
}

fn one(out: &mut String, name: &str, kind: &str, help: &str, value: u64) {
    head(out, name, kind, help);
    out.push_str(&format!("{name} {value}\n"));
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    out.push_str(&format!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
}
