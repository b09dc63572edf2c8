//! Reviews of credentials (VR-3.2a): a duty of each post that registers others. It is done when
//! every post that it keeps was decided on; rows without a decision stay open, and overdue.

use std::collections::BTreeMap;

use admin_core::{
    deadline::Deadline,
    post::appoint::{Target, may_appoint},
    rulebook::posts::AppointAct,
    trail::{Subject, SubjectCode},
};
use http::StatusCode;
use protocol::{
    admin::review::{AnswerReview, ReviewDecision, ReviewRow, ReviewView},
    id::{DeadlineId, PostId, UnitId},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, prelude::Uuid,
    sea_query::OnConflict,
};

use crate::{
    Admin,
    deadlines::{self, DeadlineError, standing::REVIEW},
    posts::{
        Held,
        allowed::{self, Allowed},
        held_by, list, of_units,
    },
    problem::{Refused, not_found_problem},
    signed_in::SignedIn,
    store::table::review_answer,
    trail::{self, Act, Action, Actor},
    units::Units,
};

/// The reviews that the person's posts have to do, due first.
pub async fn of(admin: &Admin, person: &SignedIn) -> Result<Vec<ReviewView>, Refused> {
    let (units, db) = (admin.units().await?, &**admin.db());
    let mut reviews = Vec::new();
    for held in &person.posts {
        for deadline in running(db, held).await? {
            let rows = rows(admin, db, person, held, &units).await?;
            let decided = decided(db, deadline.id).await?;
            let posts = list::views(admin, db, person, &rows, &units).await?;
            let row = |post: protocol::admin::post::PostView| ReviewRow {
                decision: decided.get(&post.id.0).map(|keep| match keep {
                    true => ReviewDecision::Keep,
                    false => ReviewDecision::Revoke,
                }),
                post,
            };
            reviews.push(ReviewView {
                id: deadline.id,
                due: deadline.due_at,
                overdue: deadline.due_at <= admin.now(),
                clause: deadline.terms.basis.clause.clone(),
                rows: posts.into_iter().map(row).collect(),
            });
        }
    }
    reviews.sort_by_key(|review| review.due);
    Ok(reviews)
}

/// Keeps or takes away one post; with the last row the review is done.
pub async fn answer(
    admin: &Admin,
    person: &SignedIn,
    id: DeadlineId,
    body: &AnswerReview,
) -> Result<(), Refused> {
    let (now, units, db) = (admin.now(), admin.units().await?, &**admin.db());
    let person = &admin.authorise(person, Action::ReviewCredentials).await?;
    let act = person
        .act(now, Action::ReviewCredentials)
        .about(Subject::Deadline(id))
        .about(Subject::Post(body.post));
    let mut found = None;
    for held in &person.posts {
        let deadlines = running(db, held).await?;
        if let Some(deadline) = deadlines.into_iter().find(|one| one.id == id) {
            let rows = rows(admin, db, person, held, &units).await?;
            found = Some((held, deadline, rows));
        }
    }
    let known = found.filter(|(_, _, rows)| rows.iter().any(|row| row.id == body.post));
    let Some((held, deadline, rows)) = known else {
        return Err(admin.remember_refusal(act, not_found_problem()).await?);
    };
    if decided(db, id).await?.contains_key(&body.post.0) {
        return Err(admin.remember_refusal(act, decided_already()).await?);
    }
    let revoked = match body.decision {
        ReviewDecision::Revoke => Some(Allowed::to_end(admin, person, body.post).await?),
        ReviewDecision::Keep => None,
    };
    let act = allowed::about_word(act, decision_word(body.decision)).clause("VR-3.2a");
    let ended = admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            let ended = match &revoked {
                Some(allowed) => allowed.end(txn, admin).await?,
                None => Vec::new(),
            };
            note(txn, id, body, person, now.0).await?;
            let decided = decided(txn, id).await?;
            let is_open = |row: &&Held| !decided.contains_key(&row.id.0);
            if rows.iter().filter(is_open).count() == 0 {
                deadlines::meet(txn, &deadline, now).await?;
            }
            trail::append(txn, &act.clone().about(Subject::Post(held.id))).await?;
            Ok::<_, Refused>(ended)
        })
        .await?;
    ended.into_iter().for_each(|told| admin.tell_ended(told));
    Ok(())
}

/// Reviews in which nothing is left to decide are done by themselves: the last posts went another
/// way, or nobody was kept until the last day.
pub async fn settle(admin: &Admin) -> Result<(), Refused> {
    let (now, today, units) = (admin.now(), admin.today(), admin.units().await?);
    let db = admin.db();
    let all: Vec<UnitId> = units.all().map(|unit| unit.id).collect();
    let posts = of_units(&**db, &all, today).await?;
    for deadline in deadlines::running_duties(&**db, REVIEW).await? {
        let decided = decided(&**db, deadline.id).await?;
        let is_last_day = deadline.due_at <= now.plus_ms(LAST_DAY_MS);
        let own = deadline.terms.subject.value_of::<PostId>("post");
        let own = posts.iter().find(|held| Some(held.id) == own);
        let Some(own) = own.filter(|_| is_last_day || !decided.is_empty()) else {
            continue;
        };
        let chief = held_by(&**db, own.post.person, today).await?;
        let chief: Vec<_> = chief.into_iter().map(|held| held.post).collect();
        let is_open = |row: &Held| {
            let target = Target {
                person: row.post.person,
                kind: &row.post.kind,
                unit: row.post.unit,
            };
            let keeper = own.post.person;
            let kept = allowed::rulebook(admin, &row.post.document).is_ok_and(|rulebook| {
                let delete = AppointAct::Delete;
                may_appoint(rulebook, &units, keeper, &chief, delete, target, today)
                    .is_ok_and(|allowed| *allowed.post == own.post)
            });
            kept && row.post.is_held(today) && !decided.contains_key(&row.id.0)
        };
        if posts.iter().any(is_open) {
            continue;
        }
        let unit = deadline.terms.unit;
        let act = Act::new(unit, now, Actor::System, Action::ReviewCredentials)
            .about(Subject::Deadline(deadline.id))
            .about(Subject::Post(own.id))
            .about(Subject::Count(decided.len() as u64))
            .clause(deadline.terms.basis.clause.clone());
        let met = db
            .write(async |txn| {
                deadlines::meet(txn, &deadline, now).await?;
                trail::append(txn, &act).await?;
                Ok::<_, DeadlineError>(())
            })
            .await;
        match met {
            // Somebody answered the last row meanwhile.
            Ok(()) | Err(DeadlineError::NotNow(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// It is looked once a day.
const LAST_DAY_MS: i64 = 24 * 60 * 60 * 1_000;

async fn running(db: &impl ConnectionTrait, held: &Held) -> Result<Vec<Deadline>, Refused> {
    let subject = SubjectCode::from(Subject::Post(held.id));
    let mut running = deadlines::running(db, &subject).await?;
    running.retain(|deadline| deadline.terms.duty == REVIEW);
    Ok(running)
}

/// The posts that somebody keeps: those that the own post may take away.
async fn rows(
    admin: &Admin,
    db: &impl ConnectionTrait,
    person: &SignedIn,
    held: &Held,
    units: &Units,
) -> Result<Vec<Held>, Refused> {
    let readable: Vec<UnitId> = list::readable(admin, person, units);
    let mut found = of_units(db, &readable, admin.today()).await?;
    let delete = AppointAct::Delete;
    found.retain(|row| {
        let asked = Allowed::asked(admin, person, &row.post, delete, units);
        row.post.is_held(admin.today()) && asked.is_ok_and(|(_, post)| post == held.post)
    });
    Ok(found)
}

async fn decided(db: &impl ConnectionTrait, id: DeadlineId) -> Result<BTreeMap<Uuid, bool>, DbErr> {
    let rows = review_answer::Entity::find()
        .filter(review_answer::Column::Deadline.eq(id.0))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.post, row.keep)).collect())
}

async fn note(
    txn: &impl ConnectionTrait,
    id: DeadlineId,
    body: &AnswerReview,
    person: &SignedIn,
    at_ms: i64,
) -> Result<(), DbErr> {
    let PostId(post) = body.post;
    let row = review_answer::ActiveModel {
        deadline: Set(id.0),
        post: Set(post),
        keep: Set(body.decision == ReviewDecision::Keep),
        by_account: Set(person.account.0),
        at_ms: Set(at_ms),
    };
    let columns = [review_answer::Column::Deadline, review_answer::Column::Post];
    let there = OnConflict::columns(columns).do_nothing().to_owned();
    review_answer::Entity::insert(row)
        .on_conflict(there)
        .exec_without_returning(txn)
        .await
        .map(drop)
}

fn decision_word(decision: ReviewDecision) -> &'static str {
    match decision {
        ReviewDecision::Keep => "keep",
        ReviewDecision::Revoke => "revoke",
    }
}

fn decided_already() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "decided_already",
        "この認証情報は、今回の点検ですでに確認されています。",
        "This review has decided on that post already.",
    )
    .clause("VR-3.2a")
}
