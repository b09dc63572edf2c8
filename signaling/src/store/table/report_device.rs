//! A phone bound to a link, with the consents given on it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_device")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report: Uuid,
    pub key_hash: Vec<u8>,
    pub bound_ms: i64,
    pub is_active: bool,
    pub consent_language: String,
    pub consent_version: String,
    /// Hash of the words agreed to.
    pub consent_text: Option<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
