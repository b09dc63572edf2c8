//! A case: a filled form on its way through a workflow.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rulebook_case")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit: Uuid,
    pub document: String,
    /// The version under which it was opened.
    pub rulebook: String,
    pub workflow: String,
    pub number: String,
    pub state: String,
    pub closed: bool,
    pub version: i64,
    pub opened_ms: i64,
    pub changed_ms: i64,
    pub opened_by: Option<Uuid>,
    /// Values that are not personal, steps, approvals and open duties as JSON.
    pub body: String,
    /// Personal values, sealed with the key of the case.
    pub sealed: Option<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
