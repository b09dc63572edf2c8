//! Lists of cases: everything that the person may see, and what waits for the person.

use std::collections::{BTreeMap, BTreeSet};

use admin_core::trail::{Subject, SubjectCode};
use protocol::{
    admin::{
        case::{CaseLine, CasePage},
        notice::{TaskLine, TaskStep},
    },
    id::{AccountId, CaseId, UnitId},
    time::UnixMs,
};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::{see, store, view};
use crate::{
    Admin, accounts, deadlines,
    limits::{CASE_PAGE, CASES_LOOKED_THROUGH, TASKS_LISTED},
    posts::{list::name_of, view::label},
    problem::Refused,
    signed_in::SignedIn,
    store::table::rulebook_case::{self as row, Column},
    units::Units,
};

/// What is asked for; an empty field fits everything.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub document: Option<String>,
    pub workflow: Option<String>,
    pub open: Option<bool>,
    pub unit: Option<UnitId>,
    /// What they are about.
    pub about: Option<String>,
    /// Cases that were begun before this one only.
    pub before: Option<CaseId>,
}

/// The newest cases that fit and that the person may see. A look through many that the person may
/// not see stops after a bounded number and says where to go on.
pub async fn page(admin: &Admin, person: &SignedIn, asked: &Asked) -> Result<CasePage, Refused> {
    let units = admin.units().await?;
    let found = looked_through(admin, person, &units, asked, CASE_PAGE).await?;
    let lines = lines(admin, &units, &found.seen).await?;
    Ok(CasePage {
        cases: lines,
        before: found.before,
    })
}

/// Open cases in which the person can take a step now.
pub async fn tasks(admin: &Admin, person: &SignedIn) -> Result<Vec<TaskLine>, Refused> {
    let units = admin.units().await?;
    let asked = Asked {
        open: Some(true),
        ..Asked::default()
    };
    let mut found = looked_through(admin, person, &units, &asked, TASKS_LISTED).await?;
    let steps_of = |seen: &Seen| {
        let steps = view::steps_now(admin, person, &units, &seen.case, &seen.rulebook);
        steps
            .into_iter()
            .map(|step| TaskStep {
                code: step.code.clone(),
                label: label(&step.label),
            })
            .collect::<Vec<_>>()
    };
    let steps: BTreeMap<CaseId, Vec<TaskStep>> = found
        .seen
        .iter()
        .map(|seen| (seen.case.id, steps_of(seen)))
        .filter(|(_, steps)| !steps.is_empty())
        .collect();
    found.seen.retain(|seen| steps.contains_key(&seen.case.id));
    let mut tasks: Vec<_> = lines(admin, &units, &found.seen)
        .await?
        .into_iter()
        .map(|case| TaskLine {
            steps: steps.get(&case.id).cloned().unwrap_or_default(),
            due: case.due,
            overdue: case.overdue,
            case,
        })
        .collect();
    tasks.sort_by_key(|task| (task.due.unwrap_or(UnixMs(i64::MAX)), task.case.id));
    Ok(tasks)
}

/// A row that the person may see.
struct Seen {
    row: row::Model,
    case: admin_core::case::Case,
    rulebook: std::sync::Arc<admin_core::rulebook::Rulebook>,
}

struct Found {
    seen: Vec<Seen>,
    before: Option<CaseId>,
}

async fn looked_through(
    admin: &Admin,
    person: &SignedIn,
    units: &Units,
    asked: &Asked,
    most: usize,
) -> Result<Found, Refused> {
    let db = &**admin.db();
    let documents: BTreeSet<_> = person
        .posts
        .iter()
        .map(|held| held.post.document.clone())
        .collect();
    let rows = fitting(asked)
        .filter(Column::Document.is_in(documents))
        .order_by_desc(Column::Id);
    let rows = match see::units_of(person, units) {
        Some(own) => rows.filter(Column::Unit.is_in(own.into_iter().map(|unit| unit.0))),
        None => rows,
    };
    let rows = rows.limit(CASES_LOOKED_THROUGH).all(db).await?;
    let was_full = rows.len() as u64 == CASES_LOOKED_THROUGH;
    let mut found = Found {
        seen: Vec::new(),
        before: None,
    };
    let mut last = None;
    for row in rows {
        if found.seen.len() == most {
            found.before = last;
            return Ok(found);
        }
        last = Some(CaseId(row.id));
        let case = store::without_personal(&row)?;
        let version = admin.rules().version(db, &case.document, &case.rulebook);
        let Some(rulebook) = version.await? else {
            continue;
        };
        if see::may_see(db, admin, person, units, &case, &rulebook).await? {
            found.seen.push(Seen {
                row,
                case,
                rulebook,
            });
        }
    }
    found.before = last.filter(|_| was_full);
    Ok(found)
}

fn fitting(asked: &Asked) -> Select<row::Entity> {
    let mut rows = row::Entity::find();
    if let Some(document) = &asked.document {
        rows = rows.filter(Column::Document.eq(document));
    }
    if let Some(workflow) = &asked.workflow {
        rows = rows.filter(Column::Workflow.eq(workflow));
    }
    if let Some(open) = asked.open {
        rows = rows.filter(Column::Closed.eq(!open));
    }
    if let Some(unit) = asked.unit {
        rows = rows.filter(Column::Unit.eq(unit.0));
    }
    if let Some(about) = &asked.about {
        rows = rows.filter(store::is_about(about));
    }
    if let Some(before) = asked.before {
        rows = rows.filter(Column::Id.lt(before.0));
    }
    rows
}

async fn lines(admin: &Admin, units: &Units, seen: &[Seen]) -> Result<Vec<CaseLine>, DbErr> {
    let db = &**admin.db();
    let openers = seen
        .iter()
        .filter_map(|seen| seen.row.opened_by.map(AccountId));
    let names = accounts::names(db, openers).await?;
    let subjects = seen
        .iter()
        .map(|seen| SubjectCode::from(Subject::Case(seen.case.id)));
    let due = deadlines::list::next_of(db, subjects, admin.now()).await?;
    let line = |seen: &Seen| {
        let subject = SubjectCode::from(Subject::Case(seen.case.id));
        let opened_by = seen.row.opened_by.map(|id| name_of(&names, AccountId(id)));
        let due = due.get(&subject).copied();
        view::case_line(&seen.row, &seen.case, &seen.rulebook, units, due, opened_by)
    };
    Ok(seen.iter().map(line).collect())
}
