//! A part of the trail that a case releases: one unit, one thing, some days.

use std::sync::Arc;

use admin_core::{
    calendar::japan,
    case::{Case, value::Value},
    rulebook::{Rulebook, flaw::names, workflow::Extracts},
    trail::{Subject, SubjectCode},
};
use jiff::civil::Date;
use protocol::{
    id::{CaseId, UnitId},
    trail::TrailPage,
};

use super::{see, store};
use crate::{
    Admin,
    problem::{Refused, not_found_problem},
    signed_in::SignedIn,
    trail::{
        self, Action,
        search::{self, Search},
        words,
    },
};

/// The newest entries that the case releases, with a smaller number than `before`. Each look is
/// itself an entry of the trail.
pub async fn read(
    admin: &Admin,
    person: &SignedIn,
    id: CaseId,
    before: Option<i64>,
) -> Result<TrailPage, Refused> {
    let act = person
        .act(admin.now(), Action::ReadTrail)
        .about(Subject::Case(id));
    let Some((case, rulebook)) = found(admin, person, id).await? else {
        return Err(admin.remember_refusal(act, not_found_problem()).await?);
    };
    let workflow = rulebook.workflows.get(&case.workflow);
    let extracts = workflow.and_then(|workflow| workflow.extracts.as_ref());
    let released = extracts.filter(|extracts| names(&extracts.states, &case.state));
    let asked = released.and_then(|extracts| asked_by(extracts, &case));
    let Some((unit, search)) = asked else {
        return Err(admin.remember_refusal(act, not_found_problem()).await?);
    };
    let search = Search { before, ..search };
    let (units, db) = (admin.units().await?, &**admin.db());
    let mut page = search::find(db, unit, &search).await?;
    words::fill(db, admin, &units, &mut page).await?;
    let act = act.about(Subject::Unit(unit));
    let act = act.about(Subject::Count(page.lines.len() as u64));
    admin
        .db()
        .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?))
        .await?;
    Ok(page)
}

/// Whoever may see the case reads what it releases.
async fn found(
    admin: &Admin,
    person: &SignedIn,
    id: CaseId,
) -> Result<Option<(Case, Arc<Rulebook>)>, Refused> {
    let (units, db) = (admin.units().await?, &**admin.db());
    let Some(row) = store::find_row(db, id).await? else {
        return Ok(None);
    };
    let case = store::without_personal(&row)?;
    let rulebook = store::rulebook_of(db, admin, &case).await?;
    let sees = see::may_see(db, admin, person, &units, &case, &rulebook).await?;
    Ok(sees.then_some((case, rulebook)))
}

fn asked_by(extracts: &Extracts, case: &Case) -> Option<(UnitId, Search)> {
    let value = |field: &str| case.values.get(field);
    let day = |field: &str| match value(field) {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    };
    let Some(Value::Unit(unit)) = value(&extracts.unit) else {
        return None;
    };
    let about: SubjectCode = value(&extracts.about)?.subject()?;
    let last: Date = day(&extracts.to)?;
    let search = Search {
        from: Some(japan::start_of(day(&extracts.from)?)),
        to: Some(japan::start_of(last.tomorrow().ok()?)),
        subject: Some(about.as_str().to_owned()),
        ..Search::default()
    };
    Some((*unit, search))
}
