//! The office hours of a unit that differ from the standard.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "office_hours")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub unit: Uuid,
    pub hours: String,
    pub changed_ms: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
