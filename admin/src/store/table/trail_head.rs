//! Where a unit's chain ends.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trail_head")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit: Uuid,
    pub seq: i64,
    pub hash: Vec<u8>,
    /// The last entry under a signed head.
    pub signed_seq: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
