//! Stores of second copies, and what has to go from them.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, Index, MigrationName, MigrationTrait, SchemaManager, Table, async_trait,
    },
    schema::{big_integer, big_integer_null, string, string_len, text, uuid},
};

pub(super) struct SecondCopies;

impl MigrationName for SecondCopies {
    fn name(&self) -> &str {
        "admin_second_copies"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SecondCopies {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let store = Table::create()
            .table(ObjectStore::Table)
            .col(string(ObjectStore::Url).primary_key())
            .col(string_len(ObjectStore::House, 32))
            .col(big_integer(ObjectStore::SinceMs))
            .to_owned();
        let erasure = Table::create()
            .table(ObjectErasure::Table)
            .col(string(ObjectErasure::Store))
            .col(string_len(ObjectErasure::Below, 128))
            .col(uuid(ObjectErasure::Unit))
            .col(string_len(ObjectErasure::Subject, 128))
            .col(text(ObjectErasure::Clause))
            .col(big_integer(ObjectErasure::OrderedMs))
            .col(big_integer_null(ObjectErasure::Objects))
            .primary_key(
                Index::create()
                    .col(ObjectErasure::Store)
                    .col(ObjectErasure::Below),
            )
            .to_owned();
        manager.create_table(store).await?;
        manager.create_table(erasure).await
    }
}

#[derive(DeriveIden)]
enum ObjectStore {
    Table,
    Url,
    House,
    SinceMs,
}

#[derive(DeriveIden)]
enum ObjectErasure {
    Table,
    Store,
    Below,
    Unit,
    Subject,
    Clause,
    OrderedMs,
    Objects,
}
