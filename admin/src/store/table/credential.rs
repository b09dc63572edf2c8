//! What a person proves the own identity with (VR-2.1).

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credential")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account: Uuid,
    pub kind: String,
    /// A password's hash, or the public key of an authenticator as its library writes it.
    pub secret: String,
    /// An authenticator's own id; no two persons share one.
    #[sea_orm(unique)]
    pub credential_id: Option<Vec<u8>>,
    pub name: String,
    pub registered_ms: i64,
    pub changed_ms: Option<i64>,
    pub revoked_ms: Option<i64>,
    pub last_used_ms: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
