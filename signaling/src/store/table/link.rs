//! A one-time link. The hashes of its tokens are rows of their own.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub report: Uuid,
    pub state: String,
    /// JSON of the figures it was issued under.
    pub rules: String,
    pub delivery_state: String,
    /// Of a failure.
    pub delivery_reason: Option<String>,
    /// Until when the receipt of the gateway that took the message is awaited.
    pub receipt_due_ms: Option<i64>,
    pub sends: i32,
    pub sent_ms: i64,
    pub opening_deadline_ms: i64,
    pub session_cap_ms: Option<i64>,
    pub is_warned: bool,
    pub is_prolonged: bool,
    /// Keyed hash; absent while no access code is asked for.
    pub code_hash: Option<Vec<u8>>,
    pub code_attempts_left: Option<i32>,
    pub code_state: Option<String>,
    /// What the database counts uses against; the same as in the rules.
    pub max_devices: i32,
    pub uses: i32,
    pub readmissions: i32,
    pub resumptions: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
