//! What only the database can promise: counts that hold under any number of callers at once.

use protocol::{
    id::{LinkId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, OnConflict},
};

use super::table::{link, outbox_message, prepared_request, report_number, spent_challenge};
use crate::limits::OUTBOX_ROWS;

/// Counts one use of a link. False: the link admits no further phone.
pub async fn count_use(txn: &impl ConnectionTrait, link: LinkId) -> Result<bool, DbErr> {
    let admitted = Expr::col(link::Column::MaxDevices).add(Expr::col(link::Column::Readmissions));
    let counted = link::Entity::update_many()
        .col_expr(link::Column::Uses, Expr::col(link::Column::Uses).add(1))
        .filter(link::Column::Id.eq(link.0))
        .filter(Expr::col(link::Column::Uses).lt(admitted))
        .filter(link::Column::State.is_in(["issued", "in_use"]))
        .exec(txn)
        .await?;
    Ok(counted.rows_affected == 1)
}

/// The next number of a headquarters' day.
pub async fn next_number(
    txn: &impl ConnectionTrait,
    headquarters: UnitId,
    day: &str,
) -> Result<i32, DbErr> {
    let first = report_number::ActiveModel {
        headquarters: Set(headquarters.0),
        day: Set(day.to_owned()),
        last: Set(1),
    };
    let keys = [
        report_number::Column::Headquarters,
        report_number::Column::Day,
    ];
    let last = (report_number::Entity, report_number::Column::Last);
    let counted = OnConflict::columns(keys)
        .value(report_number::Column::Last, Expr::col(last).add(1))
        .to_owned();
    let row = report_number::Entity::insert(first)
        .on_conflict(counted)
        .exec_with_returning(txn)
        .await?;
    Ok(row.last)
}

/// Takes a prepared request out, once. `None`: unknown, or somebody was faster.
pub async fn take_prepared(txn: &impl ConnectionTrait, token_hash: &[u8]) -> Result<bool, DbErr> {
    let taken = prepared_request::Entity::delete_by_id(token_hash.to_vec())
        .exec(txn)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Spends a challenge. False: it was answered before.
pub async fn spend_challenge(
    txn: &impl ConnectionTrait,
    nonce: &[u8],
    expires: UnixMs,
) -> Result<bool, DbErr> {
    let row = spent_challenge::ActiveModel {
        nonce: Set(nonce.to_vec()),
        expires_ms: Set(expires.0),
    };
    let once = OnConflict::column(spent_challenge::Column::Nonce)
        .do_nothing()
        .to_owned();
    let inserted = spent_challenge::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(txn)
        .await?;
    Ok(inserted == 1)
}

/// Forgets what has expired, and all but the newest of a demo folder's messages.
pub async fn forget_expired(txn: &impl ConnectionTrait, now: UnixMs) -> Result<(), DbErr> {
    spent_challenge::Entity::delete_many()
        .filter(spent_challenge::Column::ExpiresMs.lte(now.0))
        .exec(txn)
        .await?;
    prepared_request::Entity::delete_many()
        .filter(prepared_request::Column::ExpiresMs.lte(now.0))
        .exec(txn)
        .await?;
    let oldest_kept = outbox_message::Entity::find()
        .order_by_desc(outbox_message::Column::Id)
        .offset(OUTBOX_ROWS)
        .one(txn)
        .await?;
    if let Some(row) = oldest_kept {
        outbox_message::Entity::delete_many()
            .filter(outbox_message::Column::Id.lte(row.id))
            .exec(txn)
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use admin::{random, store};
    use sea_orm::{ActiveModelTrait, DatabaseConnection};

    use super::*;

    /// A store in a folder of its own, gone at the end.
    struct Store {
        db: store::Db,
        folder: PathBuf,
    }

    impl Store {
        async fn new() -> Self {
            let folder = std::env::temp_dir().join(format!("genba-{}", random::token()));
            std::fs::create_dir(&folder).unwrap();
            let url = format!("sqlite://{}?mode=rwc", folder.join("test.sqlite").display());
            let db = store::open(&url, &[crate::store::migrations])
                .await
                .unwrap();
            Self { db, folder }
        }

        fn connection(&self) -> &DatabaseConnection {
            &self.db
        }
    }

    impl Drop for Store {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }

    async fn link(db: &DatabaseConnection, state: &str, max_devices: i32) -> LinkId {
        let id = LinkId::new(UnixMs(1), random::id());
        let row = link::ActiveModel {
            id: Set(id.0),
            report: Set(id.0),
            state: Set(state.to_owned()),
            rules: Set(String::new()),
            delivery_state: Set("accepted".to_owned()),
            delivery_reason: Set(None),
            receipt_due_ms: Set(None),
            sends: Set(1),
            sent_ms: Set(0),
            opening_deadline_ms: Set(0),
            session_cap_ms: Set(None),
            is_warned: Set(false),
            is_prolonged: Set(false),
            code_hash: Set(None),
            code_attempts_left: Set(None),
            code_state: Set(None),
            max_devices: Set(max_devices),
            uses: Set(0),
            readmissions: Set(1),
            resumptions: Set(0),
        };
        link::Entity::insert(row)
            .exec_without_returning(db)
            .await
            .unwrap();
        id
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn of_fifty_uses_at_once_exactly_those_allowed_are_counted() {
        let store = Store::new().await;
        let id = link(store.connection(), "issued", 2).await;
        let uses = (0..50).map(|_| {
            let db = store.db.clone();
            tokio::spawn(async move { count_use(&*db, id).await.unwrap() })
        });
        let counted = futures_util::future::join_all(uses).await;
        let counted = counted
            .into_iter()
            .filter(|use_| *use_.as_ref().unwrap())
            .count();
        assert_eq!(counted, 3, "two devices and one readmission");
        let over = link(store.connection(), "consumed", 2).await;
        assert!(!count_use(store.connection(), over).await.unwrap());
    }

    /// The whole race takes seconds; a store that lets nobody through must not hang the test.
    const RACE: std::time::Duration = std::time::Duration::from_secs(120);
    const RACERS: usize = 10_000;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn d1_of_ten_thousand_racers_for_one_link_exactly_max_devices_win() {
        let store = Store::new().await;
        for max_devices in 1..=3 {
            let id = link(store.connection(), "issued", max_devices).await;
            // A readmission is a place of its own; here there is none.
            let none = link::ActiveModel {
                id: Set(id.0),
                readmissions: Set(0),
                ..Default::default()
            };
            none.update(store.connection()).await.unwrap();
            let start = std::sync::Arc::new(tokio::sync::Barrier::new(RACERS));
            let racers: Vec<_> = (0..RACERS)
                .map(|_| {
                    let (db, start) = (store.db.clone(), start.clone());
                    tokio::spawn(async move {
                        start.wait().await;
                        let counted = async |txn: &sea_orm::DatabaseTransaction| {
                            Ok(count_use(txn, id).await?)
                        };
                        db.write(counted).await
                    })
                })
                .collect();
            let race = futures_util::future::join_all(racers);
            let results = tokio::time::timeout(RACE, race)
                .await
                .expect("the race ends");
            let winners = results.into_iter().filter(|result| {
                let won: &Result<bool, store::StoreError> = result.as_ref().unwrap();
                // Whoever is turned away because the store is busy has not won either.
                matches!(won, Ok(true))
            });
            assert_eq!(winners.count(), usize::try_from(max_devices).unwrap());
            let row = link::Entity::find_by_id(id.0).one(store.connection()).await;
            assert_eq!(row.unwrap().unwrap().uses, max_devices);
        }
    }

    #[tokio::test]
    async fn numbers_of_a_day_have_no_gap_and_days_do_not_mix() {
        let store = Store::new().await;
        let unit = UnitId::new(UnixMs(1), [1; 10]);
        for (day, expected) in [("a", 1), ("a", 2), ("b", 1), ("a", 3)] {
            assert_eq!(
                next_number(store.connection(), unit, day).await.unwrap(),
                expected
            );
        }
    }

    #[tokio::test]
    async fn a_challenge_is_spent_once_and_forgotten_when_it_has_expired() {
        let store = Store::new().await;
        let db = store.connection();
        let nonce = [7; 16];
        assert!(spend_challenge(db, &nonce, UnixMs(10)).await.unwrap());
        assert!(!spend_challenge(db, &nonce, UnixMs(10)).await.unwrap());
        forget_expired(db, UnixMs(9)).await.unwrap();
        assert!(!spend_challenge(db, &nonce, UnixMs(10)).await.unwrap());
        forget_expired(db, UnixMs(10)).await.unwrap();
        assert_eq!(spent_challenge::Entity::find().all(db).await.unwrap(), []);
    }
}
