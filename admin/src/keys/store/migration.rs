//! The tables of the key store as they are made.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, Index, IntoIden, MigrationName, MigrationTrait, SchemaManager, Table,
        async_trait,
    },
    schema::{big_integer, big_integer_null, binary, binary_null, pk_uuid, string_len, uuid},
};

/// In order; a migration that was released is never changed.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![Box::new(First)]
}

struct First;

impl MigrationName for First {
    fn name(&self) -> &str {
        "keys_0001_days"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for First {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let day_key = Table::create()
            .table(DayKey::Table)
            .col(pk_uuid(DayKey::Id))
            .col(string_len(DayKey::Day, 16))
            .col(binary_null(DayKey::Wrapped))
            .col(big_integer_null(DayKey::DestroyedMs))
            .to_owned();
        let data_key = Table::create()
            .table(DataKey::Table)
            .col(pk_uuid(DataKey::Owner))
            .col(uuid(DataKey::DayKey))
            .col(binary(DataKey::Wrapped))
            .col(big_integer(DataKey::MadeMs))
            .to_owned();
        let mark = Table::create()
            .table(Mark::Table)
            .col(string_len(Mark::Name, 32).primary_key())
            .col(binary(Mark::Value))
            .to_owned();
        for table in [day_key, data_key, mark] {
            manager.create_table(table).await?;
        }
        for (name, table, column) in [
            ("day_key_day", DayKey::Table.into_iden(), "day"),
            ("data_key_day_key", DataKey::Table.into_iden(), "day_key"),
        ] {
            let index = Index::create()
                .name(name)
                .table(table)
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

#[derive(DeriveIden)]
enum DayKey {
    Table,
    Id,
    Day,
    Wrapped,
    DestroyedMs,
}

#[derive(DeriveIden)]
enum DataKey {
    Table,
    Owner,
    DayKey,
    Wrapped,
    MadeMs,
}

#[derive(DeriveIden)]
enum Mark {
    Table,
    Name,
    Value,
}
