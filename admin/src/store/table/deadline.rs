//! A deadline and what became of it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deadline")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit: Uuid,
    pub subject: String,
    pub duty: String,
    pub rule: String,
    pub clause: String,
    pub rulebook: String,
    pub event: String,
    pub consequence: String,
    pub holder: Option<String>,
    pub repeats: bool,
    pub started_ms: i64,
    pub due_ms: i64,
    /// When the scheduler looks at it: its due moment, later after a failed try.
    pub look_ms: i64,
    pub state: String,
    pub state_ms: Option<i64>,
    pub superseded_by: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
