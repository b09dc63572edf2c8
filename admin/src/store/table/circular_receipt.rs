//! A unit to which a circular went, and who of it read it first.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "circular_receipt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub circular: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit: Uuid,
    pub read_ms: Option<i64>,
    pub read_by: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
