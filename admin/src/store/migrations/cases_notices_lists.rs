//! Cases with their files, notices, circulars, staff lists that wait, answers of reviews.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, DynIden, Index, IntoIden, MigrationName, MigrationTrait, SchemaManager,
        Table, async_trait,
    },
    schema::{
        big_integer, big_integer_null, blob, blob_null, boolean, pk_uuid, string, string_len, text,
        uuid, uuid_null,
    },
};

pub(super) struct Fourth;

impl MigrationName for Fourth {
    fn name(&self) -> &str {
        "admin_0004_cases_notices_lists"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Fourth {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        cases(manager).await?;
        files(manager).await?;
        notices(manager).await?;
        circulars(manager).await?;
        lists(manager).await?;
        for (name, table, columns) in [
            (
                "case_unit",
                RulebookCase::Table.into_iden(),
                &["unit", "id"][..],
            ),
            (
                "case_closed",
                RulebookCase::Table.into_iden(),
                &["closed", "id"],
            ),
            ("case_about_about", CaseAbout::Table.into_iden(), &["about"]),
            (
                "case_file_account",
                CaseFile::Table.into_iden(),
                &["account"],
            ),
            (
                "notice_post",
                Notice::Table.into_iden(),
                &["unit", "post", "at_ms"],
            ),
            ("notice_case", Notice::Table.into_iden(), &["case"]),
            (
                "receipt_unit",
                CircularReceipt::Table.into_iden(),
                &["unit"],
            ),
            (
                "staff_list_account",
                StaffList::Table.into_iden(),
                &["account"],
            ),
        ] {
            index(manager, name, table, columns).await?;
        }
        Ok(())
    }
}

async fn cases(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let case = Table::create()
        .table(RulebookCase::Table)
        .col(pk_uuid(RulebookCase::Id))
        .col(uuid(RulebookCase::Unit))
        .col(string_len(RulebookCase::Document, 8))
        .col(string_len(RulebookCase::Rulebook, 128))
        .col(string_len(RulebookCase::Workflow, 64))
        .col(string_len(RulebookCase::Number, 64))
        .col(string_len(RulebookCase::State, 64))
        .col(boolean(RulebookCase::Closed))
        .col(big_integer(RulebookCase::Version))
        .col(big_integer(RulebookCase::OpenedMs))
        .col(big_integer(RulebookCase::ChangedMs))
        .col(uuid_null(RulebookCase::OpenedBy))
        .col(text(RulebookCase::Body))
        .col(blob_null(RulebookCase::Sealed))
        .to_owned();
    let about = Table::create()
        .table(CaseAbout::Table)
        .col(uuid(CaseAbout::Case))
        .col(string_len(CaseAbout::About, 96))
        .primary_key(Index::create().col(CaseAbout::Case).col(CaseAbout::About))
        .to_owned();
    let number = Table::create()
        .table(CaseNumber::Table)
        .col(uuid(CaseNumber::Unit))
        .col(string_len(CaseNumber::Series, 32))
        .col(big_integer(CaseNumber::Last))
        .primary_key(
            Index::create()
                .col(CaseNumber::Unit)
                .col(CaseNumber::Series),
        )
        .to_owned();
    for table in [case, about, number] {
        manager.create_table(table).await?;
    }
    Ok(())
}

async fn files(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let file = Table::create()
        .table(CaseFile::Table)
        .col(pk_uuid(CaseFile::Id))
        .col(uuid(CaseFile::Account))
        .col(uuid_null(CaseFile::Case))
        .col(string_len(CaseFile::ContentType, 128))
        .col(blob(CaseFile::Name))
        .col(blob(CaseFile::Content))
        .col(big_integer(CaseFile::Bytes))
        .col(blob(CaseFile::Sha256))
        .col(big_integer(CaseFile::MadeMs))
        .to_owned();
    manager.create_table(file).await
}

async fn notices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let notice = Table::create()
        .table(Notice::Table)
        .col(pk_uuid(Notice::Id))
        .col(big_integer(Notice::AtMs))
        .col(string_len(Notice::Document, 8))
        .col(string_len(Notice::Post, 64))
        .col(uuid(Notice::Unit))
        .col(string_len(Notice::Kind, 16))
        .col(text(Notice::TextJa))
        .col(text(Notice::TextEn))
        .col(string_len(Notice::Clause, 64))
        .col(uuid_null(Notice::Case))
        .col(uuid_null(Notice::Circular))
        .to_owned();
    let read = Table::create()
        .table(NoticeRead::Table)
        .col(uuid(NoticeRead::Notice))
        .col(uuid(NoticeRead::Account))
        .col(big_integer(NoticeRead::AtMs))
        .primary_key(
            Index::create()
                .col(NoticeRead::Notice)
                .col(NoticeRead::Account),
        )
        .to_owned();
    manager.create_table(notice).await?;
    manager.create_table(read).await
}

async fn circulars(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let circular = Table::create()
        .table(Circular::Table)
        .col(pk_uuid(Circular::Id))
        .col(uuid(Circular::Unit))
        .col(uuid(Circular::Account))
        .col(string(Circular::Title))
        .col(text(Circular::Body))
        .col(big_integer(Circular::AtMs))
        .to_owned();
    let receipt = Table::create()
        .table(CircularReceipt::Table)
        .col(uuid(CircularReceipt::Circular))
        .col(uuid(CircularReceipt::Unit))
        .col(big_integer_null(CircularReceipt::ReadMs))
        .col(uuid_null(CircularReceipt::ReadBy))
        .primary_key(
            Index::create()
                .col(CircularReceipt::Circular)
                .col(CircularReceipt::Unit),
        )
        .to_owned();
    manager.create_table(circular).await?;
    manager.create_table(receipt).await
}

async fn lists(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let list = Table::create()
        .table(StaffList::Table)
        .col(string_len(StaffList::Token, 64).primary_key())
        .col(uuid(StaffList::Account))
        .col(string_len(StaffList::Document, 8))
        .col(text(StaffList::Text))
        .col(blob(StaffList::Digest))
        .col(big_integer(StaffList::MadeMs))
        .to_owned();
    manager.create_table(list).await?;
    let answer = Table::create()
        .table(ReviewAnswer::Table)
        .col(uuid(ReviewAnswer::Deadline))
        .col(uuid(ReviewAnswer::Post))
        .col(boolean(ReviewAnswer::Keep))
        .col(uuid(ReviewAnswer::ByAccount))
        .col(big_integer(ReviewAnswer::AtMs))
        .primary_key(
            Index::create()
                .col(ReviewAnswer::Deadline)
                .col(ReviewAnswer::Post),
        )
        .to_owned();
    manager.create_table(answer).await
}

async fn index(
    manager: &SchemaManager<'_>,
    name: &'static str,
    table: DynIden,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    manager.create_index(index.to_owned()).await
}

#[derive(DeriveIden)]
enum RulebookCase {
    Table,
    Id,
    Unit,
    Document,
    Rulebook,
    Workflow,
    Number,
    State,
    Closed,
    Version,
    OpenedMs,
    ChangedMs,
    OpenedBy,
    Body,
    Sealed,
}

#[derive(DeriveIden)]
enum CaseAbout {
    Table,
    Case,
    About,
}

#[derive(DeriveIden)]
enum CaseNumber {
    Table,
    Unit,
    Series,
    Last,
}

#[derive(DeriveIden)]
enum CaseFile {
    Table,
    Id,
    Account,
    Case,
    ContentType,
    Name,
    Content,
    Bytes,
    Sha256,
    MadeMs,
}

#[derive(DeriveIden)]
enum Notice {
    Table,
    Id,
    AtMs,
    Document,
    Post,
    Unit,
    Kind,
    TextJa,
    TextEn,
    Clause,
    Case,
    Circular,
}

#[derive(DeriveIden)]
enum NoticeRead {
    Table,
    Notice,
    Account,
    AtMs,
}

#[derive(DeriveIden)]
enum Circular {
    Table,
    Id,
    Unit,
    Account,
    Title,
    Body,
    AtMs,
}

#[derive(DeriveIden)]
enum CircularReceipt {
    Table,
    Circular,
    Unit,
    ReadMs,
    ReadBy,
}

#[derive(DeriveIden)]
enum StaffList {
    Table,
    Token,
    Account,
    Document,
    Text,
    Digest,
    MadeMs,
}

#[derive(DeriveIden)]
enum ReviewAnswer {
    Table,
    Deadline,
    Post,
    Keep,
    ByAccount,
    AtMs,
}
