//! What the manager directed; its words are sealed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_instruction")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report: Uuid,
    pub at_ms: i64,
    /// Nobody where the system did it.
    pub given_by: Option<Uuid>,
    pub given_by_name: Option<String>,
    pub given_to: Uuid,
    pub given_to_name: String,
    pub kind: String,
    /// Sealed.
    pub words: Vec<u8>,
    pub acknowledged_ms: Option<i64>,
    pub acknowledged_by: Option<Uuid>,
    pub acknowledged_by_name: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
