//! The built pages, embedded in the binary. Always the same bytes for everybody: a page knows
//! nothing, what it shows comes from the API.

use std::{io::SeekFrom, path::PathBuf, sync::Arc};

use admin::problem;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use rust_embed::{EmbeddedFile, RustEmbed};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tower_http::compression::{CompressionLayer, Predicate, predicate::DefaultPredicate};

use crate::{
    ranges::{self, Asked},
    street_map,
};

#[derive(RustEmbed)]
#[folder = "../../web-client/dist"]
#[allow_missing = true]
struct Dist;

/// Bytes of one answered range of a street map file: a client asks for kilobytes; who asks for
/// everything gets the first part.
const RANGE_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// `street_map` is a PMTiles file of the installer.
pub fn router(street_map: Option<PathBuf>) -> Router {
    let compression = CompressionLayer::new().compress_when(DefaultPredicate::new().and(not_tiles));
    Router::new()
        .route(
            "/",
            get(async |headers: HeaderMap| page("index.html", &headers)),
        )
        .route("/console", get(async || Redirect::permanent("/console/")))
        .route("/admin", get(async || Redirect::permanent("/admin/")))
        .route("/outbox", get(async || Redirect::permanent("/outbox/")))
        .route("/about", get(async || Redirect::permanent("/about/")))
        .route(
            "/console/",
            get(async |headers: HeaderMap| page("console/index.html", &headers)),
        )
        .route(
            "/admin/",
            get(async |headers: HeaderMap| page("admin/index.html", &headers)),
        )
        .route(
            "/outbox/",
            get(async |headers: HeaderMap| page("outbox/index.html", &headers)),
        )
        .route("/s", get(async || Redirect::permanent("/s/")))
        .route(
            "/s/",
            get(async |headers: HeaderMap| page("staff/index.html", &headers)),
        )
        .route("/cameras", get(async || Redirect::permanent("/cameras/")))
        .route("/cameras/", get(public_page))
        .route("/cameras/{group}", get(public_page))
        .route("/cameras/{group}/{page}", get(public_page))
        .route(
            "/announcements",
            get(async || Redirect::permanent("/announcements/")),
        )
        .route("/announcements/", get(public_page))
        .route("/announcements/{document}/{unit}", get(public_page))
        .route(
            "/about/",
            get(async |headers: HeaderMap| page("about/index.html", &headers)),
        )
        .route(street_map::FILE_PATH, get(street_map_file))
        .route("/{*path}", get(file))
        .with_state(Arc::new(street_map))
        .layer(compression)
}

/// Tiles are compressed already and answered in ranges.
fn not_tiles(_: StatusCode, _: http::Version, headers: &HeaderMap, _: &http::Extensions) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind != PMTILES)
}

const PMTILES: &str = "application/vnd.pmtiles";

/// What groups tell everybody about their cameras, and units about what they do; the page reads its
/// own address.
async fn public_page(headers: HeaderMap) -> Response {
    page("public-pages/index.html", &headers)
}

async fn file(Path(path): Path<String>, headers: HeaderMap) -> Response {
    page(&path, &headers)
}

fn page(path: &str, request: &HeaderMap) -> Response {
    match Dist::get(path) {
        Some(file) => answer(path, file, request),
        None => problem::not_found_problem().into_response(),
    }
}

fn answer(path: &str, file: EmbeddedFile, request: &HeaderMap) -> Response {
    let tag = entity_tag(&file.metadata.sha256_hash());
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, kind_of(path, &file));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(caching_of(path)),
    );
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::ETAG, tag.clone());
    if request
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| *known == tag)
    {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let data = Bytes::from(file.data.into_owned());
    match ranges::asked(request, data.len() as u64) {
        Asked::Whole => (headers, data).into_response(),
        Asked::Unsatisfiable => unsatisfiable(data.len() as u64),
        Asked::Part { first, last } => {
            headers.insert(
                header::CONTENT_RANGE,
                content_range(first, last, data.len() as u64),
            );
            // Both lie within the data, which is in memory.
            let part = data.slice(first as usize..=last as usize);
            (StatusCode::PARTIAL_CONTENT, headers, part).into_response()
        }
    }
}

/// Vite writes a hash into the name of every file below `assets`.
fn caching_of(path: &str) -> &'static str {
    if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    }
}

fn kind_of(path: &str, file: &EmbeddedFile) -> HeaderValue {
    let kind = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("pmtiles") => PMTILES,
        Some("webmanifest") => "application/manifest+json",
        _ => file.metadata.mimetype(),
    };
    HeaderValue::from_str(kind).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}

fn entity_tag(hash: &[u8; 32]) -> HeaderValue {
    let digits: String = hash[..12]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    HeaderValue::from_str(&format!("\"{digits}\"")).expect("hexadecimal digits fit a header")
}

fn content_range(first: u64, last: u64, length: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("bytes {first}-{last}/{length}")).expect("digits fit a header")
}

fn unsatisfiable(length: u64) -> Response {
    let whole = HeaderValue::from_str(&format!("bytes */{length}")).expect("digits fit a header");
    (
        StatusCode::RANGE_NOT_SATISFIABLE,
        [(header::CONTENT_RANGE, whole)],
    )
        .into_response()
}

/// A street map has gigabytes: only what is asked for is read.
async fn street_map_file(
    State(path): State<Arc<Option<PathBuf>>>,
    request: HeaderMap,
) -> Result<Response, problem::Refused> {
    let path = (*path).as_ref().ok_or_else(problem::not_found_problem)?;
    let mut file = tokio::fs::File::open(path)
        .await
        .map_err(problem::Refused::internal)?;
    let length = file
        .metadata()
        .await
        .map_err(problem::Refused::internal)?
        .len();
    let (first, last) = match ranges::asked(&request, length) {
        Asked::Whole => (0, length.saturating_sub(1)),
        Asked::Part { first, last } => (first, last),
        Asked::Unsatisfiable => return Ok(unsatisfiable(length)),
    };
    let last = last.min(first + RANGE_BYTES_MAX - 1);
    file.seek(SeekFrom::Start(first))
        .await
        .map_err(problem::Refused::internal)?;
    let mut part = Vec::new();
    file.take(last - first + 1)
        .read_to_end(&mut part)
        .await
        .map_err(problem::Refused::internal)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(PMTILES)),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::CONTENT_RANGE, content_range(first, last, length)),
    ];
    Ok((StatusCode::PARTIAL_CONTENT, headers, Body::from(part)).into_response())
}
