//! What the holders of a post in a unit were told.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at_ms: i64,
    pub document: String,
    /// The kind of the post.
    pub post: String,
    pub unit: Uuid,
    /// Told to one person and not to the holders of a post.
    pub account: Option<Uuid>,
    pub kind: String,
    pub text_ja: String,
    pub text_en: String,
    pub clause: String,
    pub case: Option<Uuid>,
    pub circular: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
