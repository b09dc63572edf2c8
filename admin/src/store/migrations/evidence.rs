//! How far journals are noted in the trail, what stands below the root of each day, and by which case something was done to a thing.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, Index, MigrationName, MigrationTrait, SchemaManager, Table, async_trait,
    },
    schema::{big_integer, binary_len, pk_uuid, string_len, uuid, uuid_null},
};

pub(super) struct Evidence;

impl MigrationName for Evidence {
    fn name(&self) -> &str {
        "admin_evidence_notes_and_exports"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Evidence {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let noted = Table::create()
            .table(NotedJournal::Table)
            .col(pk_uuid(NotedJournal::File))
            .col(uuid(NotedJournal::Report))
            .col(uuid(NotedJournal::Unit))
            .col(big_integer(NotedJournal::Seq))
            .col(big_integer(NotedJournal::Chunks))
            .col(binary_len(NotedJournal::Hash, 32))
            .col(big_integer(NotedJournal::AtMs))
            .to_owned();
        manager.create_table(noted).await?;
        let by_report = Index::create()
            .name("noted_journal_report")
            .table(NotedJournal::Table)
            .col(NotedJournal::Report)
            .to_owned();
        manager.create_index(by_report).await?;
        days(manager).await?;
        let by_case = Table::alter()
            .table(AssetEntry::Table)
            .add_column(uuid_null(AssetEntry::ByCase))
            .to_owned();
        manager.alter_table(by_case).await
    }
}

async fn days(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let root = Table::create()
        .table(DayRoot::Table)
        .col(uuid(DayRoot::Unit))
        .col(string_len(DayRoot::Day, 10))
        .col(big_integer(DayRoot::Seq))
        .primary_key(Index::create().col(DayRoot::Unit).col(DayRoot::Day))
        .to_owned();
    let leaf = Table::create()
        .table(DayLeaf::Table)
        .col(uuid(DayLeaf::Unit))
        .col(string_len(DayLeaf::Day, 10))
        .col(big_integer(DayLeaf::Place))
        .col(uuid(DayLeaf::Thing))
        .col(binary_len(DayLeaf::Hash, 32))
        .primary_key(
            Index::create()
                .col(DayLeaf::Unit)
                .col(DayLeaf::Day)
                .col(DayLeaf::Place),
        )
        .to_owned();
    manager.create_table(root).await?;
    manager.create_table(leaf).await?;
    let by_thing = Index::create()
        .name("day_leaf_thing")
        .table(DayLeaf::Table)
        .col(DayLeaf::Thing)
        .to_owned();
    manager.create_index(by_thing).await
}

#[derive(DeriveIden)]
enum DayRoot {
    Table,
    Unit,
    Day,
    Seq,
}

#[derive(DeriveIden)]
enum DayLeaf {
    Table,
    Unit,
    Day,
    Place,
    Thing,
    Hash,
}

#[derive(DeriveIden)]
enum NotedJournal {
    Table,
    File,
    Report,
    Unit,
    Seq,
    Chunks,
    Hash,
    AtMs,
}

#[derive(DeriveIden)]
enum AssetEntry {
    Table,
    ByCase,
}
