//! A code that somebody hands over: only its hash is kept, and it is spent once.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub code_hash: Vec<u8>,
    pub purpose: String,
    /// Whose first factor it lets in.
    pub account: Option<Uuid>,
    /// What the browser becomes that shows it.
    pub terminal: Option<String>,
    pub unit: Uuid,
    pub name: String,
    pub made_by: Option<Uuid>,
    pub made_ms: i64,
    pub expires_ms: i64,
    /// Spent, or made void by a newer one.
    pub spent_ms: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
