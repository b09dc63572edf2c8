//! Who holds which post, in which unit, from which day to which. Days are days in Japan.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub document: String,
    pub kind: String,
    pub account: Uuid,
    pub unit: Uuid,
    pub from_day: String,
    pub to_day: Option<String>,
    /// How the person came to it, as JSON of the core's title.
    pub title: String,
    pub basis: String,
    pub made_ms: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
