//! An event that waits for a command system to take it; gone once it did.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit: Uuid,
    pub report: Uuid,
    /// Its place among those of its report that wait.
    pub number: i32,
    pub kind: String,
    /// Of an end.
    pub reason: Option<String>,
    pub at_ms: i64,
    pub attempts: i32,
    /// When it is tried next.
    pub next_ms: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
