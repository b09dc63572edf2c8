//! What was decided on one post in one review.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "review_answer")]
pub struct Model {
    /// The deadline of the review.
    #[sea_orm(primary_key, auto_increment = false)]
    pub deadline: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub post: Uuid,
    pub keep: bool,
    pub by_account: Uuid,
    pub at_ms: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
