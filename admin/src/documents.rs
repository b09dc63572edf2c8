//! Which documents a unit works by (O-32). Each headquarters switches a document on for itself and
//! its units, or a unit alone; nobody is given a post and no case begins where it is off. What
//! runs goes on: a switch takes no protection away.

use std::collections::{BTreeMap, BTreeSet};

use admin_core::{
    authority::Matter,
    post::unit::{Unit, UnitTree},
    rulebook::Rulebook,
};
use http::StatusCode;
use protocol::{
    admin::unit::{SwitchDocument, UnitDocument},
    id::{AccountId, UnitId},
    time::UnixMs,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, QueryOrder, SqlErr};

use crate::{
    Admin, accounts,
    posts::{self, allowed::about_word, list::name_of, view::label},
    problem::{Refused, not_found_problem},
    signed_in::SignedIn,
    store::table::unit_document as row,
    trail::{self, Action, Subject},
    units::Units,
};

/// The document of a clause is the prefix of its id.
pub fn document_of(clause: &str) -> &str {
    clause.split('-').next().unwrap_or_default()
}

/// The last switch of each unit and document.
#[derive(Debug, Default)]
pub struct Switched(BTreeMap<(UnitId, String), row::Model>);

pub async fn switched(db: &impl ConnectionTrait) -> Result<Switched, DbErr> {
    let rows = row::Entity::find().order_by_asc(row::Column::Seq);
    let rows = rows.all(db).await?.into_iter();
    let by_unit = rows.map(|row| ((UnitId(row.unit), row.document.clone()), row));
    Ok(Switched(by_unit.collect()))
}

impl Switched {
    /// Whether a unit works by a document: by its own switch, or by that of the nearest unit above
    /// in its headquarters.
    pub fn is_on(&self, units: &UnitTree, rulebook: &Rulebook, unit: UnitId) -> bool {
        let document = &rulebook.document;
        document.everywhere
            || self
                .switch(units, &document.code, unit)
                .is_some_and(|row| row.is_on)
    }

    fn switch(&self, units: &UnitTree, document: &str, unit: UnitId) -> Option<&row::Model> {
        units
            .upwards(unit)
            .take_while(|above| units.same_headquarters(above.id, unit))
            .find_map(|above| self.0.get(&(above.id, document.to_owned())))
    }
}

/// Refuses what a unit may only do by a document that it has switched on.
pub async fn must_be_on(
    db: &impl ConnectionTrait,
    units: &UnitTree,
    rulebook: &Rulebook,
    unit: UnitId,
) -> Result<(), Refused> {
    if rulebook.document.everywhere || switched(db).await?.is_on(units, rulebook, unit) {
        return Ok(());
    }
    let title = &rulebook.document.title;
    let (ja, en) = (
        format!(
            "この所属では「{}」が適用されていません。警察本部の運用管理責任者が「任命」の画面で適用を始めると、できるようになります。",
            title.ja
        ),
        format!(
            "This unit does not work by “{}”. The operations chief of the headquarters begins its use on the screen “Appoint”.",
            title.en
        ),
    );
    let refused = Refused::new(StatusCode::CONFLICT, "document_not_on", ja, en);
    Err(refused.clause(&rulebook.document.clause))
}

/// The documents that concern a unit, and whether it works by each.
pub async fn of_unit(
    admin: &Admin,
    person: &SignedIn,
    units: &Units,
    unit: &Unit,
) -> Result<Vec<UnitDocument>, Refused> {
    let db = &**admin.db();
    let switched = switched(db).await?;
    let by = switched.0.values().filter_map(|row| row.account);
    let by: BTreeSet<_> = by.map(AccountId).collect();
    let names = accounts::names(db, by).await?;
    let rulebooks = admin.rules().on(admin.today());
    let views = rulebooks
        .filter(|rulebook| concerns(rulebook, unit))
        .map(|rulebook| {
            let document = &rulebook.document;
            let matter = matter(unit.id, &document.code);
            let action = Action::SwitchDocument.code();
            let row = switched.switch(units, &document.code, unit.id);
            let row = row.filter(|_| !document.everywhere);
            UnitDocument {
                document: document.code.clone(),
                title: label(document.short()),
                everywhere: document.everywhere,
                on: switched.is_on(units, rulebook, unit.id),
                by_unit: row.map(|row| UnitId(row.unit)),
                by_unit_name: row.map(|row| units.name(UnitId(row.unit)).to_owned()),
                by: row
                    .and_then(|row| row.account)
                    .map(|id| name_of(&names, AccountId(id))),
                at: row.map(|row| UnixMs(row.at_ms)),
                may_switch: !document.everywhere
                    && admin.may(person, action, &matter, units).is_ok(),
            }
        });
    Ok(views.collect())
}

/// A town works by none of the police's documents, and they by none of a town's.
fn concerns(rulebook: &Rulebook, unit: &Unit) -> bool {
    let mut kinds = rulebook.posts.values().flat_map(|post| &post.units);
    kinds.any(|kind| kind.is_civil() == unit.kind.is_civil())
}

fn matter(unit: UnitId, document: &str) -> Matter<'_> {
    Matter {
        unit,
        owner: None,
        kind: document,
        state: "",
    }
}

/// Switches a document on or off for a unit and those below it that have no switch of their own.
pub async fn switch(
    admin: &Admin,
    person: &SignedIn,
    unit: &Unit,
    body: &SwitchDocument,
) -> Result<(), Refused> {
    let matter = matter(unit.id, &body.document);
    let action = Action::SwitchDocument;
    let acting = admin.authorise_on(person, action, &matter).await?;
    let rulebook = admin.rules().document_on(&body.document, admin.today());
    let known = rulebook.filter(|rulebook| concerns(rulebook, unit));
    let Some(rulebook) = known else {
        return Err(admin.refuse(person, action, not_found_problem()).await?);
    };
    let document = &rulebook.document;
    if document.everywhere {
        let refused = always_on().clause(&document.clause);
        return Err(admin.refuse(person, action, refused).await?);
    }
    let by = (Some(person.account), admin.now());
    let act = acting
        .act(admin.now(), action)
        .about(Subject::Unit(unit.id))
        .clause(&document.clause);
    let act = about_word(about_word(act, &document.code), on_or_off(body.on));
    admin
        .db()
        .write(async |txn| {
            admin.still(txn, person).await?;
            enter(txn, unit.id, &document.code, body.on, by).await?;
            trail::append(txn, &act).await?;
            Ok::<_, Refused>(())
        })
        .await?;
    Ok(())
}

pub(crate) fn on_or_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// Stores a switch in the transaction of its entry.
pub(crate) async fn enter(
    txn: &impl ConnectionTrait,
    unit: UnitId,
    document: &str,
    on: bool,
    (by, now): (Option<AccountId>, UnixMs),
) -> Result<(), Refused> {
    let last = row::Entity::find()
        .order_by_desc(row::Column::Seq)
        .one(txn)
        .await?;
    let row = row::ActiveModel {
        seq: Set(last.map_or(1, |last| last.seq + 1)),
        unit: Set(unit.0),
        document: Set(document.to_owned()),
        is_on: Set(on),
        account: Set(by.map(|by| by.0)),
        at_ms: Set(now.0),
    };
    let inserted = row::Entity::insert(row).exec_without_returning(txn).await;
    inserted.map(drop).map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => posts::changed(),
        _ => error.into(),
    })
}

fn always_on() -> Refused {
    Refused::new(
        StatusCode::CONFLICT,
        "document_everywhere",
        "この規程は、すべての所属に適用されています。切り替えることはできません。",
        "Every unit works by this document. It cannot be switched.",
    )
}
