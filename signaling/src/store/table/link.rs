//! A one-time link; only its token's hash is kept.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub report: Uuid,
    #[sea_orm(unique)]
    pub token_hash: Vec<u8>,
    pub state: String,
    pub opening_deadline_ms: i64,
    pub session_cap_ms: Option<i64>,
    pub max_devices: i32,
    pub uses: i32,
    pub readmissions: i32,
    pub resumptions: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
