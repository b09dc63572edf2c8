//! The content of a sealed file on its way to a browser: whole, or one range of it.

use std::ops::ControlFlow;

use axum::{
    body::{Body, Bytes},
    response::{IntoResponse, Response},
};
use futures_util::{Stream, stream};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use crate::{
    archive::ReadAt, limits::SEALED_READ_BYTES, problem::Refused, sealed_file::SealedReader,
};

/// The whole content or one range of it (RFC 9110 §14). Nobody keeps it, and no page runs it.
pub fn answer(
    reader: SealedReader,
    headers: &HeaderMap,
    head: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
) -> Response {
    let total = reader.plain_bytes();
    let range = match asked(headers, total) {
        Range::Whole => None,
        Range::Part(start, end) => Some((start, end)),
        Range::Outside => return outside(total),
    };
    let (start, end) = range.unwrap_or((0, total));
    let mut response = Body::from_stream(pieces(reader, start, end)).into_response();
    let out = response.headers_mut();
    out.extend(head);
    out.insert(header::CONTENT_LENGTH, (end - start).into());
    out.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    keep_private(out);
    if range.is_some() {
        let text = format!("bytes {start}-{}/{total}", end.saturating_sub(1));
        if let Ok(text) = HeaderValue::from_str(&text) {
            out.insert(header::CONTENT_RANGE, text);
        }
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    response
}

/// What a stranger's bytes go out with: no cache keeps them, no browser guesses what they are or
/// runs them.
pub fn keep_private(out: &mut HeaderMap) {
    out.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    out.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    let policy = HeaderValue::from_static("default-src 'none'; sandbox");
    out.insert(header::CONTENT_SECURITY_POLICY, policy);
}

/// Where that which a request gets begins; none where it gets nothing.
pub fn begins_at(headers: &HeaderMap, total: u64) -> Option<u64> {
    match asked(headers, total) {
        Range::Whole => Some(0),
        Range::Part(start, _) => Some(start),
        Range::Outside => None,
    }
}

/// What a request asks for, within what there is.
fn asked(headers: &HeaderMap, total: u64) -> Range {
    let range = headers.get(header::RANGE);
    match range.and_then(|range| range.to_str().ok()) {
        Some(text) => range_of(text, total),
        None => Range::Whole,
    }
}

/// Opens and sends one piece after the other; a browser that leaves stops it.
pub(crate) fn pieces(
    reader: impl ReadAt,
    start: u64,
    end: u64,
) -> impl Stream<Item = std::io::Result<Bytes>> {
    stream::unfold(Some((reader, start)), move |state| async move {
        let (reader, at) = state?;
        let open = usize::try_from(end.saturating_sub(at)).unwrap_or(usize::MAX);
        if open == 0 {
            return None;
        }
        match piece(reader, at, open).await {
            Ok(ControlFlow::Continue((reader, piece))) => {
                let next = at + piece.len() as u64;
                Some((Ok(piece), Some((reader, next))))
            }
            Ok(ControlFlow::Break(())) => None,
            Err(error) => Some((Err(error), None)),
        }
    })
}

/// The next piece from a place, at most so many bytes; a break where the content ends.
async fn piece<R: ReadAt>(
    mut reader: R,
    at: u64,
    most: usize,
) -> std::io::Result<ControlFlow<(), (R, Bytes)>> {
    let work = move || {
        let mut piece = vec![0; most.min(SEALED_READ_BYTES)];
        let length = reader.read_at(at, &mut piece)?;
        piece.truncate(length);
        std::io::Result::Ok((reader, piece))
    };
    let (reader, piece) = tokio::task::spawn_blocking(work)
        .await
        .map_err(std::io::Error::other)??;
    Ok(if piece.is_empty() {
        ControlFlow::Break(())
    } else {
        ControlFlow::Continue((reader, piece.into()))
    })
}

#[derive(Debug, PartialEq, Eq)]
enum Range {
    Whole,
    /// From the first byte to before the second.
    Part(u64, u64),
    Outside,
}

/// One range; several ones, or what is no range, get the whole.
fn range_of(text: &str, total: u64) -> Range {
    let Some((first, last)) = text
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
    else {
        return Range::Whole;
    };
    let part = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => (first, last.saturating_add(1).min(total)),
        (Ok(first), Err(_)) if last.trim().is_empty() => (first, total),
        (Err(_), Ok(tail)) if first.trim().is_empty() => (total.saturating_sub(tail), total),
        _ => return Range::Whole,
    };
    if part.0 < part.1 {
        Range::Part(part.0, part.1)
    } else {
        Range::Outside
    }
}

fn outside(total: u64) -> Response {
    let refused = Refused::new(
        StatusCode::RANGE_NOT_SATISFIABLE,
        "range_not_satisfiable",
        "この範囲の内容はありません。",
        "There is nothing in this range.",
    );
    let mut response = refused.into_response();
    if let Ok(value) = HeaderValue::from_str(&format!("bytes */{total}")) {
        response.headers_mut().insert(header::CONTENT_RANGE, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_to_what_there_is() {
        for (text, expected) in [
            ("bytes=0-99", Range::Part(0, 100)),
            ("bytes=0-", Range::Part(0, 1000)),
            ("bytes=990-2000", Range::Part(990, 1000)),
            ("bytes=-10", Range::Part(990, 1000)),
            ("bytes=-5000", Range::Part(0, 1000)),
            ("bytes=1000-", Range::Outside),
            ("bytes=5-1", Range::Whole),
            ("bytes=0-1,5-6", Range::Whole),
            ("lines=1-2", Range::Whole),
            ("bytes=-", Range::Whole),
        ] {
            assert_eq!(range_of(text, 1000), expected, "{text}");
        }
    }
}
