//! Who was trained when: cases of a workflow that trains, and how long one counts (VR-10).

use std::collections::{BTreeMap, BTreeSet};

use admin_core::{
    calendar::{OfficeHours, japan},
    case::value::Value,
    deadline::Rule,
    rulebook::Rulebook,
};
use jiff::civil::Date;
use protocol::{
    admin::{
        label::Label,
        training::{TrainedLine, UntrainedList},
    },
    id::{AccountId, UnitId},
    time::{Day, UnixMs},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Query,
};

use crate::{
    Admin, accounts,
    cases::store,
    limits::TRAININGS_READ,
    posts::{
        list::name_of,
        of_units,
        view::{label, label_of},
    },
    problem::{Refused, not_found_problem},
    store::table::{case_about, rulebook_case},
};

/// A workflow that trains, as a rulebook has it.
pub struct Kind<'a> {
    document: &'a str,
    workflow: &'a str,
    persons: &'a str,
    on: &'a str,
    state: &'a str,
    valid: &'a Rule,
}

impl<'a> Kind<'a> {
    pub fn of(rulebook: &'a Rulebook, topic: &str) -> Option<Self> {
        let workflow = rulebook.workflows.get(topic)?;
        let trains = workflow.trains.as_ref()?;
        Some(Self {
            document: &rulebook.document.code,
            workflow: &workflow.code,
            persons: &trains.persons,
            on: &trains.on,
            state: &trains.state,
            valid: rulebook.rule(&trains.valid)?,
        })
    }

    /// Whether a training of a day still counts.
    pub fn counts(&self, day: Date, now: UnixMs) -> bool {
        self.until(day).is_some_and(|due| now < due)
    }

    fn until(&self, day: Date) -> Option<UnixMs> {
        let start = japan::start_of(day);
        self.valid.due(start, &OfficeHours::standard()).ok()
    }
}

/// The day of the last training of each of these, where there was one.
pub async fn last_of(
    db: &impl ConnectionTrait,
    kind: &Kind<'_>,
    people: &[AccountId],
) -> Result<BTreeMap<AccountId, Date>, Refused> {
    use rulebook_case::Column;
    let asked: BTreeSet<_> = people.iter().copied().collect();
    let named = asked.iter().map(AccountId::to_string);
    let about = Query::select()
        .column(case_about::Column::Case)
        .from(case_about::Entity)
        .and_where(case_about::Column::About.is_in(named))
        .to_owned();
    let rows = rulebook_case::Entity::find()
        .filter(Column::Document.eq(kind.document))
        .filter(Column::Workflow.eq(kind.workflow))
        .filter(Column::State.eq(kind.state))
        .filter(Column::Id.in_subquery(about))
        .order_by_desc(Column::Id)
        .limit(TRAININGS_READ)
        .all(db)
        .await?;
    let mut last: BTreeMap<AccountId, Date> = BTreeMap::new();
    for row in rows {
        let values = store::without_personal(&row)?.values;
        let Some(Value::Date(day)) = values.get(kind.on) else {
            continue;
        };
        let attended = values
            .get(kind.persons)
            .map_or_else(Vec::new, Value::persons);
        for person in attended.into_iter().filter(|one| asked.contains(one)) {
            let known = last.entry(person).or_insert(*day);
            *known = (*known).max(*day);
        }
    }
    Ok(last)
}

/// Everybody who holds a post of the document in a headquarters or in one unit, with the last
/// training.
pub async fn list(
    admin: &Admin,
    document: &str,
    topic: &str,
    unit: UnitId,
) -> Result<UntrainedList, Refused> {
    let (db, units, now) = (&**admin.db(), admin.units().await?, admin.now());
    let rulebook = admin.rulebook(db, document, unit).await?;
    let kind = Kind::of(&rulebook, topic).ok_or_else(not_found_problem)?;
    let own = units.all().map(|one| one.id);
    let own: Vec<_> = own
        .filter(|one| *one == unit || units.headquarters_of(*one) == Some(unit))
        .collect();
    let mut posts: BTreeMap<AccountId, Vec<Label>> = BTreeMap::new();
    let held = of_units(db, &own, admin.today()).await?.into_iter();
    for held in held.filter(|held| held.post.document == document) {
        if held.post.is_held(admin.today()) {
            let label = label_of(&held.post, admin.rules(), admin.today());
            let known = posts.entry(held.post.person).or_default();
            if !known.contains(&label) {
                known.push(label);
            }
        }
    }
    let people: Vec<_> = posts.keys().copied().collect();
    let names = accounts::names(db, people.iter().copied()).await?;
    let last = last_of(db, &kind, &people).await?;
    let line = |(person, posts): (AccountId, Vec<Label>)| {
        let day = last.get(&person).copied();
        let until = day.and_then(|day| kind.until(day));
        TrainedLine {
            person: name_of(&names, person),
            posts,
            last: day.map(Day),
            until: until.map(|due| Day(japan::day_of(due.plus_ms(-1)))),
            is_trained: day.is_some_and(|day| kind.counts(day, now)),
        }
    };
    let mut people: Vec<_> = posts.into_iter().map(line).collect();
    people.sort_by(|one, other| {
        let key = |line: &TrainedLine| {
            let until = line.until.map(|day| day.0);
            (line.is_trained, until, line.person.name.clone())
        };
        key(one).cmp(&key(other))
    });
    Ok(UntrainedList {
        unit,
        unit_name: units.name(unit).to_owned(),
        valid: label(&kind.valid.words()),
        people,
    })
}
