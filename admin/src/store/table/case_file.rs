//! A file of a case, sealed with its own key. It waits for a case for a while.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "case_file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account: Uuid,
    pub case: Option<Uuid>,
    pub content_type: String,
    /// Sealed.
    pub name: Vec<u8>,
    /// Empty: the bytes lie with all sealed files. Older versions kept them here.
    pub content: Vec<u8>,
    pub bytes: i64,
    pub sha256: Vec<u8>,
    /// What is attached to a picture, as JSON without any value of it.
    pub picture: Option<String>,
    pub made_ms: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
