//! In which entry of the trail the hash of a film of a camera stands.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, MigrationName, MigrationTrait, SchemaManager, Table, async_trait,
    },
    schema::{big_integer, pk_uuid, uuid},
};

pub(super) struct NotedFilms;

impl MigrationName for NotedFilms {
    fn name(&self) -> &str {
        "admin_noted_films"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for NotedFilms {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let noted = Table::create()
            .table(NotedFilm::Table)
            .col(pk_uuid(NotedFilm::Film))
            .col(uuid(NotedFilm::Unit))
            .col(big_integer(NotedFilm::Seq))
            .to_owned();
        manager.create_table(noted).await
    }
}

#[derive(DeriveIden)]
enum NotedFilm {
    Table,
    Film,
    Unit,
    Seq,
}
