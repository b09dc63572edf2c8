//! Answers to what guards ask, from the store and the calendars.

use std::collections::{BTreeMap, BTreeSet};

use admin_core::post::appoint::within;
use admin_core::{
    asset::Asset,
    case::{
        Case,
        questions::{Answer, Other, Question},
        value::Value,
    },
    rulebook::form::{FieldKind, Form},
};
use protocol::id::{AccountId, AssetId, CaseId, FileId, TerminalId, UnitId};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{files, store, things};
use crate::{
    Admin, accounts, deadlines, exchange, ledgers, posts,
    problem::Refused,
    signed_in::SignedIn,
    store::table::{rulebook_case, session},
    terminals, training,
    units::Units,
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
        Question::Case(other) => {
            let found = others(db, admin, case, other).await?;
            Some(yes_or_no(!found.is_empty()))
        }
        Question::Numbers(other) => {
            let found = others(db, admin, case, other).await?;
            let numbers = found.into_iter().map(|row| row.number);
            Some(Answer::Numbers(numbers.collect()))
        }
        Question::Position { file } => match file.parse::<FileId>() {
            Ok(id) => files::shows_position(db, id).await?.map(yes_or_no),
            Err(_) => None,
        },
        Question::Value { case: other, field } => match other.parse::<CaseId>() {
            Ok(id) => {
                let found = store::find_row(db, id).await?;
                let found = found.filter(|row| row.document == case.document);
                let other = found.as_ref().map(store::without_personal).transpose()?;
                let value = other.as_ref().and_then(|other| other.values.get(field));
                value.map(|value| Answer::Text(value.key()))
            }
            Err(_) => None,
        },
        Question::Named {
            workflow,
            state,
            about,
            unit,
            field,
            key,
        } => {
            let named = store::NamedIn {
                workflow,
                state,
                field,
                about,
            };
            let named = store::names(db, &case.document, named, *unit, key).await?;
            Some(yes_or_no(named))
        }
        Question::Texts {
            workflow,
            state,
            field,
        } => {
            let units = admin.units().await?;
            let own = units.in_headquarters_of(case.unit);
            let found = store::of_units(
                db,
                &case.document,
                workflow,
                std::slice::from_ref(state),
                &own,
            )
            .await?;
            let texts = found.iter().filter_map(|row| store::text_in(row, field));
            Some(Answer::Texts(texts.collect()))
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
        Question::AssetState { asset } => {
            let asset = asset_of(db, asset).await?;
            asset.map(|asset| Answer::State(asset.state))
        }
        Question::Class { asset, classes } => {
            let class = asset_of(db, asset).await?.and_then(|asset| asset.class);
            Some(yes_or_no(
                class.is_some_and(|class| classes.contains(&class)),
            ))
        }
        Question::Balance {
            asset,
            of,
            amount,
            whole,
        } => {
            let asset = asset_of(db, asset).await?;
            let balances = asset.is_some_and(|asset| asset.balances(*of, *amount, *whole));
            Some(yes_or_no(balances))
        }
        Question::SameContent { files } => Some(yes_or_no(same_content(db, files).await?)),
        Question::NamedCase { case: named } => {
            let units = admin.units().await?;
            let row = store::find_row(db, *named).await?;
            let row = row.filter(|row| {
                row.document == case.document
                    && units.same_headquarters(UnitId(row.unit), case.unit)
            });
            let named = row.as_ref().map(store::without_personal).transpose()?;
            named.map(|named| Answer::Case(Box::new(named)))
        }
        Question::About {
            workflow,
            states,
            about,
        } => {
            let units = admin.units().await?;
            let found = store::about_all(db, &case.document, workflow, states, about).await?;
            let other = |row: &rulebook_case::Model| {
                row.id != case.id.0 && units.same_headquarters(UnitId(row.unit), case.unit)
            };
            Some(yes_or_no(found.iter().any(other)))
        }
        // Whoever takes the step says it.
        Question::Factor => None,
        Question::Count { of, within, states } => {
            let there = count(db, case, of, within, states).await?;
            Some(Answer::Count(there))
        }
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

async fn asset_of(db: &impl ConnectionTrait, id: &str) -> Result<Option<Asset>, Refused> {
    match id.parse::<AssetId>() {
        Ok(id) => Ok(ledgers::find(db, id).await?),
        Err(_) => Ok(None),
    }
}

async fn same_content(db: &impl ConnectionTrait, files: &[String]) -> Result<bool, Refused> {
    let mut first = None;
    for file in files {
        let hash = match file.parse::<FileId>() {
            Ok(id) => things::hash(db, id).await?,
            Err(_) => None,
        };
        if hash.is_none() || *first.get_or_insert_with(|| hash.clone()) != hash {
            return Ok(false);
        }
    }
    Ok(first.is_some())
}

/// With which factor the person's session was opened.
pub(super) async fn factor(
    db: &impl ConnectionTrait,
    person: &SignedIn,
) -> Result<Option<Answer>, Refused> {
    let row = session::Entity::find_by_id(person.session.0)
        .one(db)
        .await?;
    Ok(row.map(|row| Answer::Factor(row.factor)))
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

/// Other cases of the same document that fit, the newest first.
async fn others(
    db: &impl ConnectionTrait,
    admin: &Admin,
    case: &Case,
    asked: &Other,
) -> Result<Vec<rulebook_case::Model>, Refused> {
    let (units, own) = (admin.units().await?, case.unit);
    let found = store::fitting(db, &case.document, asked).await?;
    let fits = |row: &rulebook_case::Model| {
        let unit = UnitId(row.unit);
        let lies_within = within(asked.scope, own, unit, &units);
        let with = asked.with.as_ref();
        let on = asked.on.as_ref();
        row.id != case.id.0
            && lies_within
            && with.is_none_or(|(field, is)| store::holds_one_of(row, field, is))
            && on.is_none_or(|(field, day)| store::day_in(row, field) == Some(*day))
    };
    Ok(found.into_iter().filter(fits).collect())
}

/// How often a step of this case was taken; else how many open cases of a workflow are about the
/// same thing or stand in the same unit.
async fn count(
    db: &impl ConnectionTrait,
    case: &Case,
    of: &str,
    within: &str,
    states: &[String],
) -> Result<u64, Refused> {
    use rulebook_case::Column;
    let taken = case.done.iter().filter(|done| done.step == of).count();
    if taken > 0 {
        return Ok(taken as u64);
    }
    let all = rulebook_case::Entity::find()
        .filter(Column::Document.eq(&case.document))
        .filter(Column::Workflow.eq(of))
        .filter(match states {
            [] => Column::Closed.eq(false),
            states => Column::State.is_in(states.iter().map(String::as_str)),
        })
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
    if let Ok(terminal) = id.parse::<TerminalId>()
        && let Some(unit) = terminals::unit_of(db, terminal).await?
    {
        return Ok(Some(unit));
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
    (after, form): (&Case, Option<&Form>),
    before: &Case,
) -> Result<Result<(), String>, Refused> {
    for (field, value) in &after.values {
        if before.values.get(field) == Some(value) {
            continue;
        }
        let exists = match value {
            Value::Person(_) | Value::Persons(_) => all_known(db, value).await?,
            Value::Unit(_) | Value::Units(_) => {
                value.units().iter().all(|id| units.get(*id).is_some())
            }
            Value::Asset(_) | Value::Assets(_) => all_there(db, value).await?,
            Value::Case(id) => store::find_row(db, CaseId(id.0)).await?.is_some(),
            Value::Report(id) => admin.evidence().is_of(*id, after.unit).await?,
            Value::File(id) => {
                let kind = form.and_then(|form| form.field(field)).map(|it| it.kind);
                let sealed = exchange::is_container(db, *id).await?;
                sealed == (kind == Some(FieldKind::Container))
                    && files::may_use(db, *id, person.account, after.id).await?
            }
            Value::Terminals(ids) => {
                let mut enrolled = true;
                for id in ids {
                    enrolled &= terminals::is_enrolled(db, *id).await?;
                }
                enrolled
            }
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
