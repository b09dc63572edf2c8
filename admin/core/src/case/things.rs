//! What a step does to things of ledgers, and the numbers that it gives.

use std::collections::BTreeMap;

use protocol::{
    id::{AssetId, FileId, UnitId},
    time::UnixMs,
};

use super::{facts::Facts, value::Value};
use crate::{
    asset,
    post::Post,
    rulebook::{
        flaw::Word,
        workflow::{AssetAct, Keeper, Numbering, TakeIn},
    },
};

/// An act for the ledger of an asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetOrder {
    pub asset: AssetId,
    pub act: asset::Act,
    pub quantity: u32,
    pub method: Option<String>,
    /// The thing in which it is kept.
    pub place: Option<AssetId>,
    /// A place that no ledger has.
    pub named_place: Option<asset::Place>,
    /// The unit to which it goes over.
    pub keeper: Option<UnitId>,
    pub due_back: Option<UnixMs>,
    pub remarks: Option<String>,
    pub clause: String,
}

/// A thing that a step takes into a ledger; the field `into` names it from then on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewThing {
    pub ledger: String,
    pub into: String,
    pub unit: UnitId,
    pub number: Number,
    /// The thing whose class and attributes it has.
    pub like: Option<AssetId>,
    pub parent: Option<AssetId>,
    pub class: Option<String>,
    pub attributes: BTreeMap<String, String>,
    /// Attributes that are the hashes of files.
    pub hashes: BTreeMap<String, FileId>,
    pub quantity: u32,
    pub place: Option<AssetId>,
    pub remarks: Option<String>,
    pub clause: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Number {
    /// The next of this series.
    Next(String),
    Given(String),
}

/// A field that is filled with the next number of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbered {
    pub field: String,
    pub series: String,
    pub clause: String,
}

impl AssetOrder {
    /// Nothing where it is not asked for, or for no piece.
    pub(super) fn of(act: &AssetAct, facts: &Facts<'_>, post: Option<&Post>) -> Option<Self> {
        if !facts.is_met(&act.when) {
            return None;
        }
        let amount = act.quantity.as_ref().and_then(|field| facts.number(field));
        if amount == Some(0) {
            return None;
        }
        Some(Self {
            asset: thing(facts, Some(&act.field))?,
            act: act.act,
            quantity: quantity(facts, act.quantity.as_ref()),
            method: text(facts, act.method.as_ref()),
            place: thing(facts, act.place.as_ref()),
            named_place: named_place(act, facts),
            keeper: act.keeper.and_then(|keeper| match keeper {
                Keeper::Case => Some(facts.case.unit),
                Keeper::Actor => post.map(|post| post.unit),
            }),
            due_back: act.due_back.as_ref().and_then(|field| facts.moment(field)),
            remarks: text(facts, act.remarks.as_ref()),
            clause: act.clause.text.clone(),
        })
    }
}

impl NewThing {
    pub(super) fn of(taken: &TakeIn, facts: &Facts<'_>) -> Option<Self> {
        if !facts.is_met(&taken.when) {
            return None;
        }
        let unit = taken.unit.as_ref().and_then(|field| facts.unit(field));
        let known = taken.attributes.iter().filter_map(|field| {
            let value = facts.value(field)?;
            Some((field.text.clone(), value))
        });
        let fixed = taken.fixed.iter();
        let fixed = fixed.map(|it| (it.name.clone(), it.value.clone()));
        let (mut attributes, mut hashes) = (fixed.collect::<BTreeMap<_, _>>(), BTreeMap::new());
        for (name, value) in known {
            if let Value::File(id) = value {
                hashes.insert(name, *id);
            } else {
                attributes.insert(name, value.key());
            }
        }
        let parts = taken.number.iter();
        let parts = parts.filter_map(|field| text(facts, Some(field)));
        Some(Self {
            ledger: taken.ledger.text.clone(),
            into: taken.into.text.clone(),
            unit: unit.unwrap_or(facts.case.unit),
            number: match &taken.series {
                Some(series) => Number::Next(series.clone()),
                None => Number::Given(parts.collect::<Vec<_>>().join(" ")),
            },
            like: thing(facts, taken.like.as_ref()),
            parent: thing(facts, taken.parent.as_ref()),
            class: text(facts, taken.class.as_ref()),
            attributes,
            hashes,
            quantity: quantity(facts, taken.quantity.as_ref()),
            place: thing(facts, taken.place.as_ref()),
            remarks: text(facts, taken.remarks.as_ref()),
            clause: taken.clause.text.clone(),
        })
    }
}

impl Numbered {
    pub(super) fn of(numbering: &Numbering) -> Self {
        Self {
            field: numbering.field.text.clone(),
            series: numbering.series.clone(),
            clause: numbering.clause.text.clone(),
        }
    }
}

fn thing(facts: &Facts<'_>, field: Option<&Word>) -> Option<AssetId> {
    match facts.value(field?) {
        Some(Value::Asset(id)) => Some(*id),
        _ => None,
    }
}

fn named_place(act: &AssetAct, facts: &Facts<'_>) -> Option<asset::Place> {
    match facts.value(act.place.as_ref()?) {
        Some(Value::Text(name)) => Some(asset::Place {
            name: name.clone(),
            lockable: act.lockable.is_some() && facts.is_met(&act.lockable),
        }),
        _ => None,
    }
}

fn text(facts: &Facts<'_>, field: Option<&Word>) -> Option<String> {
    facts.value(field?).map(Value::key)
}

/// One where no field says how many; none where that field is empty, which every ledger refuses.
fn quantity(facts: &Facts<'_>, field: Option<&Word>) -> u32 {
    let Some(field) = field else { return 1 };
    let pieces = facts.number(field);
    pieces.map_or(0, |pieces| u32::try_from(pieces).unwrap_or(u32::MAX))
}
