//! Whether an act is allowed, and what follows from it.

use protocol::time::UnixMs;

use super::{Act, Asset, Context, Entry, Kind, NewAsset, Order, Refusal, RefusalCode, Transition};
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

/// An act of somebody by the table of a kind.
#[derive(Clone, Copy)]
pub(super) struct Doing<'a> {
    pub kind: &'a Kind,
    pub order: &'a Order,
    pub context: &'a Context<'a>,
    pub now: UnixMs,
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
    let long = |text: &String| text.len() > ASSET_TEXT_BYTES;
    let number = new.number.trim();
    let texts = new
        .attributes
        .iter()
        .flat_map(|(name, value)| [name, value]);
    let too_long = texts.chain(&new.class).chain(&order.remarks).any(long);
    let code = if !(1..=ASSET_NUMBER_CHARS).contains(&number.chars().count()) {
        Some(RefusalCode::NumberUnusable)
    } else if new.attributes.len() > ASSET_ATTRIBUTES || too_long {
        Some(RefusalCode::TooManyAttributes)
    } else if number_taken {
        Some(RefusalCode::NumberTaken)
    } else {
        None
    };
    if let Some(code) = code {
        let clause = kind.clause.clone();
        return Err(Refusal { code, clause });
    }
    let asset = Asset {
        id: new.id,
        kind: kind.word.clone(),
        number: number.to_owned(),
        unit: new.unit,
        parent: new.parent,
        state: String::new(),
        class: new.class,
        attributes: new.attributes,
        held: 0,
        out: 0,
    };
    let is_in = order.act == Act::In;
    let line = kind
        .transitions
        .iter()
        .find(|line| is_in && line.is_first());
    let doing = Doing {
        kind,
        order,
        context,
        now,
    };
    doing.follow(line, &asset)
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
    let doing = Doing {
        kind,
        order,
        context,
        now,
    };
    doing.follow(line, asset)
}

impl Doing<'_> {
    fn follow(&self, line: Option<&Transition>, asset: &Asset) -> Result<Effects, Refusal> {
        let refuse = |code, clause: &String| {
            let clause = clause.clone();
            Err(Refusal { code, clause })
        };
        let Some(line) = line else {
            // Where no line fits, the clause of the act in other states, else that of the ledger.
            let mut lines = self.kind.transitions.iter();
            let elsewhere = lines.find(|line| line.act == self.order.act);
            let clause = elsewhere.map_or(&self.kind.clause, |line| &line.clause);
            return refuse(RefusalCode::NotInThisState, clause);
        };
        let class = |class| asset.class.as_ref() == Some(class);
        for need in &line.needs {
            let asked = need.classes.is_empty() || need.classes.iter().any(class);
            if asked && let Err(code) = self.meets(&need.what, asset) {
                return refuse(code, &need.clause);
            }
        }
        let Some(counted) = count(asset, self.order) else {
            return refuse(RefusalCode::QuantityUnusable, &line.clause);
        };
        let state = state_after(asset, &counted, line, self.order.act);
        let unit = self.order.keeper.unwrap_or(asset.unit);
        let asset = Asset {
            state,
            unit,
            ..counted
        };
        let over = self.kind.last.contains(&asset.state);
        Ok(Effects {
            entry: entry_of(&asset, line, self.order, self.now),
            deadlines: self.changes(&asset, over),
            used_cases: used_cases(line, self.context),
            incident: line.incident,
            asset,
        })
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
        Act::Dispose | Act::Give => counted.held = asset.held.checked_sub(n)?,
        // What was lost while it was out is in the unit's hands again.
        Act::Find => {
            counted.held = asset.held.checked_add(asset.out)?;
            counted.out = 0;
        }
        Act::Inspect
        | Act::Lend
        | Act::HandBack
        | Act::TakeBack
        | Act::Use
        | Act::Custody
        | Act::Write
        | Act::Wipe
        | Act::Retire
        | Act::Copy
        | Act::Note
        | Act::Lose => {}
    }
    Some(counted)
}

/// Part of a lot given out, given away or disposed of leaves the rest in its state.
fn state_after(before: &Asset, counted: &Asset, line: &Transition, act: Act) -> String {
    let state = match act {
        Act::Out if counted.held > 0 => &before.state,
        Act::Dispose | Act::Give if counted.held + counted.out > 0 => &before.state,
        _ => &line.to,
    };
    state.clone()
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
        case: order.case,
        remarks: order.remarks.clone(),
        state: asset.state.clone(),
        clause: line.clause.clone(),
        at: now,
    }
}

fn used_cases(line: &Transition, context: &Context) -> Vec<String> {
    let kinds = line.needs.iter().flat_map(|need| need.what.cases());
    let used = kinds.filter(|kind| context.approved.contains(kind));
    used.cloned().collect()
}
