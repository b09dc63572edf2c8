//! Which documents a unit works by, and to which document a thing belongs.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, Index, MigrationName, MigrationTrait, SchemaManager, Table, async_trait,
    },
    schema::{big_integer, boolean, string_len, uuid, uuid_null},
};

pub(super) struct DocumentsOfUnits;

impl MigrationName for DocumentsOfUnits {
    fn name(&self) -> &str {
        "admin_documents_of_units"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for DocumentsOfUnits {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let switched = Table::create()
            .table(UnitDocument::Table)
            .col(big_integer(UnitDocument::Seq).primary_key())
            .col(uuid(UnitDocument::Unit))
            .col(string_len(UnitDocument::Document, 16))
            .col(boolean(UnitDocument::IsOn))
            .col(uuid_null(UnitDocument::Account))
            .col(big_integer(UnitDocument::AtMs))
            .to_owned();
        manager.create_table(switched).await?;
        let owner = Table::alter()
            .table(Asset::Table)
            .add_column(string_len(Asset::Document, 16).default(""))
            .to_owned();
        manager.alter_table(owner).await?;
        let number = Index::drop()
            .name("asset_number")
            .table(Asset::Table)
            .to_owned();
        manager.drop_index(number).await?;
        // A number is given once for good in the ledger of a document.
        let number = Index::create()
            .name("asset_document_number")
            .table(Asset::Table)
            .col(Asset::Unit)
            .col(Asset::Document)
            .col(Asset::Kind)
            .col(Asset::Number)
            .unique()
            .to_owned();
        manager.create_index(number).await
    }
}

#[derive(DeriveIden)]
enum UnitDocument {
    Table,
    Seq,
    Unit,
    Document,
    IsOn,
    Account,
    AtMs,
}

#[derive(DeriveIden)]
enum Asset {
    Table,
    Unit,
    Document,
    Kind,
    Number,
}
