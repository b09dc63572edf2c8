//! What a case is about, so that other cases find it: ids and words that are not personal.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_about")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub about: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
