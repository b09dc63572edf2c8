//! Copies of something erased that have to go from a store.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "object_erasure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub store: String,
    /// Everything below this name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub below: String,
    pub unit: Uuid,
    pub subject: String,
    pub clause: String,
    pub ordered_ms: i64,
    /// How many there were, once they were counted.
    pub objects: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
