//! Who is signed in at the reception of a headquarters.

use std::collections::BTreeSet;

use admin::{
    problem::Refused,
    sessions::{self, SessionId},
    store::table::session,
};
use protocol::{
    id::{AccountId, UnitId},
    supervision::Staff,
    time::UnixMs,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    prelude::Uuid,
};

use crate::limits::PRESENT_MAX;

/// Somebody who could take a report on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    pub staff: Staff,
    pub unit: UnitId,
    pub is_manager: bool,
    pub session: SessionId,
}

/// Posts whose holders receive reports.
const RECEPTION: [&str; 2] = ["reception_operator", MANAGER];
const MANAGER: &str = "hq_operations_manager";

/// Everybody with a running session.
pub async fn signed_in(
    db: &impl ConnectionTrait,
    now: UnixMs,
) -> Result<BTreeSet<AccountId>, DbErr> {
    let accounts: Vec<Uuid> = running(now)
        .select_only()
        .column(session::Column::Account)
        .into_tuple()
        .all(db)
        .await?;
    Ok(accounts.into_iter().map(AccountId).collect())
}

/// Everybody signed in who holds a post at a reception, those who signed in last first; one entry
/// for each session and headquarters.
pub async fn present(db: &impl ConnectionTrait, now: UnixMs) -> Result<Vec<Present>, Refused> {
    let rows = running(now)
        .order_by_desc(session::Column::OpenedMs)
        .all(db)
        .await?;
    let mut present = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(person) = sessions::person(db, SessionId(row.id), now).await? else {
            continue;
        };
        for held in &person.posts {
            let kind = held.post.kind.as_str();
            if held.post.document == "VR" && RECEPTION.contains(&kind) {
                present.push(Present {
                    staff: Staff {
                        account: person.account,
                        name: person.name.clone(),
                    },
                    unit: held.post.unit,
                    is_manager: kind == MANAGER,
                    session: person.session,
                });
            }
        }
    }
    Ok(present)
}

fn running(now: UnixMs) -> Select<session::Entity> {
    session::Entity::find()
        .filter(session::Column::EndedMs.is_null())
        .filter(session::Column::ExpiresMs.gt(now.0))
        .limit(PRESENT_MAX)
}
