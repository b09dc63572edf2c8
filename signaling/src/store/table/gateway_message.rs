//! A message and the gateways that were asked to take it. It holds no word of the message and no
//! destination.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "gateway_message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report: Uuid,
    /// Which message of the report, counted from 1.
    pub send: i32,
    pub state: String,
    /// Gateways asked so far.
    pub attempts: i32,
    /// The one that was asked last.
    pub gateway: Option<String>,
    /// Under which it knows the message.
    pub gateway_id: Option<String>,
    pub queued_ms: i64,
    pub submitted_ms: Option<i64>,
    pub answered_ms: Option<i64>,
    /// What its last receipt said.
    pub receipt: Option<String>,
    pub receipt_ms: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
