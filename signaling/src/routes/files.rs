//! What consoles see of pictures and films: re-encoded copies, and originals as downloads only.

use std::sync::Arc;

use admin::{
    problem::UrlPath,
    sealed_answer,
    sealed_file::SealedReader,
    signed_in::SignedIn,
    trail::{Action, Subject},
};
use axum::{extract::State, response::Response};
use http::{HeaderMap, HeaderValue, header};
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
    let action = sealed_answer::is_first(&headers).then_some(Action::ViewFile);
    let (row, key) = find(&signaling, &person, Action::ViewFile, action, report, file).await?;
    let media_type = row.view_type.clone().ok_or(Refusal::FileNotViewable)?;
    let media_type = HeaderValue::from_str(&media_type).map_err(Failure::internal)?;
    let copy = (row.view_id, row.view_bytes);
    let reader = open(&signaling, &key, copy).await?;
    let head = [(header::CONTENT_TYPE, media_type)];
    Ok(sealed_answer::answer(reader, &headers, head))
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
    let head = [(header::CONTENT_TYPE, jpeg)];
    Ok(sealed_answer::answer(reader, &headers, head))
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
    Ok(sealed_answer::answer(reader, &headers, head))
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
    fn a_name_cannot_leave_its_header() {
        let text = disposition("写真\"; x=\r\n.jpg");
        assert!(text.is_ascii() && !text.contains('\r'));
        assert!(text.ends_with("%22%3B%20x%3D%0D%0A.jpg"));
    }
}
