//! One entry of a unit's chain.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trail_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub prev_hash: Vec<u8>,
    pub at_ms: i64,
    pub actor: String,
    pub post: String,
    pub terminal: String,
    pub action: String,
    pub subjects: String,
    pub clause: String,
    pub result: String,
    pub hash: Vec<u8>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
