//! What the fields of a case hold, read from JSON by what the form says.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use protocol::{
    id::{AccountId, AssetId, CaseId, FileId, ReportId, TerminalId, UnitId},
    time::UnixMs,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value as Json;

use crate::{
    limits::{FIELD_ASSETS, FIELD_PERSONS, FIELD_TERMINALS, FIELD_UNITS},
    rulebook::form::{Field, FieldKind},
    trail::{Subject, SubjectCode},
};

pub type Values = BTreeMap<String, Value>;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "is", rename_all = "snake_case")]
pub enum Value {
    Text(String),
    Number(i64),
    Date(Date),
    Moment(UnixMs),
    Choice(String),
    Ticks(BTreeSet<String>),
    Person(AccountId),
    Persons(BTreeSet<AccountId>),
    Unit(UnitId),
    Units(BTreeSet<UnitId>),
    File(FileId),
    Asset(AssetId),
    Assets(BTreeSet<AssetId>),
    Terminals(BTreeSet<TerminalId>),
    Case(CaseId),
    Report(ReportId),
}

impl Value {
    /// Reads a value for a field; nothing where it is of another type or outside the limits.
    pub fn read(field: &Field, json: &Json) -> Option<Self> {
        match field.kind {
            FieldKind::Text { chars_max } => text(json, chars_max).map(Self::Text),
            FieldKind::Number { min, max } => number(json, min, max).map(Self::Number),
            FieldKind::Date => read(json).map(Self::Date),
            FieldKind::Moment => read(json).map(Self::Moment),
            FieldKind::Choice => choice(field, json).map(Self::Choice),
            FieldKind::TickGroup => ticks(field, json).map(Self::Ticks),
            FieldKind::Person => read(json).map(Self::Person),
            FieldKind::Persons => ids(json, FIELD_PERSONS).map(Self::Persons),
            FieldKind::Unit => read(json).map(Self::Unit),
            FieldKind::File | FieldKind::Container => read(json).map(Self::File),
            FieldKind::Units => ids(json, FIELD_UNITS).map(Self::Units),
            FieldKind::Asset => read(json).map(Self::Asset),
            FieldKind::Assets => ids(json, FIELD_ASSETS).map(Self::Assets),
            FieldKind::Terminals => ids(json, FIELD_TERMINALS).map(Self::Terminals),
            FieldKind::Case => read(json).map(Self::Case),
            FieldKind::Report => read(json).map(Self::Report),
        }
    }

    /// Whether there is nothing in it: no text but spaces, no tick.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::Ticks(ticks) => ticks.is_empty(),
            Self::Assets(assets) => assets.is_empty(),
            Self::Persons(persons) => persons.is_empty(),
            Self::Terminals(terminals) => terminals.is_empty(),
            Self::Units(units) => units.is_empty(),
            _ => false,
        }
    }

    /// Whether it is one of these choices, or a tick group that holds one of them.
    pub fn is_one_of<'a>(&self, mut options: impl Iterator<Item = &'a str>) -> bool {
        match self {
            Self::Choice(choice) => options.any(|option| option == choice),
            Self::Ticks(ticks) => options.any(|option| ticks.contains(option)),
            _ => false,
        }
    }

    /// The word by which the store finds what it names.
    pub fn key(&self) -> String {
        match self {
            Self::Text(text) | Self::Choice(text) => text.clone(),
            Self::Number(n) => n.to_string(),
            Self::Date(date) => date.to_string(),
            Self::Moment(moment) => moment.0.to_string(),
            Self::Ticks(ticks) => ticks.iter().cloned().collect::<Vec<_>>().join(" "),
            Self::Person(id) => id.to_string(),
            Self::Unit(id) => id.to_string(),
            Self::File(id) => id.to_string(),
            Self::Asset(id) => id.to_string(),
            Self::Assets(_) | Self::Persons(_) | Self::Units(_) | Self::Terminals(_) => {
                self.keys().join(" ")
            }
            Self::Case(id) => id.to_string(),
            Self::Report(id) => id.to_string(),
        }
    }

    /// As a form would bring it to another case.
    pub fn json(&self) -> Json {
        match self {
            Self::Number(n) => (*n).into(),
            Self::Moment(at) => at.0.into(),
            Self::Ticks(_) | Self::Assets(_) | Self::Persons(_) | Self::Units(_) => {
                self.parts().into()
            }
            other => other.key().into(),
        }
    }

    /// One such word for each thing that is named.
    pub fn keys(&self) -> Vec<String> {
        match self {
            Self::Assets(ids) => ids.iter().map(AssetId::to_string).collect(),
            Self::Persons(ids) => ids.iter().map(AccountId::to_string).collect(),
            Self::Terminals(ids) => ids.iter().map(TerminalId::to_string).collect(),
            Self::Units(ids) => ids.iter().map(UnitId::to_string).collect(),
            one => vec![one.key()],
        }
    }

    /// One such word for each part of it, the boxes of a tick group among them.
    pub fn parts(&self) -> Vec<String> {
        match self {
            Self::Ticks(ticks) => ticks.iter().cloned().collect(),
            other => other.keys(),
        }
    }

    /// The units that it names.
    pub fn units(&self) -> Vec<UnitId> {
        match self {
            Self::Unit(id) => vec![*id],
            Self::Units(ids) => ids.iter().copied().collect(),
            _ => Vec::new(),
        }
    }

    /// The persons that it names.
    pub fn persons(&self) -> Vec<AccountId> {
        match self {
            Self::Person(id) => vec![*id],
            Self::Persons(ids) => ids.iter().copied().collect(),
            _ => Vec::new(),
        }
    }

    /// The enrolled terminals that it names.
    pub fn terminals(&self) -> Vec<TerminalId> {
        match self {
            Self::Terminals(ids) => ids.iter().copied().collect(),
            _ => Vec::new(),
        }
    }

    /// What a deadline may be about.
    pub fn subject(&self) -> Option<SubjectCode> {
        Some(match self {
            Self::Asset(id) => Subject::Asset(*id).into(),
            Self::Case(id) => Subject::Case(*id).into(),
            Self::Report(id) => Subject::Report(*id).into(),
            _ => return None,
        })
    }

    /// The things that it names.
    pub fn assets(&self) -> Vec<AssetId> {
        match self {
            Self::Asset(id) => vec![*id],
            Self::Assets(ids) => ids.iter().copied().collect(),
            _ => Vec::new(),
        }
    }
}

fn read<T: DeserializeOwned>(json: &Json) -> Option<T> {
    T::deserialize(json).ok()
}

/// Line breaks are the only control characters that belong into a text.
fn text(json: &Json, chars_max: usize) -> Option<String> {
    let text = json.as_str()?;
    let stray = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    (text.chars().count() <= chars_max && !text.contains(stray)).then(|| text.to_owned())
}

fn number(json: &Json, min: Option<i64>, max: Option<i64>) -> Option<i64> {
    let n = json.as_i64()?;
    (min.is_none_or(|min| n >= min) && max.is_none_or(|max| n <= max)).then_some(n)
}

fn choice(field: &Field, json: &Json) -> Option<String> {
    let choice = json.as_str()?;
    field.offers(choice).then(|| choice.to_owned())
}

fn ids<T: DeserializeOwned + Ord>(json: &Json, max: usize) -> Option<BTreeSet<T>> {
    let named = json.as_array().filter(|list| list.len() <= max)?;
    named.iter().map(read).collect()
}

fn ticks(field: &Field, json: &Json) -> Option<BTreeSet<String>> {
    let ticked = json.as_array()?.iter().map(|tick| {
        let tick = tick.as_str()?;
        field.offers(tick).then(|| tick.to_owned())
    });
    ticked.collect()
}
