//! What consoles see of pictures and films: re-encoded copies, and originals as downloads only.

use std::sync::Arc;

use admin::{
    keys::DataKey,
    looks::Seen,
    problem::UrlPath,
    sealed_answer,
    sealed_file::SealedReader,
    sessions::SessionId,
    signed_in::SignedIn,
    trail::{Action, Subject},
};
use axum::{extract::State, response::Response};
use http::{HeaderMap, HeaderValue, header};
use protocol::{
    id::{CaseId, FileId, ReportId},
    refusal::Problem,
};
use signaling_core::{Refusal, mis_send::check_not_isolated};

use super::reports::turn_of;
use crate::{
    Signaling,
    conversion::blocking,
    failure::Failure,
    files::failure_of,
    store::{files, table::report_file},
    turn::Turn,
    viewings,
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
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`media_isolated`, `no_viewing`: the report is over, and no purpose was recorded"),
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
    let found = find(&signaling, &person, Action::ViewFile, report, file).await?;
    let media_type = found.row.view_type.clone();
    let media_type = media_type.ok_or(Refusal::FileNotViewable)?;
    let media_type = HeaderValue::from_str(&media_type).map_err(Failure::internal)?;
    let copy = (found.row.view_id, found.row.view_bytes);
    let total = copy.1.unwrap_or_default().cast_unsigned();
    let begins_at = sealed_answer::begins_at(&headers, total);
    let (looks, seen) = (signaling.admin().looks(), Seen::File(file, found.viewing));
    let is_due = looks.is_due(person.session, seen, begins_at);
    let key = found.looked_at(seen, is_due, &[]).await?;
    let reader = open(&signaling, &key, copy).await?;
    let head = [(header::CONTENT_TYPE, media_type)];
    Ok(sealed_answer::answer(reader, &headers, head))
}

/// A JPEG of at most 480 pixels; of a recording, pictures of its whole time in one. It shows what
/// the file shows: the first look of a session leaves
/// an entry in the trail, as lists draw it again and again.
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
    let found = find(&signaling, &person, Action::ViewFile, report, file).await?;
    let copy = (found.row.thumbnail_id, found.row.thumbnail_bytes);
    if copy.0.is_none() {
        return Err(Refusal::FileNotViewable.into());
    }
    let (looks, seen) = (
        signaling.admin().looks(),
        Seen::Thumbnail(file, found.viewing),
    );
    let is_due = !looks.has(person.session, seen);
    let small = [Subject::Word("thumbnail")];
    let key = found.looked_at(seen, is_due, &small).await?;
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
    let found = find(&signaling, &person, Action::DownloadOriginal, report, file).await?;
    if found.row.received_bytes != found.row.bytes {
        return Err(Refusal::FileNotFound.into());
    }
    let name = files::view(&found.row, found.turn.key())?.name;
    let original = (Some(found.row.id), Some(found.row.bytes));
    let key = found.told(Action::DownloadOriginal, &[]).await?;
    let reader = open(&signaling, &key, original).await?;
    let octets = HeaderValue::from_static("application/octet-stream");
    let attachment = HeaderValue::from_str(&disposition(&name)).map_err(Failure::internal)?;
    let head = [
        (header::CONTENT_TYPE, octets),
        (header::CONTENT_DISPOSITION, attachment),
    ];
    Ok(sealed_answer::answer(reader, &headers, head))
}

/// A file of the own headquarters that somebody may have.
struct Found<'a> {
    signaling: &'a Signaling,
    session: SessionId,
    turn: Turn,
    row: report_file::Model,
    /// Where its report is over.
    viewing: Option<CaseId>,
}

impl Found<'_> {
    /// Leaves an entry in the trail, and hands the key out.
    async fn told(mut self, action: Action, more: &[Subject]) -> Result<Arc<DataKey>, Failure> {
        let key = self.turn.key().clone();
        let mut subjects = vec![Subject::File(FileId(self.row.id))];
        subjects.extend(self.viewing.map(Subject::Case));
        subjects.extend(more);
        self.turn.trail(action, &subjects).await?;
        self.turn.finish().await?;
        Ok(key)
    }

    /// The same for a look, where its entry is due.
    async fn looked_at(
        self,
        seen: Seen,
        is_due: bool,
        more: &[Subject],
    ) -> Result<Arc<DataKey>, Failure> {
        if !is_due {
            return Ok(self.turn.key().clone());
        }
        let (looks, session) = (self.signaling.admin().looks(), self.session);
        let key = self.told(Action::ViewFile, more).await?;
        looks.note(session, seen);
        Ok(key)
    }
}

async fn find<'a>(
    signaling: &'a Signaling,
    person: &SignedIn,
    permission: Action,
    report: ReportId,
    file: FileId,
) -> Result<Found<'a>, Failure> {
    let turn = turn_of(signaling, person, permission, report).await?;
    match in_reach(signaling, person, &turn, file).await {
        Ok((row, viewing)) => Ok(Found {
            signaling,
            session: person.session,
            turn,
            row,
            viewing,
        }),
        Err(failure) => {
            drop(turn);
            let act = person.act(signaling.admin().now(), permission);
            let act = act
                .about(Subject::Report(report))
                .about(Subject::File(file));
            Err(signaling.refuse_act(person, act, failure).await)
        }
    }
}

/// The file, and the viewing in which it is opened.
async fn in_reach(
    signaling: &Signaling,
    person: &SignedIn,
    turn: &Turn,
    file: FileId,
) -> Result<(report_file::Model, Option<CaseId>), Failure> {
    let report = turn.report();
    check_not_isolated(report)?;
    let viewing = viewings::check(turn.txn(), signaling, report, person).await?;
    let row = files::find(turn.txn(), report.id, file).await?;
    Ok((row.ok_or(Refusal::FileNotFound)?, viewing))
}

async fn open(
    signaling: &Signaling,
    key: &Arc<DataKey>,
    (id, bytes): (Option<sea_orm::prelude::Uuid>, Option<i64>),
) -> Result<SealedReader, Failure> {
    let (Some(id), Some(bytes)) = (id, bytes) else {
        return Err(Refusal::FileNotViewable.into());
    };
    let (signaling, key) = (signaling.clone(), key.clone());
    let work = move || {
        signaling
            .files()
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
