//! Staff URLs, the officers' phones and their sessions.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, Index, MigrationName, MigrationTrait, SchemaManager, Table, async_trait,
    },
    schema::{
        big_integer, big_integer_null, binary, binary_len, binary_null, boolean, integer, string,
        string_null, text, text_null, uuid, uuid_null,
    },
};

pub(super) struct StaffUrls;

impl MigrationName for StaffUrls {
    fn name(&self) -> &str {
        "signaling_staff_urls"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for StaffUrls {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tables(manager).await?;
        indexes(manager).await
    }
}

async fn tables(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let url = Table::create()
        .table(StaffUrl::Table)
        .col(uuid(StaffUrl::Id).primary_key())
        .col(uuid(StaffUrl::Headquarters))
        .col(uuid(StaffUrl::Unit))
        .col(string(StaffUrl::Section))
        .col(string(StaffUrl::SheetNumber))
        .col(binary_len(StaffUrl::TokenHash, 32).unique_key())
        .col(string(StaffUrl::State))
        .col(big_integer(StaffUrl::IssuedMs))
        .col(uuid(StaffUrl::IssuedBy))
        .col(string(StaffUrl::IssuedByName))
        .col(big_integer(StaffUrl::ValidToMs))
        .col(string(StaffUrl::TextVersion))
        .col(uuid_null(StaffUrl::Replaces))
        .col(big_integer_null(StaffUrl::ChangedMs))
        .col(string_null(StaffUrl::ChangedByName))
        .col(text_null(StaffUrl::Reason))
        .col(text(StaffUrl::Leaks))
        .to_owned();
    let device = Table::create()
        .table(StaffDevice::Table)
        .col(uuid(StaffDevice::Id).primary_key())
        .col(uuid(StaffDevice::Url))
        .col(binary_len(StaffDevice::KeyHash, 32))
        .col(string(StaffDevice::State))
        .col(integer(StaffDevice::AttemptsLeft))
        .col(big_integer(StaffDevice::RegisteredMs))
        .col(big_integer(StaffDevice::AcknowledgedMs))
        .col(string(StaffDevice::TextVersion))
        .col(binary(StaffDevice::Identity))
        .col(binary_null(StaffDevice::CodeHash))
        .col(uuid_null(StaffDevice::CodeCase))
        .col(big_integer_null(StaffDevice::CodeIssuedMs))
        .col(big_integer_null(StaffDevice::CodeExpiresMs))
        .col(boolean(StaffDevice::CodeIsUsed))
        .col(big_integer_null(StaffDevice::LastStartMs))
        .to_owned();
    let session = Table::create()
        .table(StaffSession::Table)
        .col(uuid(StaffSession::Report).primary_key())
        .col(uuid(StaffSession::Url))
        .col(uuid(StaffSession::Device))
        .col(uuid(StaffSession::UseCase))
        .col(big_integer(StaffSession::StartedMs))
        .to_owned();
    let code = Table::create()
        .table(StaffUnitCode::Table)
        .col(uuid(StaffUnitCode::Unit).primary_key())
        .col(integer(StaffUnitCode::Series))
        .to_owned();
    for table in [url, device, session, code] {
        manager.create_table(table).await?;
    }
    Ok(())
}

async fn indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let devices = Index::create()
        .name("staff_device_by_key")
        .table(StaffDevice::Table)
        .col(StaffDevice::Url)
        .col(StaffDevice::KeyHash)
        .unique()
        .to_owned();
    let urls = Index::create()
        .name("staff_url_by_headquarters")
        .table(StaffUrl::Table)
        .col(StaffUrl::Headquarters)
        .to_owned();
    let sessions = Index::create()
        .name("staff_session_by_device")
        .table(StaffSession::Table)
        .col(StaffSession::Device)
        .to_owned();
    let cases = Index::create()
        .name("staff_session_by_case")
        .table(StaffSession::Table)
        .col(StaffSession::UseCase)
        .to_owned();
    for index in [devices, urls, sessions, cases] {
        manager.create_index(index).await?;
    }
    Ok(())
}

#[derive(DeriveIden)]
enum StaffUrl {
    Table,
    Id,
    Headquarters,
    Unit,
    Section,
    SheetNumber,
    TokenHash,
    State,
    IssuedMs,
    IssuedBy,
    IssuedByName,
    ValidToMs,
    TextVersion,
    Replaces,
    ChangedMs,
    ChangedByName,
    Reason,
    Leaks,
}

#[derive(DeriveIden)]
enum StaffDevice {
    Table,
    Id,
    Url,
    KeyHash,
    State,
    AttemptsLeft,
    RegisteredMs,
    AcknowledgedMs,
    TextVersion,
    Identity,
    CodeHash,
    CodeCase,
    CodeIssuedMs,
    CodeExpiresMs,
    CodeIsUsed,
    LastStartMs,
}

#[derive(DeriveIden)]
enum StaffSession {
    Table,
    Report,
    Url,
    Device,
    UseCase,
    StartedMs,
}

#[derive(DeriveIden)]
enum StaffUnitCode {
    Table,
    Unit,
    Series,
}
