//! A register: all cases of one workflow as a table, for inspection and for paper.

use std::collections::{BTreeMap, BTreeSet};

use admin_core::{
    calendar::japan,
    case::{Case, value::Value},
    rulebook::{
        Rulebook,
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
    limits::REGISTER_ROWS,
    posts::allowed::about_word,
    problem::{Refused, not_found_problem},
    random,
    signed_in::SignedIn,
    store::table::rulebook_case::{Column, Entity},
    trail::{self, Action, Subject},
    units::Units,
};

/// The newest cases that the person may see, a line each, under the names of their fields in
/// Japanese. A spreadsheet reads it as UTF-8 by its first mark.
pub async fn register(
    admin: &Admin,
    person: &SignedIn,
    document: &str,
    workflow: &str,
    unit: Option<UnitId>,
) -> Result<String, Refused> {
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
    let rows = Entity::find()
        .filter(Column::Unit.eq(own.0))
        .filter(Column::Document.eq(document))
        .filter(Column::Workflow.eq(&workflow.code))
        .order_by_desc(Column::Id)
        .limit(REGISTER_ROWS)
        .all(db)
        .await?;
    let act = act.about(Subject::Count(rows.len() as u64));
    let mut text = String::from('\u{feff}');
    text.push_str(&head(workflow, form));
    for row in rows {
        let number = row.number.clone();
        let case = store::open(admin.keys(), row).await?.case;
        text.push_str(&line(admin, &units, &number, &case, workflow, form, rulebook).await?);
    }
    admin
        .db()
        .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?))
        .await?;
    Ok(text)
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
    number: &str,
    case: &Case,
    workflow: &Workflow,
    form: &Form,
    rulebook: &Rulebook,
) -> Result<String, Refused> {
    let people: BTreeSet<AccountId> = case
        .done
        .iter()
        .filter_map(|done| done.by)
        .chain(case.values.values().flat_map(Value::persons))
        .collect();
    let people = accounts::names(&**admin.db(), people).await?;
    let people: BTreeMap<_, _> = people
        .into_iter()
        .map(|(id, person)| (id, person.name))
        .collect();
    let state = rulebook
        .workflows
        .get(&case.workflow)
        .and_then(|workflow| workflow.state(&case.state));
    let mut cells = vec![
        number.to_owned(),
        state.map_or_else(|| case.state.clone(), |state| state.label.ja.clone()),
    ];
    for field in &form.fields {
        cells.push(match case.values.get(&field.code) {
            Some(value) => words(admin, units, field, value, &people).await?,
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
        Value::Unit(id) => units.name(*id).to_owned(),
        Value::File(id) => files::name(db, admin, *id).await?.unwrap_or_default(),
        Value::Case(id) => {
            let row = store::find_row(db, *id).await?;
            row.map(|row| row.number).unwrap_or_default()
        }
        Value::Report(id) => admin.evidence().number(*id).await?.unwrap_or_default(),
        Value::Asset(_) | Value::Assets(_) => {
            let mut named = Vec::new();
            for id in value.assets() {
                named.push(match footage::find(db, id).await? {
                    Some(film) => format!("{} SHA-256:{}", film.asset.number, film.sha256),
                    None => id.to_string(),
                });
            }
            named.join("; ")
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
