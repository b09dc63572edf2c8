//! Answers to what guards ask, from the store and the calendars.

use std::collections::{BTreeMap, BTreeSet};

use admin_core::case::{
    Case,
    questions::{Answer, Question},
    value::Value,
};
use protocol::id::{AccountId, AssetId, CaseId, UnitId};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{files, store};
use crate::{
    Admin, accounts, deadlines, ledgers, posts, problem::Refused, signed_in::SignedIn,
    store::table::rulebook_case, training, units::Units,
};

pub(super) async fn to(
    db: &impl ConnectionTrait,
    admin: &Admin,
    case: &Case,
    asked: &BTreeSet<Question>,
) -> Result<BTreeMap<Question, Answer>, Refused> {
    let mut answers = BTreeMap::new();
    for question in asked {
        if let Some(answer) = answer(db, admin, case, question).await? {
            answers.insert(question.clone(), answer);
        }
    }
    Ok(answers)
}

/// Nothing where it cannot be known: a guard that hears nothing does not hold.
async fn answer(
    db: &impl ConnectionTrait,
    admin: &Admin,
    case: &Case,
    question: &Question,
) -> Result<Option<Answer>, Refused> {
    Ok(match question {
        Question::Training { person, topic } => {
            let trained = is_trained(db, admin, case, *person, topic).await?;
            Some(yes_or_no(trained))
        }
        Question::Case {
            workflow,
            state,
            about,
        } => {
            let found = store::in_state(db, &case.document, workflow, state, about).await?;
            let own = |row: &rulebook_case::Model| row.id != case.id.0 && row.unit == case.unit.0;
            Some(yes_or_no(found.iter().any(own)))
        }
        Question::Cases { workflow, states } => {
            let found = store::of_unit(db, &case.document, workflow, states, case.unit).await?;
            let others = found.iter().filter(|row| row.id != case.id.0);
            Some(Answer::Count(others.count() as u64))
        }
        Question::Figure {
            workflow,
            state,
            field,
        } => {
            let states = std::slice::from_ref(state);
            let found = store::of_unit(db, &case.document, workflow, states, case.unit).await?;
            let figure = found.first().and_then(|row| store::number_in(row, field));
            figure.map(Answer::Count)
        }
        Question::Holds { person, post } => {
            let held = posts::held_by(db, *person, admin.today()).await?;
            let holds = held.iter().any(|held| {
                let own = &held.post;
                own.document == case.document && own.kind == *post && own.unit == case.unit
            });
            Some(yes_or_no(holds))
        }
        Question::AssetState { asset } => match asset.parse::<AssetId>() {
            Ok(id) => ledgers::find(db, id)
                .await?
                .map(|asset| Answer::State(asset.state)),
            Err(_) => None,
        },
        Question::Count { of, within } => Some(Answer::Count(count(db, case, of, within).await?)),
        Question::Within { calendar, unit } => {
            let hours = deadlines::hours_of(db, *unit).await?;
            let open = hours.is_open(admin.now());
            match calendar.as_str() {
                "office_hours" => Some(yes_or_no(open)),
                "duty_hours" => Some(yes_or_no(!open)),
                _ => None,
            }
        }
        Question::Due { subject, duty } => {
            let due = deadlines::movable(db, admin, case.unit, subject, duty).await?;
            due.map(|deadline| Answer::Due(deadline.due_at))
        }
        Question::UnitOf { id } => unit_of(db, admin, id).await?.map(Answer::Unit),
    })
}

/// Where the workflow does not say who attended, a training's record is a finished case of the workflow that is called like the topic, opened by
/// the person or about the person.
async fn is_trained(
    db: &impl ConnectionTrait,
    admin: &Admin,
    case: &Case,
    person: AccountId,
    topic: &str,
) -> Result<bool, Refused> {
    use rulebook_case::Column;
    let rulebook = admin.rulebook(db, &case.document, case.unit).await?;
    if let Some(kind) = training::Kind::of(&rulebook, topic) {
        let last = training::last_of(db, &kind, &[person]).await?;
        let last = last.get(&person).copied();
        return Ok(last.is_some_and(|day| kind.counts(day, admin.now())));
    }
    let own = Condition::any()
        .add(Column::OpenedBy.eq(person.0))
        .add(store::is_about(&person.to_string()));
    let found = rulebook_case::Entity::find()
        .filter(Column::Document.eq(&case.document))
        .filter(Column::Workflow.eq(topic))
        .filter(Column::Closed.eq(true))
        .filter(own)
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// How often a step of this case was taken; else how many open cases of a workflow are about the
/// same thing or stand in the same unit.
async fn count(
    db: &impl ConnectionTrait,
    case: &Case,
    of: &str,
    within: &str,
) -> Result<u64, Refused> {
    use rulebook_case::Column;
    let taken = case.done.iter().filter(|done| done.step == of).count();
    if taken > 0 {
        return Ok(taken as u64);
    }
    let all = rulebook_case::Entity::find()
        .filter(Column::Document.eq(&case.document))
        .filter(Column::Workflow.eq(of))
        .filter(Column::Closed.eq(false))
        .filter(Column::Id.ne(case.id.0));
    Ok(all.filter(store::is_about(within)).count(db).await?)
}

async fn unit_of(
    db: &impl ConnectionTrait,
    admin: &Admin,
    id: &str,
) -> Result<Option<UnitId>, Refused> {
    if let Ok(asset) = id.parse::<AssetId>()
        && let Some(asset) = ledgers::find(db, asset).await?
    {
        return Ok(Some(asset.unit));
    }
    let Ok(person) = id.parse::<AccountId>() else {
        return Ok(None);
    };
    let held = posts::held_by(db, person, admin.today()).await?;
    Ok(held.first().map(|held| held.post.unit))
}

/// Whether everything that a step newly names exists. The field comes back where it does not.
pub(super) async fn all_exist(
    db: &impl ConnectionTrait,
    admin: &Admin,
    units: &Units,
    person: &SignedIn,
    after: &Case,
    before: &Case,
) -> Result<Result<(), String>, Refused> {
    for (field, value) in &after.values {
        if before.values.get(field) == Some(value) {
            continue;
        }
        let exists = match value {
            Value::Person(_) | Value::Persons(_) => all_known(db, value).await?,
            Value::Unit(id) => units.get(*id).is_some(),
            Value::Asset(_) | Value::Assets(_) => all_there(db, value).await?,
            Value::Case(id) => store::find_row(db, CaseId(id.0)).await?.is_some(),
            Value::Report(id) => admin.evidence().is_of(*id, after.unit).await?,
            Value::File(id) => files::may_use(db, *id, person.account, after.id).await?,
            _ => true,
        };
        if !exists {
            return Ok(Err(field.clone()));
        }
    }
    Ok(Ok(()))
}

async fn all_known(db: &impl ConnectionTrait, value: &Value) -> Result<bool, Refused> {
    let named = value.persons();
    let known = accounts::names(db, named.iter().copied()).await?;
    Ok(named.iter().all(|id| known.contains_key(id)))
}

async fn all_there(db: &impl ConnectionTrait, value: &Value) -> Result<bool, Refused> {
    for id in value.assets() {
        if ledgers::find(db, id).await?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn yes_or_no(yes: bool) -> Answer {
    if yes { Answer::Yes } else { Answer::No }
}
