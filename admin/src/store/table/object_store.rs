//! A store of second copies that was ever used.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "object_store")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub url: String,
    /// Stands in the store as well, and tells that it belongs to this house.
    pub house: String,
    pub since_ms: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
