//! What was received of a report, for who hands it out or proves it: files as the phone sent them,
//! copies that play, positions and messages.

use std::{collections::BTreeMap, sync::Arc};

use admin::{
    archive::Content,
    core::trail::hash_of_hex,
    evidence::{Item, Kept, Part, ReportFacts, ReportSource},
    keys::{DataKey, KeyError},
    problem::Refused,
};
use protocol::{
    id::{FileId, ReportId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, prelude::Uuid, sea_query::Query,
};
use signaling_core::{Refusal, mis_send::check_not_isolated};

use crate::{
    Signaling,
    conversion::blocking,
    failure::Failure,
    files::failure_of,
    limits::FILES_OF_DAY_MAX,
    retention,
    store::{
        files, messages, points, reports,
        table::{report, report_file},
    },
};

/// Lends what signaling keeps.
pub struct Reports(pub Signaling);

#[async_trait::async_trait]
impl ReportSource for Reports {
    async fn find(&self, id: ReportId) -> Result<Option<ReportFacts>, Refused> {
        let db = &**self.0.admin().db();
        let row = report::Entity::find_by_id(id.0).one(db).await?;
        Ok(row.map(|row| ReportFacts {
            number: row.number,
            unit: UnitId(row.headquarters),
            begun: UnixMs(row.created_ms),
            ended: row.ended_ms.map(UnixMs),
        }))
    }

    async fn kept_between(&self, from: UnixMs, to: UnixMs) -> Result<Vec<Kept>, Refused> {
        let db = &**self.0.admin().db();
        use report_file::Column::{HashedMs, Report, Sha256};
        let between = Condition::all()
            .add(HashedMs.gte(from.0))
            .add(HashedMs.lt(to.0))
            .add(Sha256.is_not_null());
        let rows = report_file::Entity::find()
            .filter(between.clone())
            .limit(FILES_OF_DAY_MAX)
            .all(db)
            .await?;
        let reports = Query::select()
            .column(Report)
            .from(report_file::Entity)
            .cond_where(between)
            .to_owned();
        let homes: Vec<(Uuid, Uuid)> = report::Entity::find()
            .select_only()
            .column(report::Column::Id)
            .column(report::Column::Headquarters)
            .filter(report::Column::Id.in_subquery(reports))
            .into_tuple()
            .all(db)
            .await?;
        let homes: BTreeMap<_, _> = homes.into_iter().collect();
        let kept = rows.into_iter().filter_map(|row| {
            Some(Kept {
                unit: UnitId(*homes.get(&row.report)?),
                id: FileId(row.id),
                hash: hash_of_hex(&row.sha256?)?,
            })
        });
        Ok(kept.collect())
    }

    async fn items(&self, id: ReportId) -> Result<Vec<Item>, Refused> {
        let found = items(&self.0, id).await;
        found.map_err(|failure| failure.problem())
    }
}

async fn items(signaling: &Signaling, id: ReportId) -> Result<Vec<Item>, Failure> {
    let admin = signaling.admin();
    let db = &**admin.db();
    let loaded = reports::load(db, id).await?;
    let loaded = loaded.ok_or(Refusal::ReportNotFound)?;
    retention::check_kept(db, id, admin.now()).await?;
    check_not_isolated(&loaded.report)?;
    let key = match admin.keys().report_key(id).await {
        Err(KeyError::Destroyed) => return Err(Refusal::ReportErased.into()),
        key => Arc::new(key?),
    };
    let ended = loaded.report.ended.map_or(admin.now(), |ending| ending.at);
    let mut items = Vec::new();
    for (nth, row) in files::rows(db, id).await?.into_iter().enumerate() {
        items.extend(of_file(signaling, &key, nth + 1, row).await?);
    }
    let json = |part, name: &str, value: serde_json::Value| {
        let text = serde_json::to_vec_pretty(&value).map_err(Failure::internal)?;
        let content = Content::Bytes(text);
        Ok::<_, Failure>(Item::new(part, name.to_owned(), "", ended, content))
    };
    let track = points::track(db, id, &key).await?;
    let track = serde_json::to_value(track).map_err(Failure::internal)?;
    items.push(json(Part::Positions, "positions.json", track)?);
    let said = messages::all(db, id, &key).await?;
    let said = serde_json::to_value(said).map_err(Failure::internal)?;
    items.push(json(Part::Messages, "messages.json", said)?);
    Ok(items)
}

/// The original, where all of it came, and the copy that plays.
async fn of_file(
    signaling: &Signaling,
    key: &Arc<DataKey>,
    nth: usize,
    row: report_file::Model,
) -> Result<Vec<Item>, Failure> {
    let view = files::view(&row, key)?;
    // A word of a closed list.
    let word = row.kind.replace('_', "-");
    let mut items = Vec::new();
    if row.received_bytes == row.bytes {
        let ending = ending_of(row.content.as_deref());
        let name = format!("files/{nth:04}-{word}{ending}");
        let content = open(signaling, key, FileId(row.id), row.bytes).await?;
        let mut item = Item::new(Part::Files, name, &view.name, view.created_ms, content);
        item.id = Some(FileId(row.id));
        items.push(item);
    }
    if let (Some(id), Some(bytes)) = (row.view_id, row.view_bytes)
        && id != row.id
    {
        let ending = ending_of(row.view_type.as_deref());
        let name = format!("files/{nth:04}-{word}-viewable{ending}");
        let content = open(signaling, key, FileId(id), bytes).await?;
        let mut item = Item::new(Part::Files, name, &view.name, view.created_ms, content);
        // A film of what media nodes kept has no other original.
        item.id = view.recording.is_some().then_some(FileId(row.id));
        items.push(item);
    }
    Ok(items)
}

async fn open(
    signaling: &Signaling,
    key: &Arc<DataKey>,
    id: FileId,
    bytes: i64,
) -> Result<Content, Failure> {
    let (signaling, key) = (signaling.clone(), key.clone());
    let work = move || signaling.files().read(&key, id, bytes.cast_unsigned());
    let reader = blocking(work).await?.map_err(failure_of)?;
    Ok(Content::Sealed(reader))
}

/// The end of a file's name by what its bytes are.
fn ending_of(kind: Option<&str>) -> &'static str {
    match kind.unwrap_or_default() {
        "image/jpeg" | "jpeg" => ".jpg",
        "image/png" | "png" => ".png",
        "gif" => ".gif",
        "webp" => ".webp",
        "heif" => ".heic",
        "video/mp4" | "iso_film" => ".mp4",
        "video/webm" => ".webm",
        "matroska" => ".mkv",
        _ => "",
    }
}
