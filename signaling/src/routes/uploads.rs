//! Pictures and films from the phone's gallery, in pieces that survive a broken network.

use std::sync::Arc;

use admin::{
    body::{Pieces, RawBody},
    keys::DataKey,
    problem::{JsonBody, UrlPath},
    random,
    sealed_file::SealedWriter,
    trail::{Action, Subject},
};
use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use protocol::{
    console::ConsoleEvent,
    id::FileId,
    refusal::Problem,
    upload::{FileKind, FileState, LateSpan, UploadStart, UploadState},
};
use signaling_core::{
    Command, Refusal, late,
    limits::{PIECES_MAX, SNIFF_BYTES, UPLOAD_LIMITS},
    upload::{Content, check_start, shown_name, sniff},
};

use crate::{
    Signaling,
    caller::{Caller, Uploader},
    conversion::blocking,
    failure::Failure,
    files::{WritersTurn, failure_of},
    limits::{UPLOAD_PACE, WRITE_BYTES},
    rulebook::span_ms,
    store::{
        files::{self, NewFile},
        table::report_file,
        words::json,
    },
    turn::Turn,
    unbroken::to_the_end,
};

const OFFSET: &str = "upload-offset";
const LENGTH: &str = "upload-length";

/// Announces a file; a repeated announcement finds the same upload.
#[utoipa::path(
    post,
    path = "/api/v1/caller/uploads",
    tag = "caller",
    request_body = UploadStart,
    responses(
        (status = 200, body = UploadState, description = "Known by its `client_key`."),
        (status = 201, body = UploadState),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`too_many_files`, `too_many_late_parts`, `report_held`"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`report_over`; a phone that was lost may bring late parts for a while"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "`file_too_large`"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "`type_not_supported`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`client_key_invalid`, `late_times_wrong`"),
    )
)]
pub async fn start(
    State(signaling): State<Signaling>,
    Uploader { caller, .. }: Uploader,
    JsonBody(body): JsonBody<UploadStart>,
) -> Result<(StatusCode, Json<UploadState>), Failure> {
    let mut turn = signaling.turn(caller.report, caller.who()).await?;
    check_sends(&signaling, &turn, caller, body.late.is_some()).await?;
    let known = files::find_by_client_key(turn.txn(), caller.report, &body.client_key).await?;
    if let Some(row) = known {
        return Ok((StatusCode::OK, Json(state_of(&row))));
    }
    let late = check_announced(&turn, &body).await?;
    let is_film = body.media_type.to_ascii_lowercase().starts_with("video/");
    let new = NewFile {
        id: FileId::new(turn.now(), random::id()),
        kind: match late {
            Some(_) => FileKind::Late,
            None if is_film => FileKind::Film,
            None => FileKind::Picture,
        },
        name: &shown_name(&body.name),
        bytes: body.bytes,
        client_key: Some(body.client_key.clone()),
        now: turn.now(),
    };
    let mut row = files::row(turn.key(), &new);
    row.late = late.as_ref().map(json);
    let state = state_of(&row);
    let file = files::view(&row, turn.key())?;
    files::insert(turn.txn(), row).await?;
    turn.event(ConsoleEvent::File {
        report: caller.report,
        file,
    });
    turn.finish().await?;
    Ok((StatusCode::CREATED, Json(state)))
}

/// Refuses a phone that may send nothing now. For late parts a phone that was lost has some time.
async fn check_sends(
    signaling: &Signaling,
    turn: &Turn,
    caller: Caller,
    is_late: bool,
) -> Result<(), Failure> {
    let report = turn.report();
    if !is_late || !report.has_lost(caller.device) {
        return Ok(report.check_sends(caller.device, turn.now())?);
    }
    let rulebook = signaling.rulebook(turn.txn(), report.headquarters).await?;
    let after_ms = span_ms(&rulebook, "late_parts_after")?;
    Ok(report.check_sends_late(caller.device, turn.now(), after_ms)?)
}

/// Refuses what is too much or of a wrong kind; of a late part, tells when it was filmed.
async fn check_announced(turn: &Turn, body: &UploadStart) -> Result<Option<LateSpan>, Failure> {
    let report = turn.report();
    let Some(told) = body.late else {
        let so_far = files::count_uploads(turn.txn(), report.id).await?;
        check_start(body, so_far)?;
        return Ok(None);
    };
    let so_far = files::late_so_far(turn.txn(), report.id).await?;
    late::check_start(body, so_far)?;
    Ok(Some(late::span_of(report, told, turn.now())?))
}

/// Where an upload goes on.
#[utoipa::path(
    head,
    path = "/api/v1/caller/uploads/{file}",
    tag = "caller",
    params(("file" = String, Path)),
    responses(
        (status = 200, description = "`upload-offset` and `upload-length`"),
        (status = 404, description = "`file_not_found`"),
    )
)]
pub async fn offset(
    State(signaling): State<Signaling>,
    Uploader { caller, .. }: Uploader,
    UrlPath(file): UrlPath<FileId>,
) -> Result<Response, Failure> {
    let found = files::find(&**signaling.admin().db(), caller.report, file).await?;
    let row = found.ok_or(Refusal::FileNotFound)?;
    let mut response = StatusCode::OK.into_response();
    set_number(&mut response, OFFSET, row.received_bytes);
    set_number(&mut response, LENGTH, row.bytes);
    Ok(response)
}

/// Takes one piece. Whatever arrived before an interruption is kept.
#[utoipa::path(
    patch,
    path = "/api/v1/caller/uploads/{file}",
    tag = "caller",
    params(("file" = String, Path), ("upload-offset" = u64, Header)),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses(
        (status = 200, body = UploadState),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`offset_mismatch`, with the true `upload-offset`; `report_held`: what arrived is kept, and goes on after the hold"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`report_over`"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "`chunk_too_large`, `file_too_large`"),
        (status = 415, body = Problem, content_type = "application/problem+json", description = "`type_not_supported`"),
        (status = 507, body = Problem, content_type = "application/problem+json", description = "`storage_full`"),
    )
)]
pub async fn append(
    State(signaling): State<Signaling>,
    Uploader { caller, was_lost }: Uploader,
    UrlPath(file): UrlPath<FileId>,
    headers: HeaderMap,
    body: RawBody,
) -> Result<Response, Failure> {
    caller.check_not_held()?;
    if number(&headers, header::CONTENT_LENGTH.as_str())
        .is_some_and(|bytes| bytes > u64::from(UPLOAD_LIMITS.chunk_bytes_max))
    {
        return Err(Refusal::ChunkTooLarge.into());
    }
    let offset = number(&headers, OFFSET);
    // The connection may end before the body does; what arrived is still written and counted.
    let piece = Piece {
        signaling,
        caller,
        was_lost,
        file,
        offset,
    };
    to_the_end(piece.take(body.pieces(UPLOAD_PACE))).await
}

/// One `PATCH` on its way into the folder.
struct Piece {
    signaling: Signaling,
    caller: Caller,
    was_lost: bool,
    file: FileId,
    offset: Option<u64>,
}

impl Piece {
    async fn take(self, stream: Pieces) -> Result<Response, Failure> {
        let mut turn = self.signaling.uploads().turn(self.file).await?;
        let db = &**self.signaling.admin().db();
        let found = files::find(db, self.caller.report, self.file).await?;
        let mut row = found.ok_or(Refusal::FileNotFound)?;
        if self.was_lost && row.late.is_none() {
            return Err(Refusal::ReportOver.into());
        }
        if let FileState::NotViewable { .. } = files::state(&row)?
            && row.content.is_none()
        {
            return Err(Refusal::TypeNotSupported.into());
        }
        if row.received_bytes == row.bytes {
            return Ok(self.at_offset(&row));
        }
        if row.pieces.cast_unsigned() >= PIECES_MAX {
            return Err(Refusal::TooManyPieces.into());
        }
        let key = Arc::new(
            self.signaling
                .admin()
                .keys()
                .report_key(self.caller.report)
                .await?,
        );
        let mut sink = Sink::open(&self.signaling, &key, self.file).await?;
        let noted_bytes = row.received_bytes;
        row.received_bytes = sink.received().cast_signed();
        // The last piece arrived and could not be noted: the report was held, or the disk full.
        let is_whole = row.received_bytes == row.bytes;
        if !is_whole && self.offset != Some(sink.received()) {
            if noted_bytes != row.received_bytes {
                let received_bytes = sink.received();
                files::set_state(&mut row, &FileState::Receiving { received_bytes });
                self.store(row.clone(), false).await?;
            }
            return Ok(self.at_offset(&row));
        }
        let taken = match (is_whole, &row.content) {
            (false, _) => {
                self.fill(stream, &mut sink, &mut row, &key, &mut turn)
                    .await
            }
            (true, None) => self.look(&sink, &mut row, &key, &[]).await,
            (true, Some(_)) => Ok(()),
        };
        if let Some(writer) = sink.close().await? {
            row.received_bytes = writer.cast_signed();
        }
        self.note(row, taken).await
    }

    /// Reads the body to its end, its limit, its interruption or its successor.
    async fn fill(
        &self,
        mut stream: Pieces,
        sink: &mut Sink,
        row: &mut report_file::Model,
        key: &Arc<DataKey>,
        turn: &mut WritersTurn,
    ) -> Result<(), Failure> {
        let open = row.bytes.cast_unsigned().saturating_sub(sink.received());
        let mut room = open.min(u64::from(UPLOAD_LIMITS.chunk_bytes_max));
        let mut gathered = Vec::new();
        let mut overflow = false;
        while !overflow {
            let frame = tokio::select! {
                frame = stream.next() => frame,
                () = turn.superseded() => break,
            };
            let Some(Ok(frame)) = frame else { break };
            let taken = usize::try_from(room).unwrap_or(usize::MAX).min(frame.len());
            overflow = taken < frame.len();
            room -= taken as u64;
            gathered.extend_from_slice(&frame[..taken]);
            if row.content.is_none() {
                self.look(sink, row, key, &gathered).await?;
            }
            if row.content.is_some() && gathered.len() >= WRITE_BYTES {
                sink.write(std::mem::take(&mut gathered)).await?;
            }
        }
        sink.write(gathered).await?;
        if overflow {
            Err(Refusal::ChunkTooLarge.into())
        } else {
            Ok(())
        }
    }

    /// Decides what the file is as soon as enough of its first bytes are here.
    async fn look(
        &self,
        sink: &Sink,
        row: &mut report_file::Model,
        key: &Arc<DataKey>,
        gathered: &[u8],
    ) -> Result<(), Failure> {
        let mut head = sink.head(&self.signaling, key, self.file).await?;
        head.extend(gathered.iter().take(SNIFF_BYTES));
        match sniff(&head, row.bytes.cast_unsigned()) {
            None => Ok(()),
            Some(Ok(content)) => {
                if row.late.is_some() {
                    late::check_content(content)?;
                } else {
                    files::set_kind(row, content.kind());
                }
                row.content = Some(content_word(content).to_owned());
                Ok(())
            }
            Some(Err(refusal)) => Err(refusal.into()),
        }
    }

    /// Notes what arrived, also when the piece as a whole is refused.
    async fn note(
        self,
        mut row: report_file::Model,
        taken: Result<(), Failure>,
    ) -> Result<Response, Failure> {
        let received_bytes = row.received_bytes.cast_unsigned();
        let is_complete = row.received_bytes == row.bytes && taken.is_ok();
        let state = match &taken {
            Err(Failure::Refusal(
                refusal @ (Refusal::TypeNotSupported | Refusal::FileTooLarge),
            )) => FileState::NotViewable {
                code: refusal.code().to_owned(),
                message_ja: refusal.message_ja().to_owned(),
                message_en: refusal.message_en().to_owned(),
            },
            _ if is_complete => FileState::Converting { percent: 0 },
            _ => FileState::Receiving { received_bytes },
        };
        files::set_state(&mut row, &state);
        row.pieces += 1;
        let answer = state_of(&row);
        let stored = self.store(row, is_complete).await;
        // A full disk may refuse the row, too, and so does a report that was held or ended meanwhile.
        // The file itself knows its length, so nothing that arrived is lost, and the phone hears the
        // reason.
        taken?;
        stored?;
        if is_complete {
            self.signaling
                .files()
                .finished(self.caller.report.0, self.file);
            self.signaling
                .spawn_conversion(self.caller.report, self.file);
        }
        Ok(with_offset(Json(answer).into_response(), received_bytes))
    }

    async fn store(&self, row: report_file::Model, is_complete: bool) -> Result<(), Failure> {
        let mut turn = self
            .signaling
            .turn(self.caller.report, self.caller.who())
            .await?;
        let device = self.caller.device;
        let is_late = row.late.is_some();
        check_sends(&self.signaling, &turn, self.caller, is_late).await?;
        let file = files::view(&row, turn.key())?;
        files::update(turn.txn(), row).await?;
        if is_complete {
            let mut subjects = vec![Subject::File(self.file)];
            if is_late {
                subjects.push(Subject::Word("late"));
            } else {
                turn.decide(Command::FileArrived { device }).await?;
            }
            turn.trail(Action::SendFile, &subjects).await?;
        }
        turn.event(ConsoleEvent::File {
            report: self.caller.report,
            file,
        });
        turn.finish().await?;
        Ok(())
    }

    /// The answer to a piece that begins elsewhere: the truth, as a refusal where it differs.
    fn at_offset(&self, row: &report_file::Model) -> Response {
        let received_bytes = row.received_bytes.cast_unsigned();
        let response = if self.offset == Some(received_bytes) {
            Json(state_of(row)).into_response()
        } else {
            Failure::from(Refusal::OffsetMismatch).into_response()
        };
        with_offset(response, received_bytes)
    }
}

/// A sealed file that is being written, beside the tasks.
struct Sink {
    writer: Option<SealedWriter>,
    received: u64,
}

impl Sink {
    async fn open(
        signaling: &Signaling,
        key: &Arc<DataKey>,
        file: FileId,
    ) -> Result<Self, Failure> {
        let (signaling, key) = (signaling.clone(), key.clone());
        let opened = blocking(move || signaling.files().continue_upload(&key, file)).await?;
        let writer = opened.map_err(failure_of)?;
        Ok(Self {
            received: writer.plain_bytes(),
            writer: Some(writer),
        })
    }

    fn received(&self) -> u64 {
        self.received
    }

    async fn write(&mut self, plain: Vec<u8>) -> Result<(), Failure> {
        if plain.is_empty() {
            return Ok(());
        }
        let Some(mut writer) = self.writer.take() else {
            return Ok(());
        };
        let work = move || {
            let written = writer.write(&plain);
            (writer, written)
        };
        let (writer, written) = blocking(work).await?;
        self.received = writer.plain_bytes();
        self.writer = Some(writer);
        written.map_err(failure_of)
    }

    /// Waits until everything has reached the disk.
    async fn close(&mut self) -> Result<Option<u64>, Failure> {
        let Some(mut writer) = self.writer.take() else {
            return Ok(None);
        };
        let work = move || writer.sync().map(|()| writer.plain_bytes());
        Ok(Some(blocking(work).await?.map_err(failure_of)?))
    }

    /// First bytes that came with an earlier, very short piece.
    async fn head(
        &self,
        signaling: &Signaling,
        key: &Arc<DataKey>,
        file: FileId,
    ) -> Result<Vec<u8>, Failure> {
        let received = self.received;
        if received == 0 {
            return Ok(Vec::new());
        }
        let (signaling, key) = (signaling.clone(), key.clone());
        let work = move || {
            let mut reader = signaling.files().read(&key, file, received)?;
            let mut head = vec![0; SNIFF_BYTES];
            let length = reader.read_at(0, &mut head)?;
            head.truncate(length);
            Ok(head)
        };
        blocking(work).await?.map_err(failure_of)
    }
}

fn state_of(row: &report_file::Model) -> UploadState {
    UploadState {
        file: FileId(row.id),
        received_bytes: row.received_bytes.cast_unsigned(),
        bytes: row.bytes.cast_unsigned(),
    }
}

fn content_word(content: Content) -> &'static str {
    match content {
        Content::Jpeg => "jpeg",
        Content::Png => "png",
        Content::Gif => "gif",
        Content::Webp => "webp",
        Content::Heif => "heif",
        Content::IsoFilm => "iso_film",
        Content::Matroska => "matroska",
    }
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

fn with_offset(mut response: Response, offset: u64) -> Response {
    set_number(&mut response, OFFSET, offset.cast_signed());
    response
}

fn set_number(response: &mut Response, name: &'static str, value: i64) {
    response
        .headers_mut()
        .insert(name, HeaderValue::from(value));
}
