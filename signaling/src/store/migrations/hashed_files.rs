//! When the hash of a file was known: the day below whose root it stands.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, Expr, ExprTrait, Index, MigrationName, MigrationTrait, Query,
        SchemaManager, Table, async_trait,
    },
    schema::big_integer_null,
};

pub(super) struct HashedFiles;

impl MigrationName for HashedFiles {
    fn name(&self) -> &str {
        "signaling_hashed_files"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for HashedFiles {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let hashed = Table::alter()
            .table(ReportFile::Table)
            .add_column(big_integer_null(ReportFile::HashedMs))
            .to_owned();
        manager.alter_table(hashed).await?;
        // Those were put below the day on which they began.
        let known = Query::update()
            .table(ReportFile::Table)
            .value(ReportFile::HashedMs, Expr::col(ReportFile::CreatedMs))
            .and_where(Expr::col(ReportFile::Sha256).is_not_null())
            .to_owned();
        manager.exec_stmt(known).await?;
        let by_time = Index::create()
            .name("report_file_hashed")
            .table(ReportFile::Table)
            .col(ReportFile::HashedMs)
            .to_owned();
        manager.create_index(by_time).await
    }
}

#[derive(DeriveIden)]
enum ReportFile {
    Table,
    Sha256,
    CreatedMs,
    HashedMs,
}
