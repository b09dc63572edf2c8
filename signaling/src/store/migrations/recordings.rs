//! Films of what a media node kept, in the table of files.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, MigrationName, MigrationTrait, SchemaManager, Table, async_trait,
    },
    schema::text_null,
};

pub(super) struct Recordings;

impl MigrationName for Recordings {
    fn name(&self) -> &str {
        "signaling_0005_recordings"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Recordings {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let recording = Table::alter()
            .table(ReportFile::Table)
            .add_column(text_null(ReportFile::Recording))
            .to_owned();
        manager.alter_table(recording).await
    }
}

#[derive(DeriveIden)]
enum ReportFile {
    Table,
    Recording,
}
