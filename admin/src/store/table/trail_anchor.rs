//! What stays of a unit's entries of one month after their years.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trail_anchor")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: String,
    pub first_seq: i64,
    pub last_seq: i64,
    pub closing: Vec<u8>,
    pub prev: Vec<u8>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
