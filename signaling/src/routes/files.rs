//! What consoles see of pictures and films: re-encoded copies, and originals as downloads only.

use std::sync::Arc;

use admin::{
    problem::{Refused, UrlPath},
    sealed_file::SealedReader,
    signed_in::SignedIn,
    trail::{Action, Subject},
};
use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use protocol::{
    id::{FileId, ReportId},
    refusal::Problem,
};
use signaling_core::{Refusal, mis_send::check_not_isolated};

use crate::{
    Signaling,
    conversion::blocking,
    failure::Failure,
    files::failure_of,
    limits::READ_BYTES,
    store::{files, table::report_file},
    turn::Who,
};

/// The re-encoded copy; `Range` works, so that a film plays from the middle.
#[utoipa::path(
    get,
    path = "/api/v1/reports/{id}/files/{file}/view",
    tag = "files",
    params(("id" = String, Path), ("file" = String, Path)),
    responses(
        (status = 200, content_type = "image/jpeg", body = Vec<u8>),
        (status = 206, content_type = "video/mp4", body = Vec<u8>),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`media_isolated`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`file_not_found`, `file_not_viewable`"),
        (status = 416, body = Problem, content_type = "application/problem+json", description = "`range_not_satisfiable`"),
    )
)]
pub async fn view(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath((report, file)): UrlPath<(ReportId, FileId)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    // A player asks for many parts of one film; looking at it is one act.
    let is_first = range_text(&headers).is_none_or(|range| range.starts_with("bytes=0-"));
    let action = is_first.then_some(Action::ViewFile);
    let (row, key) = find(&signaling, &person, Action::ViewFile, action, report, file).await?;
    let media_type = row.view_type.clone().ok_or(Refusal::FileNotViewable)?;
    let media_type = HeaderValue::from_str(&media_type).map_err(Failure::internal)?;
    let copy = (row.view_id, row.view_bytes);
    let reader = open(&signaling, &key, copy).await?;
    answer(reader, &headers, [(header::CONTENT_TYPE, media_type)])
}

/// A JPEG of at most 480 pixels.
#[utoipa::path(
    get,
    path = "/api/v1/reports/{id}/files/{file}/thumbnail",
    tag = "files",
    params(("id" = String, Path), ("file" = String, Path)),
    responses(
        (status = 200, content_type = "image/jpeg", body = Vec<u8>),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`file_not_found`, `file_not_viewable`"),
    )
)]
pub async fn thumbnail(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath((report, file)): UrlPath<(ReportId, FileId)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (row, key) = find(&signaling, &person, Action::ViewFile, None, report, file).await?;
    let copy = (row.thumbnail_id, row.thumbnail_bytes);
    let reader = open(&signaling, &key, copy).await?;
    let jpeg = HeaderValue::from_static("image/jpeg");
    answer(reader, &headers, [(header::CONTENT_TYPE, jpeg)])
}

/// The bytes as the caller sent them: a download that no browser opens by itself.
#[utoipa::path(
    get,
    path = "/api/v1/reports/{id}/files/{file}/original",
    tag = "files",
    params(("id" = String, Path), ("file" = String, Path)),
    responses(
        (status = 200, content_type = "application/octet-stream", body = Vec<u8>),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`file_not_found`"),
    )
)]
pub async fn original(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath((report, file)): UrlPath<(ReportId, FileId)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let action = Action::DownloadOriginal;
    let (row, key) = find(&signaling, &person, action, Some(action), report, file).await?;
    if row.received_bytes != row.bytes {
        return Err(Refusal::FileNotFound.into());
    }
    let name = files::view(&row, &key)?.name;
    let reader = open(&signaling, &key, (Some(row.id), Some(row.bytes))).await?;
    let octets = HeaderValue::from_static("application/octet-stream");
    let attachment = HeaderValue::from_str(&disposition(&name)).map_err(Failure::internal)?;
    let head = [
        (header::CONTENT_TYPE, octets),
        (header::CONTENT_DISPOSITION, attachment),
    ];
    answer(reader, &headers, head)
}

/// The row of a file of the own headquarters, with an entry in the trail where one is due.
async fn find(
    signaling: &Signaling,
    person: &SignedIn,
    permission: Action,
    entry: Option<Action>,
    report: ReportId,
    file: FileId,
) -> Result<(report_file::Model, Arc<admin::keys::DataKey>), Failure> {
    let person = signaling.admin().authorise(person, permission).await?;
    let mut turn = signaling
        .turn(report, Who::Person(Box::new(person.clone())))
        .await?;
    if let Err(isolated) = check_not_isolated(turn.report()) {
        drop(turn);
        return Err(signaling
            .refuse_person(&person, permission, isolated.into())
            .await);
    }
    let row = files::find(turn.txn(), report, file)
        .await?
        .ok_or(Refusal::FileNotFound)?;
    let key = turn.key().clone();
    if let Some(action) = entry {
        turn.trail(action, &[Subject::File(file)]).await?;
        turn.finish().await?;
    }
    Ok((row, key))
}

async fn open(
    signaling: &Signaling,
    key: &Arc<admin::keys::DataKey>,
    (id, bytes): (Option<sea_orm::prelude::Uuid>, Option<i64>),
) -> Result<SealedReader, Failure> {
    let (Some(id), Some(bytes)) = (id, bytes) else {
        return Err(Refusal::FileNotViewable.into());
    };
    let (signaling, key) = (signaling.clone(), key.clone());
    let work = move || {
        signaling
            .uploads()
            .read(&key, FileId(id), bytes.cast_unsigned())
    };
    blocking(work).await?.map_err(failure_of)
}

/// The whole content or one range of it (RFC 9110 §14).
fn answer(
    reader: SealedReader,
    headers: &HeaderMap,
    head: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
) -> Result<Response, Failure> {
    let total = reader.plain_bytes();
    let range = match range_text(headers).map(|text| range_of(text, total)) {
        None | Some(Range::Whole) => None,
        Some(Range::Part(start, end)) => Some((start, end)),
        Some(Range::Outside) => return Ok(outside(total)),
    };
    let (start, end) = range.unwrap_or((0, total));
    let mut response = Body::from_stream(pieces(reader, start, end)).into_response();
    let out = response.headers_mut();
    out.extend(head);
    out.insert(header::CONTENT_LENGTH, (end - start).into());
    out.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
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
    if range.is_some() {
        let text = format!("bytes {start}-{}/{total}", end.saturating_sub(1));
        out.insert(
            header::CONTENT_RANGE,
            HeaderValue::from_str(&text).map_err(Failure::internal)?,
        );
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

/// Opens and sends one piece after the other; a console that leaves stops it.
fn pieces(
    reader: SealedReader,
    start: u64,
    end: u64,
) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> {
    stream::unfold(Some((reader, start)), move |state| async move {
        let (mut reader, at) = state?;
        let open = usize::try_from(end.saturating_sub(at)).unwrap_or(usize::MAX);
        if open == 0 {
            return None;
        }
        let work = move || {
            let mut piece = vec![0; open.min(READ_BYTES)];
            let length = reader.read_at(at, &mut piece)?;
            piece.truncate(length);
            std::io::Result::Ok((reader, piece))
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(Ok((_, piece))) if piece.is_empty() => None,
            Ok(Ok((reader, piece))) => {
                let next = at + piece.len() as u64;
                Some((Ok(piece.into()), Some((reader, next))))
            }
            Ok(Err(error)) => Some((Err(error), None)),
            Err(error) => Some((Err(std::io::Error::other(error)), None)),
        }
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

fn range_text(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::RANGE)?.to_str().ok()
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

/// RFC 6266 with RFC 8187: the name in UTF-8, and a plain one for old readers.
fn disposition(name: &str) -> String {
    let mut encoded = String::new();
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                encoded.push(char::from(byte));
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    if encoded.is_empty() {
        encoded.push_str("original.jpg");
    }
    format!("attachment; filename=\"original\"; filename*=UTF-8''{encoded}")
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

    #[test]
    fn a_name_cannot_leave_its_header() {
        let text = disposition("写真\"; x=\r\n.jpg");
        assert!(text.is_ascii() && !text.contains('\r'));
        assert!(text.ends_with("%22%3B%20x%3D%0D%0A.jpg"));
    }
}
