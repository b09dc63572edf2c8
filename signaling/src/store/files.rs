//! Rows of pictures and films; their bytes lie in the folder of files.

use admin::{keys::DataKey, problem::Refused};
use protocol::{
    id::{FileId, ReportId},
    recording::Recording,
    time::UnixMs,
    upload::{FileKind, FileState, FileView, LateSpan},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use signaling_core::{
    late::LateSoFar,
    limits::{FILES_OF_REPORT_MAX, LATE_PARTS_MAX, RECORDINGS_MAX},
};

use super::{
    table::report_file,
    words::{json, of_json, of_word, word},
};

/// A file as it begins.
pub struct NewFile<'a> {
    pub id: FileId,
    pub kind: FileKind,
    pub name: &'a str,
    pub bytes: u64,
    pub client_key: Option<String>,
    pub now: UnixMs,
}

pub fn row(key: &DataKey, new: &NewFile<'_>) -> report_file::Model {
    report_file::Model {
        id: new.id.0,
        report: key.report().0,
        kind: word(&new.kind),
        name: key.seal(&purpose(new.id), new.name.as_bytes()),
        bytes: new.bytes.cast_signed(),
        received_bytes: 0,
        pieces: 0,
        content: None,
        client_key: new.client_key.clone(),
        created_ms: new.now.0,
        state: json(&FileState::Receiving { received_bytes: 0 }),
        sha256: None,
        hashed_ms: None,
        view_type: None,
        view_id: None,
        view_bytes: None,
        thumbnail_id: None,
        thumbnail_bytes: None,
        width_px: None,
        height_px: None,
        recording: None,
        late: None,
    }
}

pub async fn insert(txn: &impl ConnectionTrait, row: report_file::Model) -> Result<(), Refused> {
    report_file::Entity::insert(row.into_active_model())
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

pub async fn update(txn: &impl ConnectionTrait, row: report_file::Model) -> Result<(), Refused> {
    row.into_active_model().reset_all().update(txn).await?;
    Ok(())
}

pub async fn find(
    db: &impl ConnectionTrait,
    report: ReportId,
    id: FileId,
) -> Result<Option<report_file::Model>, Refused> {
    let of_report = report_file::Column::Report.eq(report.0);
    Ok(report_file::Entity::find_by_id(id.0)
        .filter(of_report)
        .one(db)
        .await?)
}

pub async fn find_by_client_key(
    db: &impl ConnectionTrait,
    report: ReportId,
    client_key: &str,
) -> Result<Option<report_file::Model>, Refused> {
    let found = report_file::Entity::find()
        .filter(report_file::Column::Report.eq(report.0))
        .filter(report_file::Column::ClientKey.eq(client_key))
        .one(db)
        .await?;
    Ok(found)
}

/// Late parts of a report so far.
pub async fn late_so_far(
    db: &impl ConnectionTrait,
    report: ReportId,
) -> Result<LateSoFar, Refused> {
    let parts: Vec<i64> = report_file::Entity::find()
        .select_only()
        .column(report_file::Column::Bytes)
        .filter(report_file::Column::Report.eq(report.0))
        .filter(report_file::Column::Late.is_not_null())
        .limit(u64::from(LATE_PARTS_MAX))
        .into_tuple()
        .all(db)
        .await?;
    Ok(LateSoFar {
        parts: u32::try_from(parts.len()).unwrap_or(u32::MAX),
        bytes: parts.into_iter().map(i64::cast_unsigned).sum(),
    })
}

/// Gallery files of a report so far.
pub async fn count_uploads(db: &impl ConnectionTrait, report: ReportId) -> Result<u32, Refused> {
    let count = report_file::Entity::find()
        .filter(report_file::Column::Report.eq(report.0))
        .filter(report_file::Column::ClientKey.is_not_null())
        .filter(report_file::Column::Late.is_null())
        .count(db)
        .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The rows of all files of a report, oldest first.
pub async fn rows(
    db: &impl ConnectionTrait,
    report: ReportId,
) -> Result<Vec<report_file::Model>, Refused> {
    Ok(report_file::Entity::find()
        .filter(report_file::Column::Report.eq(report.0))
        .order_by_asc(report_file::Column::CreatedMs)
        .order_by_asc(report_file::Column::Id)
        .limit(u64::from(FILES_OF_REPORT_MAX))
        .all(db)
        .await?)
}

/// All files of a report, oldest first.
pub async fn all(
    db: &impl ConnectionTrait,
    report: ReportId,
    key: &DataKey,
) -> Result<Vec<FileView>, Refused> {
    let rows = rows(db, report).await?;
    rows.iter().map(|row| view(row, key)).collect()
}

/// The films of what a media node kept of a report.
pub async fn recordings(
    db: &impl ConnectionTrait,
    report: ReportId,
) -> Result<Vec<report_file::Model>, Refused> {
    Ok(report_file::Entity::find()
        .filter(report_file::Column::Report.eq(report.0))
        .filter(report_file::Column::Kind.eq(word(&FileKind::Recording)))
        .limit(u64::from(RECORDINGS_MAX))
        .all(db)
        .await?)
}

/// What a recording tells of itself; nothing where there is no film yet.
pub fn recording(row: &report_file::Model) -> Result<Option<Recording>, Refused> {
    row.recording.as_ref().map(of_json).transpose()
}

/// When a late part was filmed; nothing where it is another file.
pub fn late(row: &report_file::Model) -> Result<Option<LateSpan>, Refused> {
    row.late.as_ref().map(of_json).transpose()
}

/// Files whose conversion a restart has broken off.
pub async fn unconverted(db: &impl ConnectionTrait) -> Result<Vec<(ReportId, FileId)>, Refused> {
    let rows = report_file::Entity::find()
        .filter(report_file::Column::State.starts_with("{\"kind\":\"converting\""))
        .filter(report_file::Column::Kind.ne(word(&FileKind::Recording)))
        .limit(crate::limits::CONVERSIONS_RESUMED)
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (ReportId(row.report), FileId(row.id)))
        .collect())
}

pub fn state(row: &report_file::Model) -> Result<FileState, Refused> {
    of_json(&row.state)
}

pub fn set_state(row: &mut report_file::Model, state: &FileState) {
    row.state = json(state);
}

/// Notes the hash of all that came. With it the file is among the things of this day; a second time
/// changes nothing but what has another hash.
pub fn set_hash(row: &mut report_file::Model, sha256: String, now: UnixMs) {
    if row.sha256.as_ref() != Some(&sha256) {
        row.sha256 = Some(sha256);
        row.hashed_ms = Some(now.0);
    }
}

pub fn kind(row: &report_file::Model) -> Result<FileKind, Refused> {
    of_word(&row.kind)
}

pub fn set_kind(row: &mut report_file::Model, kind: FileKind) {
    row.kind = word(&kind);
}

pub fn view(row: &report_file::Model, key: &DataKey) -> Result<FileView, Refused> {
    let name = key
        .open(&purpose(FileId(row.id)), &row.name)
        .map_err(Refused::internal)?;
    Ok(FileView {
        id: FileId(row.id),
        kind: kind(row)?,
        name: String::from_utf8_lossy(&name).into_owned(),
        bytes: row.bytes.cast_unsigned(),
        created_ms: UnixMs(row.created_ms),
        state: state(row)?,
        thumbnail: row.thumbnail_id.is_some(),
        sha256: row.sha256.clone(),
        view_type: row.view_type.clone(),
        width_px: row.width_px.map(i32::cast_unsigned),
        height_px: row.height_px.map(i32::cast_unsigned),
        recording: recording(row)?,
        late: late(row)?,
    })
}

fn purpose(id: FileId) -> String {
    format!("file name {id}")
}
