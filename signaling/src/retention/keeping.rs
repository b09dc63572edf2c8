//! Until when a report is kept, and who permitted that it is longer than usual.

use admin::{accounts, cases::store, core::trail::SubjectCode, deadlines, trail::Subject};
use protocol::{
    id::{CaseId, ReportId},
    report::{Keeping, KeptLonger},
};
use sea_orm::ConnectionTrait;

use super::DUTY;
use crate::{failure::Failure, request_case::DOCUMENT};

/// The rulebook's words for the decision that media are kept longer.
const WORKFLOW: &str = "keep";
const PERMITTED: &str = "permitted";
const STEP: &str = "permit";

/// Nothing while the report runs.
pub async fn keeping(
    db: &impl ConnectionTrait,
    report: ReportId,
) -> Result<Option<Keeping>, Failure> {
    let subject = SubjectCode::from(Subject::Report(report));
    let found = deadlines::of(db, &subject, DUTY).await;
    let Some(deadline) = found.map_err(Failure::internal)? else {
        return Ok(None);
    };
    let kept = match deadline.terms.event == WORKFLOW {
        true => kept(db, report).await?,
        false => None,
    };
    Ok(Some(Keeping {
        erased_from_ms: deadline.due_at,
        kept,
    }))
}

/// The newest decision.
async fn kept(db: &impl ConnectionTrait, report: ReportId) -> Result<Option<KeptLonger>, Failure> {
    let about = report.to_string();
    let rows = store::in_state(db, DOCUMENT, WORKFLOW, PERMITTED, &about).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let case = store::without_personal(row)?;
    let by = case.done.iter().rfind(|done| done.step == STEP);
    let Some(by) = by.and_then(|done| done.by) else {
        return Ok(None);
    };
    let mut names = accounts::names(db, [by]).await?;
    Ok(Some(KeptLonger {
        case: CaseId(row.id),
        by_name: names
            .remove(&by)
            .map_or_else(String::new, |person| person.name),
    }))
}
