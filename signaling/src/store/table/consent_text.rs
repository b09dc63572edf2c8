//! The exact words that somebody agreed to, once for each wording.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "consent_text")]
pub struct Model {
    /// SHA-256 of the body.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    /// JSON as the page showed it.
    pub body: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
