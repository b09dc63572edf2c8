//! When late parts were filmed, in the table of files.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, MigrationName, MigrationTrait, SchemaManager, Table, async_trait,
    },
    schema::text_null,
};

pub(super) struct LateParts;

impl MigrationName for LateParts {
    fn name(&self) -> &str {
        "signaling_0006_late_parts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for LateParts {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let late = Table::alter()
            .table(ReportFile::Table)
            .add_column(text_null(ReportFile::Late))
            .to_owned();
        manager.alter_table(late).await
    }
}

#[derive(DeriveIden)]
enum ReportFile {
    Table,
    Late,
}
