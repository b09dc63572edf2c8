//! One report; what is personal in it is sealed with its data key.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub headquarters: Uuid,
    pub number: String,
    /// Who handles it now.
    pub operator: Uuid,
    pub operator_name: String,
    pub check_word: i32,
    pub created_ms: i64,
    pub state: String,
    /// Sealed, E.164 or an e-mail address.
    pub destination: Vec<u8>,
    /// Sealed.
    pub note: Vec<u8>,
    /// The command system's number of the case, sealed.
    pub case_number: Option<Vec<u8>>,
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
    /// How the link goes out, and in which language.
    pub channel: String,
    pub language: String,
    /// JSON of why the destination needs a second look.
    pub risks: String,
    /// The case of the request, with its reasons and duties.
    pub request_case: Option<Uuid>,
    /// Sealed; why the report was prolonged.
    pub prolong_reason: Option<Vec<u8>>,
    pub spoken_consent_ms: Option<i64>,
    /// JSON of who handles it, what was directed and when it is given up.
    pub desk: String,
    /// JSON of what was confirmed before the link went out.
    pub confirmed: Option<String>,
    /// Sealed JSON of what the desk notes.
    pub notes: Option<Vec<u8>>,
    /// The headquarters that it is offered to.
    pub pass_to: Option<Uuid>,
    /// Whether it is an exercise (VR-10).
    pub exercise: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
