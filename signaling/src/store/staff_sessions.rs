//! The officers' sessions: which report, phone, sheet and report of use belong together.

use admin::{core::trail::SubjectCode, deadlines, problem::Refused, trail::Subject};
use protocol::{
    id::{CaseId, DeviceId, ReportId, StaffUrlId, UnitId},
    staff::{StaffDeviceState, StaffUrlState},
    time::UnixMs,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, Select, sea_query::Query,
};

use super::{
    table::{report, staff_device, staff_session, staff_url},
    words::word,
};
use crate::limits::{STAFF_SESSIONS_MAX, STAFF_USES_OPEN_MAX};

/// The duty to report a use afterwards (VR-5.1.2).
pub const USE_REPORT: &str = "staff_use_report";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaffSession {
    pub report: ReportId,
    pub url: StaffUrlId,
    pub device: DeviceId,
    pub use_case: CaseId,
    pub started: UnixMs,
}

pub async fn insert(txn: &impl ConnectionTrait, session: StaffSession) -> Result<(), DbErr> {
    let row = staff_session::Model {
        report: session.report.0,
        url: session.url.0,
        device: session.device.0,
        use_case: session.use_case.0,
        started_ms: session.started.0,
    };
    staff_session::Entity::insert(row.into_active_model())
        .exec_without_returning(txn)
        .await
        .map(drop)
}

pub async fn find(
    db: &impl ConnectionTrait,
    report: ReportId,
) -> Result<Option<StaffSession>, DbErr> {
    let row = staff_session::Entity::find_by_id(report.0).one(db).await?;
    Ok(row.map(session))
}

/// The session that a report of use led to.
pub async fn of_case(
    db: &impl ConnectionTrait,
    case: CaseId,
) -> Result<Option<StaffSession>, DbErr> {
    let row = staff_session::Entity::find()
        .filter(staff_session::Column::UseCase.eq(case.0))
        .one(db)
        .await?;
    Ok(row.map(session))
}

/// The one that runs on a phone.
pub async fn running_on(
    db: &impl ConnectionTrait,
    device: DeviceId,
) -> Result<Option<StaffSession>, DbErr> {
    let row = running()
        .filter(staff_session::Column::Device.eq(device.0))
        .one(db)
        .await?;
    Ok(row.map(session))
}

/// The newest sessions of a phone, whether or not they run.
pub async fn newest_of(
    db: &impl ConnectionTrait,
    device: DeviceId,
) -> Result<Vec<StaffSession>, DbErr> {
    let rows = staff_session::Entity::find()
        .filter(staff_session::Column::Device.eq(device.0))
        .order_by_desc(staff_session::Column::StartedMs)
        .limit(STAFF_USES_OPEN_MAX as u64)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(session).collect())
}

pub async fn running_of_url(
    db: &impl ConnectionTrait,
    url: StaffUrlId,
) -> Result<Vec<StaffSession>, DbErr> {
    let rows = running()
        .filter(staff_session::Column::Url.eq(url.0))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(session).collect())
}

/// Those of all sheets of a headquarters.
pub async fn running_of_headquarters(
    db: &impl ConnectionTrait,
    headquarters: UnitId,
) -> Result<Vec<StaffSession>, DbErr> {
    let own = Query::select()
        .column(staff_url::Column::Id)
        .from(staff_url::Entity)
        .and_where(staff_url::Column::Headquarters.eq(headquarters.0))
        .to_owned();
    let rows = running()
        .filter(staff_session::Column::Url.in_subquery(own))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(session).collect())
}

/// Those that run although their sheet or phone is void.
pub async fn running_void(db: &impl ConnectionTrait) -> Result<Vec<StaffSession>, DbErr> {
    let stopped = [StaffUrlState::Suspended, StaffUrlState::Destroyed];
    let urls = Query::select()
        .column(staff_url::Column::Id)
        .from(staff_url::Entity)
        .and_where(staff_url::Column::State.is_in(stopped.map(|state| word(&state))))
        .to_owned();
    let devices = Query::select()
        .column(staff_device::Column::Id)
        .from(staff_device::Entity)
        .and_where(staff_device::Column::State.eq(word(&StaffDeviceState::Removed)))
        .to_owned();
    let void = Condition::any()
        .add(staff_session::Column::Url.in_subquery(urls))
        .add(staff_session::Column::Device.in_subquery(devices));
    let rows = running().filter(void).all(db).await?;
    Ok(rows.into_iter().map(session).collect())
}

/// When the use of a session has to be reported; nothing once it was.
pub async fn use_due(
    db: &impl ConnectionTrait,
    report: ReportId,
) -> Result<Option<UnixMs>, Refused> {
    match find(db, report).await? {
        Some(session) => due(db, session.use_case).await,
        None => Ok(None),
    }
}

/// The same by the case of its report.
pub async fn due(db: &impl ConnectionTrait, case: CaseId) -> Result<Option<UnixMs>, Refused> {
    let subject = SubjectCode::from(Subject::Case(case));
    let running = deadlines::running(db, &subject)
        .await
        .map_err(Refused::internal)?;
    let duty = running.iter().find(|one| one.terms.duty == USE_REPORT);
    Ok(duty.map(|one| one.due_at))
}

/// Reports that are not over are those with a deadline.
fn running() -> Select<staff_session::Entity> {
    let open = Query::select()
        .column(report::Column::Id)
        .from(report::Entity)
        .and_where(report::Column::NextDeadlineMs.is_not_null())
        .to_owned();
    staff_session::Entity::find()
        .filter(staff_session::Column::Report.in_subquery(open))
        .order_by_asc(staff_session::Column::StartedMs)
        .limit(STAFF_SESSIONS_MAX)
}

fn session(row: staff_session::Model) -> StaffSession {
    StaffSession {
        report: ReportId(row.report),
        url: StaffUrlId(row.url),
        device: DeviceId(row.device),
        use_case: CaseId(row.use_case),
        started: UnixMs(row.started_ms),
    }
}
