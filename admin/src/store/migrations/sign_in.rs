//! Tables of terminals, one-time codes and keepers, and what credentials
//! and sessions have since fingerprints and locks.

use sea_orm_migration::{
    prelude::{
        ColumnDef, DbErr, DeriveIden, Index, IntoIden, MigrationName, MigrationTrait,
        SchemaManager, Table, async_trait,
    },
    schema::{
        big_integer, big_integer_null, binary_len, binary_null, pk_uuid, string, string_len,
        string_len_null, text, uuid, uuid_null,
    },
};

pub(super) struct SignIn;

impl MigrationName for SignIn {
    fn name(&self) -> &str {
        "admin_0005_sign_in"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SignIn {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        credentials(manager).await?;
        sessions(manager).await?;
        add(manager, Notice::Table, uuid_null(Notice::Account)).await?;
        terminals(manager).await?;
        keepers(manager).await
    }
}

async fn credentials(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for column in [
        binary_null(Credential::CredentialId),
        string(Credential::Name).default("").take(),
        big_integer_null(Credential::LastUsedMs),
    ] {
        add(manager, Credential::Table, column).await?;
    }
    let unique = Index::create()
        .name("credential_credential_id")
        .table(Credential::Table)
        .col(Credential::CredentialId)
        .unique()
        .to_owned();
    manager.create_index(unique).await
}

async fn sessions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for column in [
        uuid_null(Session::TerminalId),
        string_len(Session::Factor, 32).default("").take(),
        string_len_null(Session::Duty, 32),
        big_integer_null(Session::LockedMs),
        big_integer(Session::ProvedMs).default(0).take(),
        big_integer(Session::TouchedMs).default(0).take(),
        big_integer(Session::IdleMs).default(0).take(),
    ] {
        add(manager, Session::Table, column).await?;
    }
    for (name, column) in [
        ("session_ended", Session::EndedMs),
        ("session_terminal", Session::TerminalId),
    ] {
        let index = Index::create()
            .name(name)
            .table(Session::Table)
            .col(column)
            .to_owned();
        manager.create_index(index).await?;
    }
    Ok(())
}

async fn terminals(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let terminal = Table::create()
        .table(Terminal::Table)
        .col(pk_uuid(Terminal::Id))
        .col(string_len(Terminal::Kind, 16))
        .col(uuid(Terminal::Unit))
        .col(string(Terminal::Name))
        .col(binary_len(Terminal::PublicKey, 65).unique_key())
        .col(big_integer(Terminal::EnrolledMs))
        .col(uuid_null(Terminal::EnrolledBy))
        .col(big_integer_null(Terminal::LastUsedMs))
        .col(big_integer_null(Terminal::RevokedMs))
        .to_owned();
    let code = Table::create()
        .table(OneTimeCode::Table)
        .col(pk_uuid(OneTimeCode::Id))
        .col(binary_len(OneTimeCode::CodeHash, 32).unique_key())
        .col(string_len(OneTimeCode::Purpose, 16))
        .col(uuid_null(OneTimeCode::Account))
        .col(string_len_null(OneTimeCode::Terminal, 16))
        .col(uuid(OneTimeCode::Unit))
        .col(string(OneTimeCode::Name))
        .col(uuid_null(OneTimeCode::MadeBy))
        .col(big_integer(OneTimeCode::MadeMs))
        .col(big_integer(OneTimeCode::ExpiresMs))
        .col(big_integer_null(OneTimeCode::SpentMs))
        .to_owned();
    for table in [terminal, code] {
        manager.create_table(table).await?;
    }
    let by_unit = Index::create()
        .name("terminal_unit")
        .table(Terminal::Table)
        .col(Terminal::Unit)
        .to_owned();
    manager.create_index(by_unit).await
}

async fn keepers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let keeper = Table::create()
        .table(Keeper::Table)
        .col(pk_uuid(Keeper::Id))
        .col(string(Keeper::Name))
        .col(text(Keeper::PassphraseHash))
        .col(big_integer(Keeper::MadeMs))
        .to_owned();
    manager.create_table(keeper).await
}

/// One column at a time, as SQLite wants it.
async fn add(
    manager: &SchemaManager<'_>,
    table: impl IntoIden,
    column: ColumnDef,
) -> Result<(), DbErr> {
    let alter = Table::alter()
        .table(table.into_iden())
        .add_column(column)
        .to_owned();
    manager.alter_table(alter).await
}

#[derive(DeriveIden)]
#[allow(clippy::enum_variant_names, reason = "the column's name")]
enum Credential {
    Table,
    CredentialId,
    Name,
    LastUsedMs,
}

#[derive(DeriveIden)]
enum Notice {
    Table,
    Account,
}

#[derive(DeriveIden)]
enum Session {
    Table,
    TerminalId,
    Factor,
    Duty,
    EndedMs,
    LockedMs,
    ProvedMs,
    TouchedMs,
    IdleMs,
}

#[derive(DeriveIden)]
enum Terminal {
    Table,
    Id,
    Kind,
    Unit,
    Name,
    PublicKey,
    EnrolledMs,
    EnrolledBy,
    LastUsedMs,
    RevokedMs,
}

#[derive(DeriveIden)]
enum OneTimeCode {
    Table,
    Id,
    CodeHash,
    Purpose,
    Account,
    Terminal,
    Unit,
    Name,
    MadeBy,
    MadeMs,
    ExpiresMs,
    SpentMs,
}

#[derive(DeriveIden)]
enum Keeper {
    Table,
    Id,
    Name,
    PassphraseHash,
    MadeMs,
}
