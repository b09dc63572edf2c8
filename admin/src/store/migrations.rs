//! Tables of accounts, sessions, keys and trail, and what was added since.

mod cases_notices_lists;
mod containers;
mod copies_and_remarks;
mod deadlines_assets_heads;
mod documents_of_units;
mod evidence;
mod noted_films;
mod pictures;
mod posts_units_settings;
mod second_copies;
mod sign_in;

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, DynIden, Index, IntoIden, MigrationName, MigrationTrait, SchemaManager,
        Table, async_trait,
    },
    schema::{
        big_integer, big_integer_null, binary, binary_len, pk_uuid, string, string_len, text, uuid,
        uuid_null,
    },
};

/// In order; a migration that was released is never changed.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(First),
        Box::new(deadlines_assets_heads::Second),
        Box::new(posts_units_settings::Third),
        Box::new(cases_notices_lists::Fourth),
        Box::new(sign_in::SignIn),
        Box::new(evidence::Evidence),
        Box::new(second_copies::SecondCopies),
        Box::new(noted_films::NotedFilms),
        Box::new(containers::Containers),
        Box::new(copies_and_remarks::CopiesAndRemarks),
        Box::new(pictures::Pictures),
        Box::new(documents_of_units::DocumentsOfUnits),
    ]
}

struct First;

impl MigrationName for First {
    fn name(&self) -> &str {
        "admin_0001_people_keys_trail"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for First {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        people(manager).await?;
        sessions(manager).await?;
        trail(manager).await?;
        keys(manager).await
    }
}

async fn people(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let unit = Table::create()
        .table(Unit::Table)
        .col(pk_uuid(Unit::Id))
        .col(string_len(Unit::Kind, 32))
        .col(string(Unit::Name))
        .col(uuid_null(Unit::Parent))
        .to_owned();
    let account = Table::create()
        .table(Account::Table)
        .col(pk_uuid(Account::Id))
        .col(string_len(Account::UserId, 64).unique_key())
        .col(string(Account::Name))
        .col(big_integer(Account::MadeMs))
        .to_owned();
    let appointment = Table::create()
        .table(Appointment::Table)
        .col(pk_uuid(Appointment::Id))
        .col(uuid(Appointment::Account))
        .col(uuid(Appointment::Unit))
        .col(string_len(Appointment::Post, 64))
        .col(big_integer(Appointment::FromMs))
        .col(big_integer_null(Appointment::ToMs))
        .col(uuid_null(Appointment::AppointedBy))
        .to_owned();
    let credential = Table::create()
        .table(Credential::Table)
        .col(pk_uuid(Credential::Id))
        .col(uuid(Credential::Account))
        .col(string_len(Credential::Kind, 16))
        .col(text(Credential::Secret))
        .col(big_integer(Credential::RegisteredMs))
        .col(big_integer_null(Credential::ChangedMs))
        .col(big_integer_null(Credential::RevokedMs))
        .to_owned();
    for table in [unit, account, appointment, credential] {
        manager.create_table(table).await?;
    }
    for (name, table, column) in [
        (
            "appointment_account",
            Appointment::Table.into_iden(),
            "account",
        ),
        (
            "credential_account",
            Credential::Table.into_iden(),
            "account",
        ),
    ] {
        index(manager, name, table, column).await?;
    }
    Ok(())
}

async fn sessions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let session = Table::create()
        .table(Session::Table)
        .col(pk_uuid(Session::Id))
        .col(binary_len(Session::TokenHash, 32).unique_key())
        .col(uuid(Session::Account))
        .col(uuid(Session::Appointment))
        .col(string_len(Session::Terminal, 16))
        .col(big_integer(Session::OpenedMs))
        .col(big_integer(Session::ExpiresMs))
        .col(big_integer_null(Session::EndedMs))
        .to_owned();
    manager.create_table(session).await?;
    index(
        manager,
        "session_account",
        Session::Table.into_iden(),
        "account",
    )
    .await
}

async fn trail(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let entry = Table::create()
        .table(TrailEntry::Table)
        .col(uuid(TrailEntry::Unit))
        .col(big_integer(TrailEntry::Seq))
        .col(binary_len(TrailEntry::PrevHash, 32))
        .col(big_integer(TrailEntry::AtMs))
        .col(string(TrailEntry::Actor))
        .col(string(TrailEntry::Post))
        .col(string(TrailEntry::Terminal))
        .col(string(TrailEntry::Action))
        .col(text(TrailEntry::Subjects))
        .col(string(TrailEntry::Clause))
        .col(string(TrailEntry::Result))
        .col(binary_len(TrailEntry::Hash, 32))
        .primary_key(Index::create().col(TrailEntry::Unit).col(TrailEntry::Seq))
        .to_owned();
    let head = Table::create()
        .table(TrailHead::Table)
        .col(pk_uuid(TrailHead::Unit))
        .col(big_integer(TrailHead::Seq))
        .col(binary_len(TrailHead::Hash, 32))
        .to_owned();
    manager.create_table(entry).await?;
    manager.create_table(head).await
}

async fn keys(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let report_key = Table::create()
        .table(ReportKey::Table)
        .col(pk_uuid(ReportKey::Report))
        .col(binary(ReportKey::Wrapped))
        .col(big_integer(ReportKey::MadeMs))
        .to_owned();
    let key_check = Table::create()
        .table(KeyCheck::Table)
        .col(string_len(KeyCheck::Name, 32).primary_key())
        .col(binary(KeyCheck::Proof))
        .to_owned();
    manager.create_table(report_key).await?;
    manager.create_table(key_check).await
}

async fn index(
    manager: &SchemaManager<'_>,
    name: &'static str,
    table: DynIden,
    column: &'static str,
) -> Result<(), DbErr> {
    let index = Index::create()
        .name(name)
        .table(table)
        .col(column)
        .to_owned();
    manager.create_index(index).await
}

#[derive(DeriveIden)]
enum Unit {
    Table,
    Id,
    Kind,
    Name,
    Parent,
}

#[derive(DeriveIden)]
enum Account {
    Table,
    Id,
    UserId,
    Name,
    MadeMs,
}

#[derive(DeriveIden)]
enum Appointment {
    Table,
    Id,
    Account,
    Unit,
    Post,
    FromMs,
    ToMs,
    AppointedBy,
}

#[derive(DeriveIden)]
enum Credential {
    Table,
    Id,
    Account,
    Kind,
    Secret,
    RegisteredMs,
    ChangedMs,
    RevokedMs,
}

#[derive(DeriveIden)]
enum Session {
    Table,
    Id,
    TokenHash,
    Account,
    Appointment,
    Terminal,
    OpenedMs,
    ExpiresMs,
    EndedMs,
}

#[derive(DeriveIden)]
enum TrailEntry {
    Table,
    Unit,
    Seq,
    PrevHash,
    AtMs,
    Actor,
    Post,
    Terminal,
    Action,
    Subjects,
    Clause,
    Result,
    Hash,
}

#[derive(DeriveIden)]
enum TrailHead {
    Table,
    Unit,
    Seq,
    Hash,
}

#[derive(DeriveIden)]
enum ReportKey {
    Table,
    Report,
    Wrapped,
    MadeMs,
}

#[derive(DeriveIden)]
enum KeyCheck {
    Table,
    Name,
    Proof,
}
