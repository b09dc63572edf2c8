//! Positions, sealed batch by batch as they came.

use admin::{keys::DataKey, problem::Refused};
use protocol::{
    id::{DeviceId, ReportId},
    place::TrackPoint,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};

use super::{
    table::{report, report_points},
    words::{json, of_json},
};

/// True when this batch of this phone is stored already.
pub async fn is_known(
    db: &impl ConnectionTrait,
    report: ReportId,
    device: DeviceId,
    batch: u32,
) -> Result<bool, Refused> {
    let found = report_points::Entity::find_by_id((report.0, device.0, i64::from(batch)))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Stores a batch, even an empty one, so that a repeated one is known.
pub async fn insert(
    txn: &impl ConnectionTrait,
    key: &DataKey,
    device: DeviceId,
    batch: u32,
    points: &[TrackPoint],
) -> Result<(), Refused> {
    let row = report_points::ActiveModel {
        report: Set(key.report().0),
        device: Set(device.0),
        batch: Set(i64::from(batch)),
        first_seq: Set(points.first().map_or(0, |point| point.seq.cast_signed())),
        points: Set(i32::try_from(points.len()).unwrap_or(i32::MAX)),
        sealed: Set(key.seal(&purpose(device.0, batch.into()), json(&points).as_bytes())),
    };
    report_points::Entity::insert(row)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// The whole track in order of arrival.
pub async fn track(
    db: &impl ConnectionTrait,
    report: ReportId,
    key: &DataKey,
) -> Result<Vec<TrackPoint>, Refused> {
    let rows = report_points::Entity::find()
        .filter(report_points::Column::Report.eq(report.0))
        .filter(report_points::Column::Points.gt(0))
        .order_by_asc(report_points::Column::FirstSeq)
        .all(db)
        .await?;
    let mut track = Vec::new();
    for row in rows {
        let plain = key.open(&purpose(row.device, row.batch), &row.sealed);
        let points: Vec<TrackPoint> = of_json(plain.map_err(Refused::internal)?)?;
        track.extend(points);
    }
    Ok(track)
}

pub fn seal_last(key: &DataKey, point: &TrackPoint) -> Vec<u8> {
    key.seal("last point", json(point).as_bytes())
}

pub fn open_last(key: &DataKey, row: &report::Model) -> Result<Option<TrackPoint>, Refused> {
    let Some(sealed) = &row.last_point else {
        return Ok(None);
    };
    let plain = key.open("last point", sealed).map_err(Refused::internal)?;
    of_json(plain).map(Some)
}

fn purpose(device: sea_orm::prelude::Uuid, batch: i64) -> String {
    format!("points {device} {batch}")
}
