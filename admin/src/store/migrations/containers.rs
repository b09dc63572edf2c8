//! Encrypted containers on their way from unit to unit.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, MigrationName, MigrationTrait, SchemaManager, Table, async_trait,
    },
    schema::{big_integer, binary, pk_uuid},
};

pub(super) struct Containers;

impl MigrationName for Containers {
    fn name(&self) -> &str {
        "admin_containers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Containers {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let container = Table::create()
            .table(Container::Table)
            .col(pk_uuid(Container::File))
            .col(big_integer(Container::Rounds))
            .col(binary(Container::Salt))
            .col(binary(Container::Verifier))
            .col(big_integer(Container::Wrong))
            .to_owned();
        manager.create_table(container).await
    }
}

#[derive(DeriveIden)]
enum Container {
    Table,
    File,
    Rounds,
    Salt,
    Verifier,
    Wrong,
}
