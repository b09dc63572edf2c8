//! Who watched a live picture from when to when: one row for each connection.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_viewer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub session: Uuid,
    pub report: Uuid,
    /// The subject of the media token.
    pub subject: String,
    pub account: Uuid,
    pub name: String,
    pub from_ms: i64,
    pub until_ms: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
