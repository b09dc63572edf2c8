//! Ledgers as they are read: kinds, things, entries.

use std::collections::{BTreeMap, BTreeSet};

use admin_core::{
    asset::{Act, Kind, Requirement},
    authority::Matter,
    rulebook::{Rulebook, ledgers::Ledger},
    trail::Subject,
};
use protocol::{
    admin::{
        ledger::{
            AssetCase, AssetEntryLine, AssetLine, AssetPage, AssetPlace, AssetView, LedgerView,
        },
        workflow::StateView,
    },
    id::{AccountId, AssetId, CaseId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, prelude::Uuid, sea_query::LikeExpr,
};

use super::{act_label, asset_of, of_document};
use crate::{
    Admin, accounts, deadlines,
    limits::{ASSET_ENTRIES_LISTED, ASSET_PAGE},
    names,
    posts::{list::name_of, view::label},
    problem::Refused,
    rulebooks,
    signed_in::SignedIn,
    store::table::{asset as row, asset_entry},
    trail::Action,
    units::Units,
};

/// Whether the person may read or keep a ledger of a document in a unit.
pub fn may(
    admin: &Admin,
    person: &SignedIn,
    units: &Units,
    rulebook: &Rulebook,
    kind: &str,
    unit: UnitId,
    action: Action,
) -> bool {
    let matter = Matter {
        unit,
        owner: None,
        kind,
        state: "",
    };
    let (held, today) = (person.held(), admin.today());
    let authority = rulebook.authority();
    let asked = authority.may(person.holder(&held), action.code(), &matter, units, today);
    asked.is_ok()
}

/// The ledgers of the documents in which the person may read or keep one in the own unit.
pub fn kinds(admin: &Admin, person: &SignedIn, units: &Units) -> Vec<LedgerView> {
    let mut found = Vec::new();
    for rulebook in admin.rules().on(admin.today()) {
        let own = person
            .posts
            .iter()
            .filter(|held| held.post.document == rulebook.document.code);
        let own: BTreeSet<_> = own.map(|held| held.post.unit).collect();
        for ledger in rulebook.ledgers.values() {
            let word = &ledger.kind.word;
            let any = |action| {
                own.iter()
                    .any(|unit| may(admin, person, units, rulebook, word, *unit, action))
            };
            let keeps = any(Action::KeepLedger);
            if keeps || any(Action::ReadLedger) {
                found.push(view(rulebook, ledger, keeps));
            }
        }
    }
    found
}

fn view(rulebook: &Rulebook, ledger: &Ledger, keeps: bool) -> LedgerView {
    LedgerView {
        document: rulebook.document.code.clone(),
        kind: ledger.kind.word.clone(),
        label: label(&ledger.label),
        states: ledger.states.iter().map(rulebooks::view::state).collect(),
        columns: columns(&ledger.kind)
            .iter()
            .map(|column| rulebooks::view::ledger_word(ledger, column))
            .collect(),
        acts: rulebooks::view::ledger_acts(ledger),
        clause: ledger.kind.clause.clone(),
        keeps,
    }
}

/// The attributes that the table asks for.
fn columns(kind: &Kind) -> Vec<String> {
    let needs = kind.transitions.iter().flat_map(|line| &line.needs);
    let named: BTreeSet<_> = needs
        .filter_map(|need| match &need.what {
            Requirement::Attribute(name) => Some(name.clone()),
            _ => None,
        })
        .collect();
    named.into_iter().collect()
}

/// Which things of a ledger are asked for.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub within: &'a [UnitId],
    pub class: Option<&'a str>,
    /// The name of an attribute and its value.
    pub attribute: Option<(&'a str, &'a str)>,
    pub before: Option<AssetId>,
    /// Words within the number or an attribute; empty where none are asked for.
    pub words: &'a str,
}

/// Things of one kind in some units, newest first.
pub async fn page(
    admin: &Admin,
    units: &Units,
    rulebook: &Rulebook,
    ledger: &Ledger,
    asked: Asked<'_>,
) -> Result<AssetPage, Refused> {
    let mut found = row::Entity::find()
        .filter(of_document(&rulebook.document.code))
        .filter(row::Column::Kind.eq(&ledger.kind.word))
        .filter(row::Column::Unit.is_in(asked.within.iter().map(|unit| unit.0)));
    if let Some(before) = asked.before {
        found = found.filter(row::Column::Id.lt(before.0));
    }
    if !asked.words.is_empty() {
        // An attribute is stored as JSON, where a quotation mark or a backslash stands otherwise.
        let holds = Condition::any()
            .add(row::Column::Number.contains(asked.words))
            .add(row::Column::Attributes.contains(asked.words));
        found = found.filter(holds);
    }
    if let Some(class) = asked.class {
        found = found.filter(row::Column::Class.eq(class));
    }
    if let Some((name, value)) = asked.attribute {
        found = found.filter(row::Column::Attributes.like(has_attribute(name, value)));
    }
    let db = &**admin.db();
    let rows = found
        .order_by_desc(row::Column::Id)
        .limit(ASSET_PAGE)
        .all(db)
        .await?;
    let before = (rows.len() as u64 == ASSET_PAGE)
        .then(|| rows.last().map(|row| AssetId(row.id)))
        .flatten();
    Ok(AssetPage {
        assets: lines(db, rows, units, rulebook, ledger).await?,
        before,
    })
}

/// Attributes are stored as JSON without spaces.
fn has_attribute(name: &str, value: &str) -> LikeExpr {
    let json = |text: &str| serde_json::Value::from(text).to_string();
    let pair = format!("{}:{}", json(name), json(value));
    let mut pattern = String::from("%");
    for c in pair.chars() {
        if matches!(c, '%' | '_' | '|') {
            pattern.push('|');
        }
        pattern.push(c);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape('|')
}

async fn lines(
    db: &impl ConnectionTrait,
    rows: Vec<row::Model>,
    units: &Units,
    rulebook: &Rulebook,
    ledger: &Ledger,
) -> Result<Vec<AssetLine>, DbErr> {
    let mut places = places(db, rows.iter().map(|row| row.id)).await?;
    let rows = rows.into_iter().map(|row| {
        let place = places.remove(&row.id);
        line(row, place, units, rulebook, ledger)
    });
    rows.collect()
}

/// Where things were put last.
async fn places(
    db: &impl ConnectionTrait,
    things: impl Iterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, AssetPlace>, DbErr> {
    let named = asset_entry::Entity::find()
        .filter(asset_entry::Column::Asset.is_in(things))
        .filter(asset_entry::Column::Place.is_not_null())
        .order_by_desc(asset_entry::Column::Seq)
        .limit(ASSET_PAGE * ASSET_ENTRIES_LISTED)
        .all(db)
        .await?;
    let mut places = BTreeMap::new();
    for entry in named {
        let name = entry.place.unwrap_or_default();
        let lockable = entry.place_lockable.unwrap_or_default();
        places
            .entry(entry.asset)
            .or_insert(AssetPlace { name, lockable });
    }
    Ok(places)
}

fn line(
    row: row::Model,
    place: Option<AssetPlace>,
    units: &Units,
    rulebook: &Rulebook,
    ledger: &Ledger,
) -> Result<AssetLine, DbErr> {
    let asset = asset_of(row)?;
    Ok(AssetLine {
        parent: asset.parent,
        place,
        id: asset.id,
        document: rulebook.document.code.clone(),
        kind: asset.kind,
        number: asset.number,
        unit: asset.unit,
        unit_name: units.name(asset.unit).to_owned(),
        state: state(&asset.state, ledger),
        class: asset.class,
        attributes: asset.attributes,
        held: asset.held,
        out: asset.out,
    })
}

fn state(code: &str, ledger: &Ledger) -> StateView {
    match ledger.states.iter().find(|state| state.code == code) {
        Some(state) => rulebooks::view::state(state),
        None => StateView {
            code: code.to_owned(),
            label: protocol::admin::label::Label::default(),
            end: false,
        },
    }
}

/// One thing with its entries, its deadlines and what the person may do to it.
pub async fn asset(
    db: &impl ConnectionTrait,
    admin: &Admin,
    units: &Units,
    (rulebook, ledger): (&Rulebook, &Ledger),
    row: row::Model,
    keeps: bool,
) -> Result<AssetView, Refused> {
    let id = AssetId(row.id);
    let mut entries = asset_entry::Entity::find()
        .filter(asset_entry::Column::Asset.eq(id.0))
        .order_by_desc(asset_entry::Column::Seq)
        .limit(ASSET_ENTRIES_LISTED)
        .all(db)
        .await?;
    entries.reverse();
    let people = entries.iter().flat_map(|entry| {
        let named = [Some(entry.by_account), entry.confirmed_by, entry.witness];
        named.into_iter().flatten().map(AccountId)
    });
    let people = accounts::names(db, people).await?;
    let cases = entries.iter().filter_map(|entry| entry.by_case);
    let cases: Vec<_> = cases.map(|id| format!("case:{id}")).collect();
    let cases = names::subjects(cases.iter().map(String::as_str));
    let cases = names::of_subjects(db, units, cases).await?;
    let case = |id| AssetCase {
        id: CaseId(id),
        number: cases
            .get(&format!("case:{id}"))
            .cloned()
            .unwrap_or_default(),
    };
    let person = |id| name_of(&people, AccountId(id));
    let entry_line = |entry: asset_entry::Model| {
        let act = Act::of(&entry.act);
        AssetEntryLine {
            at: UnixMs(entry.at_ms),
            label: act.map(act_label).unwrap_or_default(),
            act: entry.act,
            quantity: u32::try_from(entry.quantity).unwrap_or_default(),
            by: person(entry.by_account),
            confirmed_by: entry.confirmed_by.map(person),
            witness: entry.witness.map(person),
            method: entry.method,
            place: entry.place.map(|name| AssetPlace {
                name,
                lockable: entry.place_lockable.unwrap_or_default(),
            }),
            due_back: entry.due_back_ms.map(UnixMs),
            case: entry.by_case.map(case),
            remarks: entry.remarks,
            state: state(&entry.state, ledger),
            clause: entry.clause,
        }
    };
    let subject = Subject::Asset(id).into();
    let copies = row::Entity::find()
        .filter(row::Column::Parent.eq(id.0))
        .filter(row::Column::Kind.eq(&ledger.kind.word))
        .order_by_asc(row::Column::Id)
        .limit(ASSET_PAGE)
        .all(db)
        .await?;
    let copies = lines(db, copies, units, rulebook, ledger).await?;
    let place = places(db, std::iter::once(row.id)).await?.remove(&row.id);
    let asset = line(row, place, units, rulebook, ledger)?;
    let lines = ledger.kind.transitions.iter();
    let possible = lines.filter(|line| keeps && line.from.contains(&asset.state.code));
    Ok(AssetView {
        acts: possible
            .map(|line| rulebooks::view::ledger_act(ledger, line))
            .collect(),
        entries: entries.into_iter().map(entry_line).collect(),
        deadlines: deadlines::list::of_subject(db, admin, units, &subject).await?,
        asset,
        copies,
    })
}
