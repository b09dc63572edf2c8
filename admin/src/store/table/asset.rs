//! A thing with a ledger. Rows stay, so that a number is never given twice.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "asset")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub unit: Uuid,
    /// Whose ledger it stands in; empty of a thing from before there were several.
    pub document: String,
    pub kind: String,
    pub number: String,
    pub state: String,
    pub class: Option<String>,
    pub attributes: String,
    pub held: i64,
    pub given_out: i64,
    /// The thing of which it is a copy.
    pub parent: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
