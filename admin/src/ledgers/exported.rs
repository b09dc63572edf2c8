//! A table that was given out is a thing of a ledger, where its document says so (IS-3.1.3).

use std::collections::BTreeMap;

use admin_core::{
    asset::{Act, Around, NewAsset, Order},
    rulebook::{Rulebook, ledgers::Ledger, workflow::Workflow},
};
use protocol::id::{AssetId, UnitId};
use sea_orm::ConnectionTrait;

use super::{Known, register};
use crate::{Admin, counters, problem::Refused, random, signed_in::SignedIn};

/// Enters a register that somebody takes away, in the transaction of taking it. Its number, where
/// the document has a ledger for it.
pub async fn enter(
    txn: &impl ConnectionTrait,
    admin: &Admin,
    person: &SignedIn,
    (rulebook, workflow): (&Rulebook, &Workflow),
    unit: UnitId,
) -> Result<Option<String>, Refused> {
    let mut ledgers = rulebook.ledgers.values();
    let found = ledgers.find_map(|ledger: &Ledger| Some((ledger, ledger.exports.as_ref()?)));
    let Some((ledger, exported)) = found else {
        return Ok(None);
    };
    let form = rulebook.forms.get(&workflow.form.text);
    let is_personal = form.is_some_and(|form| form.fields.iter().any(|field| field.personal));
    let class = if is_personal {
        &exported.personal
    } else {
        &exported.class
    };
    let now = admin.now();
    let number = counters::next(txn, unit, &exported.series, now).await?;
    let number = number.in_words();
    let said = exported.attributes.iter();
    let said = said.map(|it| (it.name.clone(), it.value.clone()));
    let mut attributes: BTreeMap<_, _> = said.collect();
    attributes.insert(exported.names.clone(), workflow.label.ja.clone());
    let new = NewAsset {
        id: AssetId::new(now, random::id()),
        number: number.clone(),
        unit,
        parent: None,
        class: Some(class.clone()),
        attributes,
    };
    let order = Order::new(Act::In, person.account);
    let around = Around::default();
    let known = Known {
        approved: std::slice::from_ref(&workflow.code),
        rulebook: &rulebook.document.version,
        around: &around,
    };
    register(txn, &ledger.kind, new, &order, known, now).await?;
    Ok(Some(number))
}
