//! Deadlines that no act opens: the end of a document's validity, and the reviews of those who
//! keep credentials. They are looked for at start and once a day.

use std::collections::BTreeSet;

use admin_core::{
    deadline::{Basis, NoDue, Rule, Terms},
    rulebook::{Rulebook, deadlines::DeadlineKind},
    trail::{Subject, SubjectCode},
};
use jiff::civil::Date;
use protocol::{id::UnitId, time::UnixMs};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{
    DeadlineError, cancel, open,
    row::{OPEN, deadline_of},
};
use crate::{
    Admin,
    posts::{self, Held},
    problem::Refused,
    reviews,
    store::table::deadline::{self as row, Column},
    units,
};

/// The duty of reviewing the credentials that one keeps (VR-3.2a).
pub const REVIEW: &str = "access_review";

/// Opens what is missing, and ends what has nothing left to do.
pub async fn open_missing(admin: &Admin) -> Result<(), Refused> {
    let now = admin.now();
    let Some(root) = units::root(&**admin.db()).await? else {
        return Ok(());
    };
    let chiefs = chiefs(admin).await?;
    let units = admin.units().await?;
    let all: Vec<_> = units.all().map(|unit| unit.id).collect();
    let posts = posts::of_units(&**admin.db(), &all, admin.today()).await?;
    admin
        .db()
        .write(async |txn| {
            for rulebook in admin.rules().on(admin.today()) {
                for kind in rulebook.deadlines.values() {
                    let period = rulebook.period(kind);
                    if period.is_some_and(|rule| counts_from_no_event(&rule)) {
                        let subject = version_subject(rulebook);
                        start(txn, rulebook, kind, root, subject, None, now).await?;
                    }
                }
            }
            for (rulebook, kind, held) in standing_of(admin, &posts) {
                let subject = Some(SubjectCode::from(Subject::Post(held.id)));
                let holder = Some(held.post.kind.clone());
                start(txn, rulebook, kind, held.post.unit, subject, holder, now).await?;
            }
            end_reviews_of_nobody(txn, admin.today(), now).await?;
            for (document, held) in &chiefs {
                let rulebook = admin.rulebook(txn, document, held.post.unit).await?;
                if let Some(kind) = rulebook.deadlines.get(REVIEW) {
                    let subject = Some(SubjectCode::from(Subject::Post(held.id)));
                    let holder = Some(held.post.kind.clone());
                    start(txn, &rulebook, kind, held.post.unit, subject, holder, now).await?;
                }
            }
            Ok::<_, Refused>(())
        })
        .await?;
    reviews::settle(admin).await
}

/// What runs for each holder of a post without anything that starts it.
fn standing_of<'a>(
    admin: &'a Admin,
    posts: &'a [Held],
) -> Vec<(&'a Rulebook, &'a DeadlineKind, &'a Held)> {
    let mut found = Vec::new();
    for rulebook in admin.rules().on(admin.today()) {
        let document = &rulebook.document.code;
        for kind in rulebook.deadlines.values().filter(|kind| kind.standing) {
            let is_holder = |held: &&Held| {
                let post = &held.post;
                post.document == *document
                    && kind
                        .holder
                        .as_ref()
                        .is_some_and(|holder| **holder == *post.kind)
                    && post.is_held(admin.today())
                    && !post.is_delegated()
            };
            let holders = posts.iter().filter(is_holder);
            found.extend(holders.map(|held| (&**rulebook, kind, held)));
        }
    }
    found
}

/// A post that is over reviews nothing any more.
async fn end_reviews_of_nobody(
    txn: &impl ConnectionTrait,
    today: Date,
    now: UnixMs,
) -> Result<(), Refused> {
    let rows = row::Entity::find()
        .filter(Column::Duty.eq(REVIEW))
        .filter(Column::State.eq(OPEN))
        .all(txn)
        .await?;
    for row in rows {
        let deadline = deadline_of(row)?;
        let post = match deadline.terms.subject.value_of("post") {
            Some(id) => posts::find(txn, id).await?,
            None => None,
        };
        if post.is_none_or(|held| !held.post.is_held(today)) {
            match cancel(txn, &deadline, now).await {
                Ok(()) | Err(DeadlineError::NotNow(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

/// The posts held today that register the credentials of others, where the document wants them
/// reviewed.
async fn chiefs(admin: &Admin) -> Result<Vec<(String, Held)>, Refused> {
    let units = admin.units().await?;
    let all: Vec<_> = units.all().map(|unit| unit.id).collect();
    let held = posts::of_units(&**admin.db(), &all, admin.today()).await?;
    let mut chiefs = Vec::new();
    for rulebook in admin.rules().on(admin.today()) {
        if !rulebook.deadlines.contains_key(REVIEW) {
            continue;
        }
        let grantors: BTreeSet<_> = rulebook
            .appointments
            .iter()
            .map(|row| row.grantor.text.as_str())
            .collect();
        let document = &rulebook.document.code;
        let own = held.iter().filter(|held| {
            held.post.document == *document
                && grantors.contains(held.post.kind.as_str())
                && held.post.is_held(admin.today())
                && !held.post.is_delegated()
        });
        chiefs.extend(own.map(|held| (document.clone(), held.clone())));
    }
    Ok(chiefs)
}

/// A rule whose due moment is a day of the document itself.
fn counts_from_no_event(rule: &Rule) -> bool {
    match rule {
        Rule::FixedDate(_) => true,
        Rule::DaysBefore { of, .. } => counts_from_no_event(of),
        _ => false,
    }
}

fn version_subject(rulebook: &Rulebook) -> Option<SubjectCode> {
    let document = &rulebook.document;
    let (name, _) = document
        .version
        .split_once('+')
        .unwrap_or((&document.version, ""));
    format!("rulebook:{}-{name}", document.code).parse().ok()
}

/// Opens a deadline unless the subject has, or had, one: a period that repeats opens its next by
/// itself.
async fn start(
    txn: &impl ConnectionTrait,
    rulebook: &Rulebook,
    kind: &DeadlineKind,
    unit: UnitId,
    subject: Option<SubjectCode>,
    holder: Option<String>,
    now: UnixMs,
) -> Result<(), Refused> {
    let (Some(subject), Some(rule)) = (subject, rulebook.period(kind)) else {
        return Ok(());
    };
    let there = row::Entity::find()
        .filter(Column::Subject.eq(subject.as_str()))
        .filter(Column::Duty.eq(&kind.code))
        .one(txn)
        .await?;
    if there.is_some() {
        return Ok(());
    }
    let terms = Terms {
        unit,
        subject,
        duty: kind.code.clone(),
        rule,
        basis: Basis {
            clause: kind.clause.text.clone(),
            rulebook: rulebook.document.version.clone(),
        },
        event: "in_force".to_owned(),
        consequence: kind.consequence,
        holder: holder.or_else(|| kind.holder.as_ref().map(|post| post.text.clone())),
        repeats: kind.repeats,
    };
    match open(txn, terms, now, now).await {
        Ok(_) | Err(DeadlineError::NoDue(NoDue::ReminderPast | NoDue::BeyondCalendar)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
