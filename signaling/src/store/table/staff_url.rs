//! A staff URL [職員用URL] with its sheet.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_url")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub headquarters: Uuid,
    pub unit: Uuid,
    /// Below the unit, in words.
    pub section: String,
    pub sheet_number: String,
    #[sea_orm(unique)]
    pub token_hash: Vec<u8>,
    pub state: String,
    pub issued_ms: i64,
    pub issued_by: Uuid,
    pub issued_by_name: String,
    pub valid_to_ms: i64,
    pub text_version: String,
    /// The sheet that it was issued in place of.
    pub replaces: Option<Uuid>,
    /// The last suspension, resumption or destruction.
    pub changed_ms: Option<i64>,
    pub changed_by_name: Option<String>,
    pub reason: Option<String>,
    /// JSON of what is counted of signs of a leak.
    pub leaks: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
