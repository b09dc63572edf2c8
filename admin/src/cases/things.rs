//! Things of ledgers that a step takes in or acts on, and numbers that it gives.

use std::collections::BTreeMap;

use admin_core::{
    asset::{Act, Asset, NewAsset, Order, Place},
    case::{
        Effects,
        effects::{AssetOrder, NewThing, Number},
        value::Value,
    },
    rulebook::{Rulebook, ledgers::Ledger},
    trail::hex,
};
use protocol::{
    id::{AssetId, FileId},
    time::UnixMs,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait};

use crate::{
    Admin, counters,
    ledgers::{self, Known, LedgerError},
    problem::Refused,
    random,
    signed_in::SignedIn,
    store::table::case_file,
};

/// Gives numbers and ids, so that the case that is stored names what its step makes.
pub(super) async fn name(
    txn: &impl ConnectionTrait,
    admin: &Admin,
    effects: &mut Effects,
) -> Result<(), Refused> {
    let now = admin.now();
    let case = &mut effects.case;
    for numbered in &effects.numbers {
        let next = counters::next(txn, case.unit, &numbered.series, now).await?;
        let number = Value::Number(next.number);
        case.values.insert(numbered.field.clone(), number);
    }
    for new in &effects.new_things {
        let id = AssetId::new(now, random::id());
        case.values.insert(new.into.clone(), Value::Asset(id));
    }
    Ok(())
}

/// Takes in what is new, and does what is ordered; nobody acts where a deadline does.
pub(super) async fn store(
    txn: &DatabaseTransaction,
    admin: &Admin,
    person: Option<&SignedIn>,
    effects: &Effects,
    rulebook: &Rulebook,
) -> Result<(), Refused> {
    if effects.new_things.is_empty() && effects.assets.is_empty() {
        return Ok(());
    }
    let Some(person) = person else {
        return Err(Refused::internal("a deadline acts on no thing"));
    };
    let done = effects.case.done.last();
    let approved = [effects.case.workflow.clone()];
    let (units, unit) = (admin.units().await?, effects.case.unit);
    let around = ledgers::around(txn, rulebook, &units, unit, admin.today()).await?;
    let step = Step {
        rulebook,
        known: Known {
            approved: &approved,
            rulebook: &rulebook.document.version,
            around: &around,
        },
        // Who stood beside at this step, and the case that it belongs to.
        order: Order {
            witness: done.and_then(|done| done.witness),
            case: Some(effects.case.id),
            ..Order::new(Act::In, person.account)
        },
        now: admin.now(),
    };
    for new in &effects.new_things {
        match effects.case.values.get(&new.into) {
            Some(Value::Asset(id)) => step.take_in(txn, *id, new).await?,
            _ => return Err(Refused::internal("a new thing has no name in its case")),
        }
    }
    for order in &effects.assets {
        step.act(txn, order).await?;
    }
    Ok(())
}

/// What all orders of one step have in common.
struct Step<'a> {
    rulebook: &'a Rulebook,
    known: Known<'a>,
    order: Order,
    now: UnixMs,
}

impl Step<'_> {
    async fn take_in(
        &self,
        txn: &DatabaseTransaction,
        id: AssetId,
        new: &NewThing,
    ) -> Result<(), Refused> {
        let ledger = self.ledger(&new.ledger)?;
        let like = match new.like {
            Some(like) => Some(thing(txn, like).await?),
            None => None,
        };
        let (class, mut attributes) = match like {
            Some(like) => (like.class, like.attributes),
            None => (None, BTreeMap::new()),
        };
        attributes.extend(new.attributes.clone());
        for (name, file) in &new.hashes {
            attributes.insert(name.clone(), hash(txn, *file).await?.unwrap_or_default());
        }
        let number = match &new.number {
            Number::Given(number) => number.clone(),
            Number::Next(series) => {
                let next = counters::next(txn, new.unit, series, self.now).await?;
                next.in_words()
            }
        };
        let asset = NewAsset {
            id,
            number,
            unit: new.unit,
            parent: new.parent,
            class: new.class.clone().or(class),
            attributes,
        };
        let order = Order {
            quantity: new.quantity,
            place: place(txn, new.place).await?,
            remarks: new.remarks.clone(),
            ..self.order.clone()
        };
        ledgers::register(txn, &ledger.kind, asset, &order, self.known, self.now).await?;
        Ok(())
    }

    async fn act(&self, txn: &DatabaseTransaction, order: &AssetOrder) -> Result<(), Refused> {
        let ledger = self.ledger(&thing(txn, order.asset).await?.kind)?;
        let whole = Order {
            act: order.act,
            quantity: order.quantity,
            method: order.method.clone(),
            place: match &order.named_place {
                Some(place) => Some(place.clone()),
                None => place(txn, order.place).await?,
            },
            keeper: order.keeper,
            due_back: order.due_back,
            remarks: order.remarks.clone(),
            ..self.order.clone()
        };
        let (asset, now) = (order.asset, self.now);
        ledgers::act(txn, &ledger.kind, asset, &whole, self.known, now).await?;
        Ok(())
    }

    fn ledger(&self, kind: &str) -> Result<&Ledger, LedgerError> {
        self.rulebook.ledgers.get(kind).ok_or(LedgerError::NotFound)
    }
}

async fn thing(txn: &impl ConnectionTrait, id: AssetId) -> Result<Asset, LedgerError> {
    ledgers::find(txn, id).await?.ok_or(LedgerError::NotFound)
}

async fn place(
    txn: &impl ConnectionTrait,
    id: Option<AssetId>,
) -> Result<Option<Place>, LedgerError> {
    match id {
        Some(id) => Ok(Some(Place::of(&thing(txn, id).await?))),
        None => Ok(None),
    }
}

/// The hash of a file of a case.
pub(super) async fn hash(db: &impl ConnectionTrait, id: FileId) -> Result<Option<String>, Refused> {
    let row = case_file::Entity::find_by_id(id.0).one(db).await?;
    let bytes = row.and_then(|row| <[u8; 32]>::try_from(row.sha256).ok());
    Ok(bytes.map(|bytes| hex(&bytes)))
}
