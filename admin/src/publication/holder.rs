//! Whom a regulation names has to hold the post. Where it went to somebody else, the duty of the
//! rulebook is open until a regulation in force names the holder.

use admin_core::{
    case::{Case, value::Value},
    deadline::{Basis, Terms},
    post::appoint::stands_in,
    rulebook::{Rulebook, publication::Named},
    trail::SubjectCode,
};
use protocol::id::UnitId;
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::in_force;
use crate::{
    Admin, deadlines, posts,
    problem::Refused,
    trail::{self, Act, Action, Actor, Subject},
};

/// Opens the duties that are missing and meets those that are done. Posts begin and end with a day
/// as well as by an act, so that each look asks anew.
pub async fn look(admin: &Admin) -> Result<(), Refused> {
    let units = admin.units().await?;
    for rulebook in admin.rules().on(admin.today()) {
        let Some(publication) = &rulebook.publication else {
            continue;
        };
        let Some(kind) = rulebook.posts.get(&publication.holder.post) else {
            continue;
        };
        let places = units.all().map(|unit| unit.id);
        for unit in places.filter(|unit| stands_in(kind, *unit, &units)) {
            look_at(admin, rulebook, &publication.holder, unit).await?;
        }
    }
    Ok(())
}

/// Whether the person whom the regulation names holds the post today.
pub async fn holds(
    db: &impl ConnectionTrait,
    admin: &Admin,
    named: &Named,
    regulation: &Case,
) -> Result<bool, Refused> {
    let Some(Value::Person(person)) = regulation.values.get(&named.field) else {
        return Ok(false);
    };
    let held = posts::held_by(db, *person, admin.today()).await?;
    Ok(held.iter().any(|held| {
        let post = &held.post;
        post.document == regulation.document
            && post.kind == named.post
            && post.unit == regulation.unit
    }))
}

async fn look_at(
    admin: &Admin,
    rulebook: &Rulebook,
    named: &Named,
    unit: UnitId,
) -> Result<(), Refused> {
    let db = &**admin.db();
    let Some((_, regulation)) = in_force(db, admin, rulebook, unit).await? else {
        return Ok(());
    };
    let subject = SubjectCode::from(Subject::Unit(unit));
    let is_open = deadlines::running(db, &subject).await?;
    let is_open = is_open.iter().any(|one| one.terms.duty == named.duty);
    if holds(db, admin, named, &regulation).await? != is_open {
        return Ok(());
    }
    admin
        .db()
        .write(async |txn| {
            if is_open {
                meet(txn, admin, named, &subject).await
            } else {
                open(txn, admin, &regulation, named, subject).await
            }
        })
        .await
}

async fn open(
    txn: &DatabaseTransaction,
    admin: &Admin,
    regulation: &Case,
    named: &Named,
    subject: SubjectCode,
) -> Result<(), Refused> {
    let (now, unit) = (admin.now(), regulation.unit);
    let rulebook = admin.rulebook(txn, &regulation.document, unit).await?;
    let missing = || Refused::internal(format!("{} is no duty of the rulebook", named.duty));
    let kind = rulebook.deadlines.get(&named.duty).ok_or_else(missing)?;
    let terms = Terms {
        unit,
        subject,
        duty: kind.code.clone(),
        rule: rulebook.period(kind).ok_or_else(missing)?,
        basis: Basis {
            clause: kind.clause.text.clone(),
            rulebook: rulebook.document.version.clone(),
        },
        event: "holder_changed".to_owned(),
        consequence: kind.consequence,
        holder: kind.holder.as_ref().map(|post| post.text.clone()),
        repeats: false,
    };
    let act = Act::new(unit, now, Actor::System, Action::OpenDeadline)
        .about(Subject::Unit(unit))
        .about(Subject::Case(regulation.id))
        .clause(kind.clause.text.clone());
    deadlines::open(txn, terms, now, now).await?;
    trail::append(txn, &act).await?;
    Ok(())
}

async fn meet(
    txn: &DatabaseTransaction,
    admin: &Admin,
    named: &Named,
    subject: &SubjectCode,
) -> Result<(), Refused> {
    let running = deadlines::running(txn, subject).await?;
    for duty in running.iter().filter(|one| one.terms.duty == named.duty) {
        deadlines::meet(txn, duty, admin.now()).await?;
    }
    Ok(())
}
