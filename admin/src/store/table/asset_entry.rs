//! One line of a ledger.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "asset_entry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub asset: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub act: String,
    pub quantity: i64,
    pub by_account: Uuid,
    pub confirmed_by: Option<Uuid>,
    pub witness: Option<Uuid>,
    pub method: Option<String>,
    pub place: Option<String>,
    pub place_lockable: Option<bool>,
    pub due_back_ms: Option<i64>,
    /// The case whose step did it.
    pub by_case: Option<Uuid>,
    pub state: String,
    pub clause: String,
    pub at_ms: i64,
    /// What stands beside the line.
    pub remarks: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
