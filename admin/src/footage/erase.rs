//! A film's day has come: its key is destroyed, and with it every copy of its bytes. What stays is
//! its line in the ledger, with number, hash, times and the rule. Before that day its last days begin.

use std::collections::BTreeMap;

use admin_core::{
    asset::{Act, Around, Order},
    case::{Context, happen},
    deadline::{Consequence, Deadline, Strike},
    rulebook::workflow::Event,
    trail::hash_of_hex,
};
use protocol::id::AssetId;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect, prelude::Uuid,
};

use super::{Film, Films, SYSTEM};
use crate::{
    Admin,
    cases::{effects, store},
    deadlines::{self, Carrier, DeadlineError},
    ledgers::{self, Known},
    limits::CASES_ABOUT,
    notices::DutyCarrier,
    problem::Refused,
    second_copies::erasure::{self, Order as CopiesOrder},
    store::table::{asset, rulebook_case},
    trail::{self, Act as Entry, Action, Actor, Subject},
};

/// Erases films; duties about other things are told like any.
pub struct FilmCarrier(pub Admin);

#[async_trait::async_trait]
impl Carrier for FilmCarrier {
    fn kind(&self) -> &'static str {
        "asset"
    }

    async fn carry_out(
        &self,
        txn: &DatabaseTransaction,
        strike: &Strike,
    ) -> Result<(), DeadlineError> {
        let terms = &strike.deadline.terms;
        let film = terms.subject.value_of::<AssetId>("asset");
        if terms.consequence != Consequence::DeleteWithProof {
            DutyCarrier(self.0.clone()).carry_out(txn, strike).await?;
        }
        let Some(id) = film else {
            return Ok(());
        };
        let done = match terms.consequence {
            Consequence::DeleteWithProof => erase(&self.0, txn, id, &terms.basis.clause).await,
            Consequence::Remind => warn(&self.0, txn, id).await,
            _ => Ok(()),
        };
        done.map_err(|refused| DbErr::Custom(refused.0.message_en.clone()).into())
    }

    async fn owned(&self, owners: &[Uuid]) -> Result<Vec<Uuid>, DbErr> {
        let films = asset::Entity::find()
            .select_only()
            .column(asset::Column::Id)
            .filter(asset::Column::Id.is_in(owners.iter().copied()));
        films.into_tuple().all(&**self.0.db()).await
    }
}

async fn erase(
    admin: &Admin,
    txn: &DatabaseTransaction,
    id: AssetId,
    clause: &str,
) -> Result<(), Refused> {
    let Some(film) = super::find(txn, id).await? else {
        return Ok(());
    };
    let unit = film.asset.unit;
    let Some(films) = super::of_unit(txn, admin, unit).await? else {
        return Err(Refused::internal("films without a ledger"));
    };
    let order = Order {
        method: films.method().map(str::to_owned),
        ..Order::new(Act::Dispose, SYSTEM)
    };
    let known = Known {
        approved: &[],
        rulebook: &films.rulebook.document.version,
        around: &Around::default(),
    };
    let now = admin.now();
    ledgers::act(txn, &films.ledger().kind, id, &order, known, now).await?;
    admin.keys().destroy_file_key(Film::file(id)).await?;
    admin.files().remove_all(id.0).map_err(Refused::internal)?;
    let order = CopiesOrder {
        unit,
        subject: Subject::Asset(id).into(),
        clause,
        at: now,
        below: &[objects::files_of(id)],
    };
    let has_copies = order.write(txn, admin).await?;
    let hash = hash_of_hex(&film.sha256).unwrap_or_default();
    let mut act = Entry::new(unit, now, Actor::System, Action::EraseFootage)
        .about(Subject::Asset(id))
        .about(Subject::Hash(hash))
        .clause(clause.to_owned());
    if has_copies {
        act = act.about(erasure::ORDERED);
    }
    trail::append(txn, &act).await?;
    if let Some(warning) = &films.terms().warning {
        let subject = Subject::Asset(id).into();
        let running = deadlines::running(txn, &subject).await?;
        let open = |one: &&Deadline| one.terms.duty == *warning && one.is_open();
        for warning in running.iter().filter(open) {
            deadlines::cancel(txn, warning, now).await?;
        }
    }
    // Cases that wait for a copy of the film end with it.
    tell_cases(admin, txn, &films, id, Event::Erased).await
}

/// Whoever waits for a copy of the film hears that its last days have begun.
async fn warn(admin: &Admin, txn: &DatabaseTransaction, id: AssetId) -> Result<(), Refused> {
    let Some(film) = super::find(txn, id).await? else {
        return Ok(());
    };
    match super::of_unit(txn, admin, film.asset.unit).await? {
        Some(films) => tell_cases(admin, txn, &films, id, Event::Expiring).await,
        None => Ok(()),
    }
}

/// What happened to the film is told to the open cases that are to copy it.
async fn tell_cases(
    admin: &Admin,
    txn: &DatabaseTransaction,
    films: &Films,
    id: AssetId,
    event: Event,
) -> Result<(), Refused> {
    let units = admin.units().await?;
    let open = rulebook_case::Entity::find()
        .filter(store::is_about(&id.to_string()))
        .filter(rulebook_case::Column::Workflow.eq(&films.terms().copy.workflow))
        .filter(rulebook_case::Column::Closed.eq(false))
        .limit(CASES_ABOUT);
    for row in open.all(txn).await? {
        let before = store::open(admin.keys(), row).await?.case;
        let version = admin
            .rules()
            .version(txn, &before.document, &before.rulebook);
        let Some(rulebook) = version.await? else {
            continue;
        };
        let nothing = BTreeMap::new();
        let context = Context::of_system(&rulebook, &units, admin.now());
        let told = happen(&before, event, &nothing, &context);
        // In this state nothing waits for it any more.
        let Ok(told) = told else { continue };
        let keys = admin.keys();
        let stored = store::update(txn, keys, &before, &told.case, &rulebook, admin.now());
        if !stored.await? {
            return Err(Refused::internal(
                "a case changed while its film was told of",
            ));
        }
        effects::store(txn, admin, None, &told, &rulebook).await?;
    }
    Ok(())
}
