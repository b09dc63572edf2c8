//! A picture or film; its name is sealed here, its bytes in the folder of files.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "report_file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub report: Uuid,
    pub kind: String,
    /// Sealed.
    pub name: Vec<u8>,
    pub bytes: i64,
    pub received_bytes: i64,
    pub pieces: i32,
    /// What the first bytes said it is; absent until enough of them arrived.
    pub content: Option<String>,
    pub client_key: Option<String>,
    pub created_ms: i64,
    /// JSON of the state.
    pub state: String,
    pub sha256: Option<String>,
    /// When that hash was known.
    pub hashed_ms: Option<i64>,
    pub view_type: Option<String>,
    /// Sealed file of the viewable copy, and its plain length.
    pub view_id: Option<Uuid>,
    pub view_bytes: Option<i64>,
    pub thumbnail_id: Option<Uuid>,
    pub thumbnail_bytes: Option<i64>,
    pub width_px: Option<i32>,
    pub height_px: Option<i32>,
    /// JSON of what a recording tells of itself.
    pub recording: Option<String>,
    /// JSON of when a late part was filmed.
    pub late: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
