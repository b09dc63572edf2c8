//! What ends a session by itself: time, a permission or a post that ended, a screen that nobody
//! touches. The store is asked again and again, so that what another process wrote is heard of too.

use protocol::{id::UnitId, time::UnixMs};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect,
    prelude::Uuid,
    sea_query::{Expr, IntoCondition},
};

use super::lock;
use crate::{
    Admin,
    limits::SWEEP_ROWS,
    posts,
    sessions::{self, SessionEnded, SessionId, Standing},
    store::{
        StoreError,
        table::session::{self as table, Column},
    },
    trail::{self, Act, Action, Actor, Subject},
    units,
};

/// Ends what has expired and locks what nobody touched.
pub async fn by_time(admin: &Admin) -> Result<(), StoreError> {
    let now = admin.now();
    lock::keep_open(admin, admin.in_use().due(now), now).await?;
    let expired = Column::ExpiresMs.lte(now.0).into_condition();
    let untouched = Expr::col(Column::TouchedMs).add(Expr::col(Column::IdleMs));
    let idle = Condition::all()
        .add(Column::LockedMs.is_null())
        .add(untouched.lte(now.0));
    for (which, standing) in [(expired, Standing::Over), (idle, Standing::Locked)] {
        let mut pages = Pages::of(which);
        while let Some(page) = pages.next(admin).await? {
            for row in &page {
                change(admin, row, standing, now).await?;
            }
        }
    }
    Ok(())
}

/// Ends the sessions of people who hold no post any more, or whose password is not permitted any
/// more.
pub async fn by_right(admin: &Admin) -> Result<(), StoreError> {
    let now = admin.now();
    let mut pages = Pages::of(Condition::all());
    while let Some(page) = pages.next(admin).await? {
        for row in &page {
            let id = SessionId(row.id);
            if sessions::person(&**admin.db(), id, now).await?.is_none() {
                change(admin, row, Standing::Over, now).await?;
            }
        }
    }
    Ok(())
}

/// Open sessions of a kind, some at a time.
struct Pages {
    which: Condition,
    after: Uuid,
}

impl Pages {
    fn of(which: Condition) -> Self {
        Self {
            which,
            after: Uuid::nil(),
        }
    }

    async fn next(&mut self, admin: &Admin) -> Result<Option<Vec<table::Model>>, DbErr> {
        let page = table::Entity::find()
            .filter(Column::EndedMs.is_null())
            .filter(self.which.clone())
            .filter(Column::Id.gt(self.after))
            .order_by_asc(Column::Id)
            .limit(SWEEP_ROWS)
            .all(&**admin.db())
            .await?;
        let Some(last) = page.last() else {
            return Ok(None);
        };
        self.after = last.id;
        Ok(Some(page))
    }
}

async fn change(
    admin: &Admin,
    row: &table::Model,
    standing: Standing,
    now: UnixMs,
) -> Result<(), StoreError> {
    let told: SessionEnded = sessions::told(row, standing);
    let changed = admin
        .db()
        .write(async |txn| {
            let (action, changed) = match standing {
                Standing::Locked => (
                    Action::LockSession,
                    lock::set_locked(txn, told.session, now).await?,
                ),
                Standing::Runs | Standing::Over => {
                    (Action::EndSession, set_over(txn, told.session, now).await?)
                }
            };
            if changed {
                let unit = last_unit(txn, &told).await?;
                let act = Act::new(unit, now, Actor::System, action);
                trail::append(txn, &act.about(Subject::Account(told.account))).await?;
            }
            Ok::<_, StoreError>(changed)
        })
        .await?;
    if changed {
        admin.tell_ended(told);
    }
    Ok(())
}

async fn set_over(
    txn: &impl ConnectionTrait,
    session: SessionId,
    now: UnixMs,
) -> Result<bool, DbErr> {
    let ended = table::Entity::update_many()
        .col_expr(Column::EndedMs, Expr::value(now.0))
        .filter(Column::Id.eq(session.0))
        .filter(Column::EndedMs.is_null())
        .exec(txn)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Where the person held a post last.
async fn last_unit(txn: &impl ConnectionTrait, told: &SessionEnded) -> Result<UnitId, DbErr> {
    let last = posts::of_person(txn, told.account).await?.pop();
    match last {
        Some(held) => Ok(held.post.unit),
        None => units::root(txn)
            .await?
            .ok_or_else(|| DbErr::RecordNotFound("the root unit".to_owned())),
    }
}
