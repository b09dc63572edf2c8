//! Of which thing another is a copy, and what stands beside a line of a ledger.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, Index, MigrationName, MigrationTrait, SchemaManager, Table, async_trait,
    },
    schema::{text_null, uuid_null},
};

pub(super) struct CopiesAndRemarks;

impl MigrationName for CopiesAndRemarks {
    fn name(&self) -> &str {
        "admin_copies_and_remarks"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CopiesAndRemarks {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let parent = Table::alter()
            .table(Asset::Table)
            .add_column(uuid_null(Asset::Parent))
            .to_owned();
        let remarks = Table::alter()
            .table(AssetEntry::Table)
            .add_column(text_null(AssetEntry::Remarks))
            .to_owned();
        for table in [parent, remarks] {
            manager.alter_table(table).await?;
        }
        let of_parent = Index::create()
            .name("asset_parent")
            .table(Asset::Table)
            .col(Asset::Parent)
            .to_owned();
        manager.create_index(of_parent).await
    }
}

#[derive(DeriveIden)]
enum Asset {
    Table,
    Parent,
}

#[derive(DeriveIden)]
enum AssetEntry {
    Table,
    Remarks,
}
