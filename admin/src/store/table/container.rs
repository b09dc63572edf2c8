//! What the head of an encrypted container says, and how many wrong passwords were given for it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "container")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub file: Uuid,
    pub rounds: i64,
    pub salt: Vec<u8>,
    /// The hash of what somebody who knows the password can derive; neither password nor key.
    pub verifier: Vec<u8>,
    pub wrong: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
