//! Stills over HTTPS: the first picture of all, and those taken during live video.

use std::sync::Arc;

use admin::{
    body::{RawBody, Unread},
    keys::DataKey,
    problem::Refused,
    random,
    trail::{Action, Subject},
};
use axum::{Json, extract::State};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use protocol::{
    caller::StillReceived, console::ConsoleEvent, id::FileId, refusal::Problem, upload::FileKind,
};
use signaling_core::{
    Command, Refusal,
    limits::STILL_BYTES_MAX,
    upload::{Content as Kind, sniff},
};

use crate::{
    Signaling,
    caller::Caller,
    conversion::{self, set_converted, sha256_hex},
    failure::Failure,
    files::failure_of,
    limits::UPLOAD_PACE,
    store::{
        files::{self, NewFile},
        table::report_file,
    },
    unbroken::to_the_end,
};

/// Takes one JPEG; it is on the consoles when the answer goes out.
#[utoipa::path(
    post,
    path = "/api/v1/caller/stills",
    tag = "caller",
    params(("x-genba-kind" = String, Header, description = "`first_picture` or `still`")),
    request_body(content = Vec<u8>, content_type = "image/jpeg"),
    responses(
        (status = 201, body = StillReceived),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`session_invalid`"),
        (status = 408, body = Problem, content_type = "application/problem+json", description = "`body_too_slow`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`report_held`"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`report_over`"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "`file_too_large`"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "`type_not_supported`"),
        (status = 507, body = Problem, content_type = "application/problem+json", description = "`storage_full`"),
    )
)]
pub async fn receive(
    State(signaling): State<Signaling>,
    caller: Caller,
    headers: HeaderMap,
    body: RawBody,
) -> Result<(StatusCode, Json<StillReceived>), Failure> {
    caller.check_not_held()?;
    let kind = kind_of(&headers)?;
    let picture = whole(&headers, body, STILL_BYTES_MAX).await?;
    match sniff(&picture, picture.len() as u64) {
        Some(Ok(Kind::Jpeg)) => {}
        _ => return Err(Refusal::TypeNotSupported.into()),
    }
    // A phone that leaves now has sent its picture all the same.
    let kept = to_the_end(async move { keep(&signaling, caller, kind, picture).await });
    let file = kept.await?;
    Ok((StatusCode::CREATED, Json(StillReceived { file })))
}

fn kind_of(headers: &HeaderMap) -> Result<FileKind, Refusal> {
    match headers.get("x-genba-kind").map(http::HeaderValue::as_bytes) {
        Some(b"first_picture") => Ok(FileKind::FirstPicture),
        Some(b"still") => Ok(FileKind::Still),
        _ => Err(Refusal::KindMissing),
    }
}

/// The whole body, refused before it is read where its length says so.
pub(super) async fn whole(
    headers: &HeaderMap,
    body: RawBody,
    bytes_max: u64,
) -> Result<Bytes, Failure> {
    let length = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    if length
        .and_then(|text| text.parse().ok())
        .is_some_and(|bytes: u64| bytes > bytes_max)
    {
        return Err(Refusal::FileTooLarge.into());
    }
    let limit = usize::try_from(bytes_max).unwrap_or(usize::MAX);
    let whole = body.whole(limit, UPLOAD_PACE).await;
    whole.map_err(|unread| match unread {
        Unread::TooLarge => Refusal::FileTooLarge.into(),
        unread => Refused::from(unread).into(),
    })
}

/// Seals the original and converts it at the same time; then one transaction shows it.
async fn keep(
    signaling: &Signaling,
    caller: Caller,
    kind: FileKind,
    picture: Bytes,
) -> Result<FileId, Failure> {
    let key = Arc::new(signaling.admin().keys().report_key(caller.report).await?);
    let id = FileId::new(signaling.admin().now(), random::id());
    let (original, converted) = tokio::join!(
        seal_original(signaling, &key, id, picture.clone()),
        signaling.converter().still(picture.clone()),
    );
    original?;
    let (converted, shown) = match converted {
        Ok(picture) => {
            let jpeg = picture.jpeg.clone();
            (Ok(signaling.keep_picture(&key, picture).await?), Some(jpeg))
        }
        Err(unviewable) => (Err(unviewable), None),
    };
    let new = NewFile {
        id,
        kind,
        name: "",
        bytes: picture.len() as u64,
        client_key: None,
        now: signaling.admin().now(),
    };
    let mut row = files::row(&key, &new);
    row.received_bytes = row.bytes;
    row.content = Some("jpeg".to_owned());
    set_converted(&mut row, converted);
    let copies = [Some(row.id), row.view_id];
    let sha256 = sha256_hex(&picture);
    if let Err(failure) = enter(signaling, caller, &key, row, sha256).await {
        let ids = copies.into_iter().flatten().map(FileId);
        ids.for_each(|id| signaling.files().remove(caller.report.0, id));
        return Err(failure);
    }
    add_thumbnail_later(signaling, caller, id, shown);
    Ok(id)
}

/// Shows a still, unless the report was held or ended while its body came.
async fn enter(
    signaling: &Signaling,
    caller: Caller,
    key: &DataKey,
    mut row: report_file::Model,
    sha256: String,
) -> Result<(), Failure> {
    let Caller { report, device, .. } = caller;
    let mut turn = signaling.turn(report, caller.who()).await?;
    turn.decide(Command::PictureArrived { device }).await?;
    files::set_hash(&mut row, sha256, turn.now());
    let file = files::view(&row, key)?;
    let subjects = [Subject::File(FileId(row.id))];
    files::insert(turn.txn(), row).await?;
    turn.trail(Action::SendStill, &subjects).await?;
    turn.event(ConsoleEvent::File { report, file });
    turn.finish().await?;
    Ok(())
}

async fn seal_original(
    signaling: &Signaling,
    key: &Arc<admin::keys::DataKey>,
    id: FileId,
    picture: Bytes,
) -> Result<(), Failure> {
    let (signaling, key) = (signaling.clone(), key.clone());
    let sealed = conversion::blocking(move || signaling.files().seal(&key, id, &picture[..]));
    sealed.await?.map_err(failure_of).map(drop)
}

fn add_thumbnail_later(signaling: &Signaling, caller: Caller, id: FileId, picture: Option<Bytes>) {
    let Some(picture) = picture else { return };
    let signaling = signaling.clone();
    tokio::spawn(async move {
        if let Err(failure) = signaling.add_thumbnail(caller.report, id, picture).await {
            tracing::warn!(
                code = failure.problem().0.code,
                "a thumbnail could not be kept"
            );
        }
    });
}
