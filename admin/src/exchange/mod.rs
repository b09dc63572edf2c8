//! Encrypted containers on their way from unit to unit: sealed in the sender's browser, opened in the
//! receiver's. Neither password nor content ever comes here; what is proven is that somebody knows
//! the password, and that what lies here is nothing but a container.

pub mod mail;
pub mod unlock;

mod container;

pub use container::{Head, PAGE, head_of};

use aws_lc_rs::digest::{SHA256, digest};
use protocol::id::FileId;
use sea_orm::ColumnTrait;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};

use crate::store::table::container as row;

impl Head {
    pub(crate) async fn insert(
        &self,
        txn: &impl ConnectionTrait,
        file: FileId,
    ) -> Result<(), DbErr> {
        let row = row::ActiveModel {
            file: Set(file.0),
            rounds: Set(i64::from(self.rounds)),
            salt: Set(self.salt.clone()),
            verifier: Set(self.verifier.clone()),
            wrong: Set(0),
        };
        row::Entity::insert(row)
            .exec_without_returning(txn)
            .await
            .map(drop)
    }
}

/// Whether a file is a container.
pub(crate) async fn is_container(db: &impl ConnectionTrait, file: FileId) -> Result<bool, DbErr> {
    let own = row::Entity::find().filter(row::Column::File.eq(file.0));
    Ok(own.count(db).await? > 0)
}

pub(crate) async fn forget(txn: &impl ConnectionTrait, file: FileId) -> Result<(), DbErr> {
    let gone = row::Entity::delete_by_id(file.0);
    gone.exec(txn).await.map(drop)
}

/// Whether a proof is the one whose hash the container carries.
fn proves(proof: &[u8], row: &row::Model) -> bool {
    digest(&SHA256, proof).as_ref() == row.verifier
}
