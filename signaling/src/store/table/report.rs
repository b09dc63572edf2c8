//! One report; what is personal in it is sealed with its data key.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub headquarters: Uuid,
    pub number: String,
    pub operator: Uuid,
    pub operator_name: String,
    pub check_word: i32,
    pub created_ms: i64,
    pub state: String,
    /// Sealed, E.164.
    pub destination: Vec<u8>,
    /// Sealed.
    pub note: Vec<u8>,
    /// Sealed; present when nobody was told beforehand.
    pub no_report_reason: Option<Vec<u8>>,
    pub report_after_due_ms: Option<i64>,
    /// JSON of what the phone says about itself.
    pub phone: Option<String>,
    pub stuck_obstacle: Option<String>,
    pub stuck_ms: Option<i64>,
    pub publisher: Option<Uuid>,
    pub live_since_ms: Option<i64>,
    pub ended_ms: Option<i64>,
    pub end_reason: Option<String>,
    /// JSON of the totals.
    pub totals: String,
    /// Sealed JSON of the newest position.
    pub last_point: Option<Vec<u8>>,
    /// The newest file with a thumbnail.
    pub last_picture: Option<Uuid>,
    /// When a task has to look at it again.
    pub next_deadline_ms: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
