//! A short text; its body is sealed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report: Uuid,
    pub at_ms: i64,
    pub author: String,
    /// Sealed JSON.
    pub body: Vec<u8>,
    pub delivered_ms: Option<i64>,
    /// Chosen by the phone; a repeated one is the same message.
    pub client_key: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
