//! Whether an act is allowed, and what follows from it.

use protocol::time::UnixMs;

use super::{
    Act, Asset, Context, Entry, Kind, NewAsset, Order, Refusal, RefusalCode, Requirement,
    Transition, need, period,
};
use crate::{
    deadline::{Deadline, Terms},
    limits::{ASSET_ATTRIBUTES, ASSET_NUMBER_CHARS, ASSET_TEXT_BYTES},
};

/// What an allowed act does; stored in one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effects {
    pub asset: Asset,
    pub entry: Entry,
    pub deadlines: Vec<DeadlineChange>,
    /// Kinds of approved cases that this act has used up.
    pub used_cases: Vec<String>,
    pub incident: bool,
}

/// A change to the deadlines of the thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeadlineChange {
    Open {
        terms: Terms,
        started_at: UnixMs,
    },
    Restart {
        old: Box<Deadline>,
        terms: Terms,
        started_at: UnixMs,
    },
    Meet(Box<Deadline>),
    Cancel(Box<Deadline>),
}

/// Takes a new thing into the ledger. `number_taken` is asked of every row there ever was.
pub fn register(
    kind: &Kind,
    new: NewAsset,
    order: &Order,
    number_taken: bool,
    context: &Context,
    now: UnixMs,
) -> Result<Effects, Refusal> {
    let refuse = |code| Refusal {
        code,
        clause: kind.clause.clone(),
    };
    let number_chars = new.number.trim().chars().count();
    if !(1..=ASSET_NUMBER_CHARS).contains(&number_chars) {
        return Err(refuse(RefusalCode::NumberUnusable));
    }
    let long = |text: &String| text.len() > ASSET_TEXT_BYTES;
    let too_long = new
        .attributes
        .iter()
        .any(|(name, value)| long(name) || long(value));
    if too_long || new.attributes.len() > ASSET_ATTRIBUTES || new.class.as_ref().is_some_and(long) {
        return Err(refuse(RefusalCode::TooManyAttributes));
    }
    if number_taken {
        return Err(refuse(RefusalCode::NumberTaken));
    }
    let asset = Asset {
        id: new.id,
        kind: kind.word.clone(),
        number: new.number.trim().to_owned(),
        unit: new.unit,
        state: String::new(),
        class: new.class,
        attributes: new.attributes,
        held: 0,
        out: 0,
    };
    let is_first = |line: &&Transition| line.act == Act::In && line.from.is_empty();
    let line = kind
        .transitions
        .iter()
        .find(is_first)
        .filter(|_| order.act == Act::In);
    follow(kind, line, &asset, order, context, now)
}

/// Does an act to a thing that is in the ledger.
pub fn decide(
    kind: &Kind,
    asset: &Asset,
    order: &Order,
    context: &Context,
    now: UnixMs,
) -> Result<Effects, Refusal> {
    let fits = |line: &&Transition| line.act == order.act && line.from.contains(&asset.state);
    let line = kind.transitions.iter().find(fits);
    follow(kind, line, asset, order, context, now)
}

fn follow(
    kind: &Kind,
    line: Option<&Transition>,
    asset: &Asset,
    order: &Order,
    context: &Context,
    now: UnixMs,
) -> Result<Effects, Refusal> {
    let Some(line) = line else {
        return Err(refuse_state(kind, order.act));
    };
    for need in &line.needs {
        let asked = need.classes.is_empty()
            || asset
                .class
                .as_ref()
                .is_some_and(|class| need.classes.contains(class));
        if asked && let Err(code) = need::meets(&need.what, asset, order, context, now) {
            let clause = need.clause.clone();
            return Err(Refusal { code, clause });
        }
    }
    let counted = count(asset, order).ok_or_else(|| Refusal {
        code: RefusalCode::QuantityUnusable,
        clause: line.clause.clone(),
    })?;
    let state = state_after(asset, &counted, line, order.act);
    let asset = Asset { state, ..counted };
    let over = kind.last.contains(&asset.state);
    Ok(Effects {
        entry: entry_of(&asset, line, order, now),
        deadlines: period::changes(kind, &asset, order, context, over, now),
        used_cases: used_cases(line, context),
        incident: line.incident,
        asset,
    })
}

/// Where no line fits, the clause of the act in other states, else that of the ledger.
fn refuse_state(kind: &Kind, act: Act) -> Refusal {
    let elsewhere = kind.transitions.iter().find(|line| line.act == act);
    Refusal {
        code: RefusalCode::NotInThisState,
        clause: elsewhere.map_or(&kind.clause, |line| &line.clause).clone(),
    }
}

/// The thing with its pieces counted anew; `None` when there are not so many.
fn count(asset: &Asset, order: &Order) -> Option<Asset> {
    let n = order.quantity;
    if n == 0 {
        return None;
    }
    let mut counted = asset.clone();
    match order.act {
        Act::In => counted.held = asset.held.checked_add(n)?,
        Act::Out => {
            counted.held = asset.held.checked_sub(n)?;
            counted.out = asset.out.checked_add(n)?;
        }
        Act::Return => {
            counted.out = asset.out.checked_sub(n)?;
            counted.held = asset.held.checked_add(n)?;
        }
        Act::Dispose => counted.held = asset.held.checked_sub(n)?,
        Act::Inspect | Act::Custody | Act::Retire | Act::Lose | Act::Find => {}
    }
    Some(counted)
}

/// Part of a lot given out or disposed of leaves the rest in its state.
fn state_after(before: &Asset, counted: &Asset, line: &Transition, act: Act) -> String {
    let rest = match act {
        Act::Out => counted.held > 0,
        Act::Dispose => counted.held + counted.out > 0,
        _ => false,
    };
    if rest {
        before.state.clone()
    } else {
        line.to.clone()
    }
}

fn entry_of(asset: &Asset, line: &Transition, order: &Order, now: UnixMs) -> Entry {
    Entry {
        asset: asset.id,
        act: order.act,
        quantity: order.quantity,
        by: order.by,
        confirmed_by: order.confirmed_by,
        witness: order.witness,
        method: order.method.clone(),
        place: order.place.clone(),
        due_back: order.due_back,
        state: asset.state.clone(),
        clause: line.clause.clone(),
        at: now,
    }
}

fn used_cases(line: &Transition, context: &Context) -> Vec<String> {
    let kinds = line.needs.iter().filter_map(|need| match &need.what {
        Requirement::Case(kind) => Some(kind),
        Requirement::Unlocked { lifted_by } => lifted_by.as_ref(),
        _ => None,
    });
    kinds
        .filter(|kind| context.approved.contains(kind))
        .cloned()
        .collect()
}
