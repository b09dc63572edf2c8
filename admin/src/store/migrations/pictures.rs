//! What was found in the pictures that came in for cases.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, MigrationName, MigrationTrait, SchemaManager, Table, async_trait,
    },
    schema::text_null,
};

pub(super) struct Pictures;

impl MigrationName for Pictures {
    fn name(&self) -> &str {
        "admin_pictures"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Pictures {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let with_picture = Table::alter()
            .table(CaseFile::Table)
            .add_column(text_null(CaseFile::Picture))
            .to_owned();
        manager.alter_table(with_picture).await
    }
}

#[derive(DeriveIden)]
enum CaseFile {
    Table,
    Picture,
}
