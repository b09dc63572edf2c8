//! The entry of the trail that says which film of a camera came in.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "noted_film")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub film: Uuid,
    pub unit: Uuid,
    pub seq: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
