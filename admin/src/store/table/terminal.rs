//! An enrolled browser. Rows stay, so that the trail can be read.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "terminal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub unit: Uuid,
    pub name: String,
    /// The uncompressed point of its key; the private half never leaves the browser.
    #[sea_orm(unique)]
    pub public_key: Vec<u8>,
    pub enrolled_ms: i64,
    /// Who made the code; nobody where the server itself did.
    pub enrolled_by: Option<Uuid>,
    pub last_used_ms: Option<i64>,
    pub revoked_ms: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
