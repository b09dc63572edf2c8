//! A phone that an officer registered for a staff URL.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_device")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub url: Uuid,
    pub key_hash: Vec<u8>,
    pub state: String,
    pub attempts_left: i32,
    pub registered_ms: i64,
    pub acknowledged_ms: i64,
    pub text_version: String,
    /// Sealed with the key of the staff URL.
    pub identity: Vec<u8>,
    /// Keyed hash of the code that the manager gave last.
    pub code_hash: Option<Vec<u8>>,
    pub code_case: Option<Uuid>,
    pub code_issued_ms: Option<i64>,
    pub code_expires_ms: Option<i64>,
    pub code_is_used: bool,
    pub last_start_ms: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
