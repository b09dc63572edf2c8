//! Who is signed in at the reception of a headquarters.

use std::collections::BTreeSet;

use admin::{
    core::action::terminal_code,
    problem::Refused,
    sessions::{self, SessionId},
    store::table::session,
};
use protocol::{
    id::{AccountId, UnitId},
    person::TerminalKind,
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
}

/// Posts whose holders receive reports.
const RECEPTION: [&str; 2] = ["reception_operator", MANAGER];
const MANAGER: &str = "hq_operations_manager";

/// Everybody who sits at an open reception terminal.
pub async fn signed_in(
    db: &impl ConnectionTrait,
    now: UnixMs,
) -> Result<BTreeSet<AccountId>, DbErr> {
    let accounts: Vec<Uuid> = at_reception(now)
        .select_only()
        .column(session::Column::Account)
        .into_tuple()
        .all(db)
        .await?;
    Ok(accounts.into_iter().map(AccountId).collect())
}

/// Everybody at an open reception terminal who holds a post at a reception, those who signed in last
/// first; one entry for each session and headquarters.
pub async fn present(db: &impl ConnectionTrait, now: UnixMs) -> Result<Vec<Present>, Refused> {
    let rows = at_reception(now)
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
                });
            }
        }
    }
    Ok(present)
}

/// Every session of a headquarters' people, wherever it was opened and locked or not: each may
/// hold a token of a picture.
pub async fn sessions_of(
    db: &impl ConnectionTrait,
    unit: UnitId,
    now: UnixMs,
) -> Result<Vec<(AccountId, SessionId)>, Refused> {
    let mut found = Vec::new();
    for row in running(now).all(db).await? {
        let Some(person) = sessions::person(db, SessionId(row.id), now).await? else {
            continue;
        };
        if person.posts.iter().any(|held| held.post.unit == unit) {
            found.push((person.account, person.session));
        }
    }
    Ok(found)
}

/// Sessions at which a picture can be watched: everywhere else, behind a lock and before a first
/// factor is entered, every act of reception is refused.
fn at_reception(now: UnixMs) -> Select<session::Entity> {
    running(now)
        .filter(session::Column::Terminal.eq(terminal_code(TerminalKind::Reception)))
        .filter(session::Column::LockedMs.is_null())
        .filter(session::Column::Duty.is_null())
}

fn running(now: UnixMs) -> Select<session::Entity> {
    session::Entity::find()
        .filter(session::Column::EndedMs.is_null())
        .filter(session::Column::ExpiresMs.gt(now.0))
        .limit(PRESENT_MAX)
}
