//! What somebody set on top of a document, from a day on. Rows are never changed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "setting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub document: String,
    /// The version of the document.
    pub based_on: String,
    pub level: String,
    pub unit: Uuid,
    pub valid_from: String,
    pub author: Uuid,
    pub made_ms: i64,
    /// Parameters and texts as JSON.
    pub body: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
