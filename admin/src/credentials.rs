//! What people can sign in with, as their chiefs see it (VR-3.2a).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use protocol::{
    admin::post::CredentialState,
    id::AccountId,
    time::{Day, UnixMs},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    cases,
    store::table::{account, credential, session},
};

/// The kind of a credential that is a fingerprint behind an authenticator.
pub const WEBAUTHN: &str = "webauthn";

/// The state of the credentials of some people.
pub async fn states(
    db: &impl ConnectionTrait,
    people: &BTreeSet<AccountId>,
    today: Date,
) -> Result<BTreeMap<AccountId, CredentialState>, DbErr> {
    let ids: Vec<_> = people.iter().map(|person| person.0).collect();
    let mut states: BTreeMap<_, CredentialState> = people
        .iter()
        .map(|person| (*person, CredentialState::default()))
        .collect();
    if ids.is_empty() {
        return Ok(states);
    }
    let biometric = credential::Entity::find()
        .filter(credential::Column::Account.is_in(ids.clone()))
        .filter(credential::Column::Kind.eq(WEBAUTHN))
        .filter(credential::Column::RevokedMs.is_null())
        .all(db)
        .await?;
    for row in biometric {
        states.entry(AccountId(row.account)).or_default().biometric = true;
    }
    let revoked = account::Entity::find()
        .filter(account::Column::Id.is_in(ids.clone()))
        .filter(account::Column::RevokedMs.is_not_null())
        .all(db)
        .await?;
    for row in revoked {
        states.entry(AccountId(row.id)).or_default().revoked = true;
    }
    let used: Vec<(sea_orm::prelude::Uuid, Option<i64>)> = session::Entity::find()
        .select_only()
        .column(session::Column::Account)
        .column_as(session::Column::OpenedMs.max(), "last")
        .filter(session::Column::Account.is_in(ids))
        .group_by(session::Column::Account)
        .into_tuple()
        .all(db)
        .await?;
    for (person, last) in used {
        states.entry(AccountId(person)).or_default().last_used = last.map(UnixMs);
    }
    for person in people {
        let until = password_until(db, *person, today).await?;
        states.entry(*person).or_default().password_until = until.map(Day);
    }
    Ok(states)
}

/// The last day of a permission to sign in with a password that runs today (VR-8.1b).
pub async fn password_until(
    db: &impl ConnectionTrait,
    person: AccountId,
    today: Date,
) -> Result<Option<Date>, DbErr> {
    let about = person.to_string();
    let rows = cases::store::in_state(db, "VR", "password_permission", "permitted", &about).await?;
    let until = rows
        .iter()
        .filter_map(|row| cases::store::day_in(row, "until"));
    Ok(until.filter(|last| *last >= today).max())
}
