//! A signed-in browser. Only the hash of its token is kept.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub token_hash: Vec<u8>,
    pub account: Uuid,
    pub terminal: String,
    /// The enrolled browser that was proven.
    pub terminal_id: Option<Uuid>,
    pub factor: String,
    /// Has to do something before anything else.
    pub duty: Option<String>,
    pub opened_ms: i64,
    pub expires_ms: i64,
    pub ended_ms: Option<i64>,
    pub locked_ms: Option<i64>,
    /// When the person last gave a factor, and last touched the page.
    pub proved_ms: i64,
    pub touched_ms: i64,
    /// Untouched for so long it locks, as the rulebook said when it was opened.
    pub idle_ms: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
