//! A register: all cases of one workflow as a table, for inspection and for paper.

use std::collections::{BTreeMap, BTreeSet};

use admin_core::{
    calendar::japan,
    case::{Case, value::Value},
    rulebook::{
        form::{Field, Form},
        workflow::Workflow,
    },
};
use protocol::{
    id::{AccountId, CaseId, UnitId},
    time::UnixMs,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{files, see, store};
use crate::{
    Admin, accounts, csv, footage,
    ledgers::{self, exported},
    limits::{NAMES_AT_ONCE, REGISTER_ROWS},
    names,
    posts::allowed::about_word,
    problem::{Refused, not_found_problem},
    random,
    signed_in::SignedIn,
    store::table::rulebook_case::{Column, Entity},
    trail::{self, Action, Subject},
    units::Units,
};

/// Which lines of a register; an empty field fits all.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// The unit of the person's post where absent; every unit of the headquarters where something
    /// is asked about.
    pub unit: Option<UnitId>,
    /// What the cases are about: an id or a word.
    pub about: Option<String>,
    pub state: Option<String>,
    /// Cases that were begun before this one.
    pub before: Option<CaseId>,
}

/// A part of a register, and where the next one begins.
#[derive(Clone, Debug)]
pub struct Part {
    pub csv: String,
    pub before: Option<CaseId>,
    /// Its number among the material of the unit, where the document keeps such a ledger.
    pub number: Option<String>,
}

/// The newest cases that the person may see, a line each, under the names of their fields in
/// Japanese. A spreadsheet reads it as UTF-8 by its first mark.
pub async fn register(
    admin: &Admin,
    person: &SignedIn,
    document: &str,
    workflow: &str,
    lines: &Lines,
) -> Result<Part, Refused> {
    let unit = lines.unit;
    let (db, units) = (&**admin.db(), admin.units().await?);
    let own = person
        .posts
        .iter()
        .find(|held| held.post.document == document);
    let own = unit.or(own.map(|held| held.post.unit));
    let holds = person
        .posts
        .iter()
        .any(|held| held.post.document == document);
    let rulebook = match own.filter(|_| holds) {
        Some(own) => admin.rulebook(db, document, own).await.ok(),
        None => None,
    };
    let found = rulebook.as_ref().and_then(|rulebook| {
        let workflow = rulebook.workflows.get(workflow)?;
        let form = rulebook.forms.get(&workflow.form.text)?;
        Some((rulebook, workflow, form))
    });
    let (Some((rulebook, workflow, form)), Some(own)) = (found, own) else {
        return Err(admin
            .refuse(person, Action::ReadCase, not_found_problem())
            .await?);
    };
    let id = CaseId::new(admin.now(), random::id());
    let blank = Case::blank(id, own, rulebook, workflow);
    let act = person
        .act(admin.now(), Action::ReadCase)
        .about(Subject::Unit(own));
    let act = about_word(about_word(act, document), &workflow.code);
    if !see::may_act(admin, person, &units, &blank, rulebook) {
        return Err(admin.remember_refusal(act, not_found_problem()).await?);
    }
    let mut asked = Entity::find()
        .filter(Column::Document.eq(document))
        .filter(Column::Workflow.eq(&workflow.code));
    match &lines.about {
        Some(about) => asked = asked.filter(store::is_about(about)),
        None => asked = asked.filter(Column::Unit.eq(own.0)),
    }
    if let Some(unit) = unit {
        asked = asked.filter(Column::Unit.eq(unit.0));
    }
    if let Some(state) = &lines.state {
        asked = asked.filter(Column::State.eq(state));
    }
    if let Some(before) = lines.before {
        asked = asked.filter(Column::Id.lt(before.0));
    }
    let rows = asked
        .order_by_desc(Column::Id)
        .limit(REGISTER_ROWS)
        .all(db)
        .await?;
    let is_full = rows.len() as u64 == REGISTER_ROWS;
    let before = rows.last().filter(|_| is_full).map(|row| CaseId(row.id));
    let mut cases = Vec::with_capacity(rows.len());
    for row in rows {
        if see::is_closed_to(db, person, &store::without_personal(&row)?, rulebook).await? {
            continue;
        }
        let number = row.number.clone();
        let case = store::open(admin.keys(), row).await?.case;
        if see::may_act(admin, person, &units, &case, rulebook) {
            cases.push((number, case));
        }
    }
    let act = act.about(Subject::Count(cases.len() as u64));
    let people = people(admin, cases.iter().map(|(_, case)| case)).await?;
    let mut text = String::from('\u{feff}');
    text.push_str(&head(workflow, form));
    for (number, case) in &cases {
        let own = (number.as_str(), case);
        text.push_str(&line(admin, &units, &people, own, (workflow, form)).await?);
    }
    let number = admin
        .db()
        .write(async |txn| {
            trail::append(txn, &act).await?;
            exported::enter(txn, admin, person, (rulebook, workflow), own).await
        })
        .await?;
    Ok(Part {
        csv: text,
        before,
        number,
    })
}

/// The names of everybody in some cases.
async fn people(
    admin: &Admin,
    cases: impl Iterator<Item = &Case>,
) -> Result<BTreeMap<AccountId, String>, Refused> {
    let mut named: BTreeSet<AccountId> = BTreeSet::new();
    for case in cases {
        named.extend(case.done.iter().filter_map(|done| done.by));
        named.extend(case.values.values().flat_map(Value::persons));
    }
    let named: Vec<_> = named.into_iter().collect();
    let mut names = BTreeMap::new();
    for some in named.chunks(NAMES_AT_ONCE) {
        let found = accounts::names(&**admin.db(), some.iter().copied()).await?;
        names.extend(found.into_iter().map(|(id, person)| (id, person.name)));
    }
    Ok(names)
}

fn head(workflow: &Workflow, form: &Form) -> String {
    let fields = form.fields.iter().map(|field| field.label.ja.as_str());
    let steps = workflow.steps.iter().map(|step| step.label.ja.as_str());
    let cells: Vec<_> = ["番号", "状態"]
        .into_iter()
        .chain(fields)
        .chain(steps)
        .collect();
    csv::line(&cells)
}

async fn line(
    admin: &Admin,
    units: &Units,
    people: &BTreeMap<AccountId, String>,
    (number, case): (&str, &Case),
    (workflow, form): (&Workflow, &Form),
) -> Result<String, Refused> {
    let state = workflow.state(&case.state);
    let mut cells = vec![
        number.to_owned(),
        state.map_or_else(|| case.state.clone(), |state| state.label.ja.clone()),
    ];
    for field in &form.fields {
        cells.push(match case.values.get(&field.code) {
            Some(value) => words(admin, units, field, value, people).await?,
            None => String::new(),
        });
    }
    for step in &workflow.steps {
        let done = case.done.iter().filter(|done| done.step == step.code);
        let done = done.map(|done| {
            let by = done.by.and_then(|by| people.get(&by));
            format!("{} {}", moment(done.at), by.map_or("", String::as_str))
        });
        cells.push(done.collect::<Vec<_>>().join("; "));
    }
    let cells: Vec<_> = cells.iter().map(String::as_str).collect();
    Ok(csv::line(&cells))
}

async fn words(
    admin: &Admin,
    units: &Units,
    field: &Field,
    value: &Value,
    people: &BTreeMap<AccountId, String>,
) -> Result<String, Refused> {
    let db = &**admin.db();
    let option = |code: &str| {
        let option = field.options.iter().find(|option| option.code == code);
        option.map_or_else(|| code.to_owned(), |option| option.label.ja.clone())
    };
    Ok(match value {
        Value::Moment(at) => moment(*at),
        Value::Choice(code) => option(code),
        Value::Ticks(codes) => {
            let codes = codes.iter().map(|code| option(code));
            codes.collect::<Vec<_>>().join("、")
        }
        Value::Person(_) | Value::Persons(_) => {
            let named = value.persons().into_iter();
            let named = named.filter_map(|id| people.get(&id).cloned());
            named.collect::<Vec<_>>().join("、")
        }
        Value::Unit(_) | Value::Units(_) => {
            let named = value.units();
            let named: Vec<_> = named.iter().map(|id| units.name(*id)).collect();
            named.join("、")
        }
        Value::File(id) => files::name(db, admin, *id).await?.unwrap_or_default(),
        Value::Case(id) => {
            let row = store::find_row(db, *id).await?;
            row.map(|row| row.number).unwrap_or_default()
        }
        Value::Report(id) => admin.evidence().number(*id).await?.unwrap_or_default(),
        Value::Asset(_) | Value::Assets(_) => {
            let mut named = Vec::new();
            for id in value.assets() {
                let thing = ledgers::find(db, id).await?;
                let number = thing.map_or_else(|| id.to_string(), |thing| thing.number);
                named.push(match footage::find(db, id).await? {
                    Some(film) => format!("{number} SHA-256:{}", film.sha256),
                    None => number,
                });
            }
            named.join("; ")
        }
        Value::Terminals(ids) => {
            let codes: Vec<_> = ids.iter().map(|id| format!("terminal:{id}")).collect();
            let subjects = names::subjects(codes.iter().map(String::as_str));
            let named = names::of_subjects(db, units, subjects).await?;
            named.into_values().collect::<Vec<_>>().join("、")
        }
        Value::Text(_) | Value::Number(_) | Value::Date(_) => value.key(),
    })
}

/// `2026-11-20 21:05`, in Japan.
fn moment(at: UnixMs) -> String {
    let minutes = japan::ms_into_day(at) / 60_000;
    let day = japan::day_of(at);
    format!("{day} {:02}:{:02}", minutes / 60, minutes % 60)
}
