//! Tables of links, reports and what callers send.

mod command_system;
mod delivery;
mod desk;
mod figures;
mod hashed_files;
mod late_parts;
mod link_rules;
mod recordings;
mod staff;

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, Index, IndexCreateStatement, MigrationName, MigrationTrait,
        SchemaManager, Table, async_trait,
    },
    schema::{
        big_integer, big_integer_null, binary, binary_len, binary_null, boolean, integer,
        integer_null, string, string_null, text, text_null, uuid, uuid_null,
    },
};

/// In order; a migration that was released is never changed.
pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(First),
        Box::new(link_rules::LinkRules),
        Box::new(desk::Desk),
        Box::new(staff::StaffUrls),
        Box::new(delivery::Delivery),
        Box::new(command_system::CommandSystem),
        Box::new(figures::Figures),
        Box::new(recordings::Recordings),
        Box::new(late_parts::LateParts),
        Box::new(hashed_files::HashedFiles),
    ]
}

struct First;

impl MigrationName for First {
    fn name(&self) -> &str {
        "signaling_0001_links_reports"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for First {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        requests(manager).await?;
        callers(manager).await?;
        small(manager).await?;
        indexes(manager).await
    }
}

async fn requests(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let report = Table::create()
        .table(Report::Table)
        .col(uuid(Report::Id).primary_key())
        .col(uuid(Report::Headquarters))
        .col(string(Report::Number))
        .col(uuid(Report::Operator))
        .col(string(Report::OperatorName))
        .col(integer(Report::CheckWord))
        .col(big_integer(Report::CreatedMs))
        .col(string(Report::State))
        .col(binary(Report::Destination))
        .col(binary(Report::Note))
        .col(binary_null(Report::NoReportReason))
        .col(big_integer_null(Report::ReportAfterDueMs))
        .col(text_null(Report::Phone))
        .col(string_null(Report::StuckObstacle))
        .col(big_integer_null(Report::StuckMs))
        .col(uuid_null(Report::Publisher))
        .col(big_integer_null(Report::LiveSinceMs))
        .col(big_integer_null(Report::EndedMs))
        .col(string_null(Report::EndReason))
        .col(text(Report::Totals))
        .col(binary_null(Report::LastPoint))
        .col(uuid_null(Report::LastPicture))
        .col(big_integer_null(Report::NextDeadlineMs))
        .to_owned();
    let link = Table::create()
        .table(Link::Table)
        .col(uuid(Link::Id).primary_key())
        .col(uuid(Link::Report).unique_key())
        .col(binary_len(Link::TokenHash, 32).unique_key())
        .col(string(Link::State))
        .col(big_integer(Link::OpeningDeadlineMs))
        .col(big_integer_null(Link::SessionCapMs))
        .col(integer(Link::MaxDevices))
        .col(integer(Link::Uses))
        .col(integer(Link::Readmissions))
        .col(integer(Link::Resumptions))
        .to_owned();
    let report_number = Table::create()
        .table(ReportNumber::Table)
        .col(uuid(ReportNumber::Headquarters))
        .col(string(ReportNumber::Day))
        .col(integer(ReportNumber::Last))
        .primary_key(
            Index::create()
                .col(ReportNumber::Headquarters)
                .col(ReportNumber::Day),
        )
        .to_owned();
    let prepared_request = Table::create()
        .table(PreparedRequest::Table)
        .col(binary_len(PreparedRequest::TokenHash, 32).primary_key())
        .col(uuid(PreparedRequest::Account))
        .col(big_integer(PreparedRequest::ExpiresMs))
        .col(binary(PreparedRequest::Sealed))
        .to_owned();
    for table in [report, link, report_number, prepared_request] {
        manager.create_table(table).await?;
    }
    Ok(())
}

async fn callers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let report_device = Table::create()
        .table(ReportDevice::Table)
        .col(uuid(ReportDevice::Id).primary_key())
        .col(uuid(ReportDevice::Report))
        .col(binary_len(ReportDevice::KeyHash, 32))
        .col(big_integer(ReportDevice::BoundMs))
        .col(boolean(ReportDevice::IsActive))
        .col(string(ReportDevice::ConsentLanguage))
        .col(integer(ReportDevice::ConsentTextVersion))
        .to_owned();
    let report_funnel = Table::create()
        .table(ReportFunnel::Table)
        .col(uuid(ReportFunnel::Report))
        .col(string(ReportFunnel::Step))
        .col(big_integer(ReportFunnel::AtMs))
        .primary_key(
            Index::create()
                .col(ReportFunnel::Report)
                .col(ReportFunnel::Step),
        )
        .to_owned();
    let report_message = Table::create()
        .table(ReportMessage::Table)
        .col(uuid(ReportMessage::Id).primary_key())
        .col(uuid(ReportMessage::Report))
        .col(big_integer(ReportMessage::AtMs))
        .col(string(ReportMessage::Author))
        .col(binary(ReportMessage::Body))
        .col(big_integer_null(ReportMessage::DeliveredMs))
        .col(string_null(ReportMessage::ClientKey))
        .to_owned();
    let report_points = Table::create()
        .table(ReportPoints::Table)
        .col(uuid(ReportPoints::Report))
        .col(uuid(ReportPoints::Device))
        .col(big_integer(ReportPoints::Batch))
        .col(integer(ReportPoints::FirstSeq))
        .col(integer(ReportPoints::Points))
        .col(binary(ReportPoints::Sealed))
        .primary_key(
            Index::create()
                .col(ReportPoints::Report)
                .col(ReportPoints::Device)
                .col(ReportPoints::Batch),
        )
        .to_owned();
    let report_file = Table::create()
        .table(ReportFile::Table)
        .col(uuid(ReportFile::Id).primary_key())
        .col(uuid(ReportFile::Report))
        .col(string(ReportFile::Kind))
        .col(binary(ReportFile::Name))
        .col(big_integer(ReportFile::Bytes))
        .col(big_integer(ReportFile::ReceivedBytes))
        .col(integer(ReportFile::Pieces))
        .col(string_null(ReportFile::Content))
        .col(string_null(ReportFile::ClientKey))
        .col(big_integer(ReportFile::CreatedMs))
        .col(text(ReportFile::State))
        .col(string_null(ReportFile::Sha256))
        .col(string_null(ReportFile::ViewType))
        .col(uuid_null(ReportFile::ViewId))
        .col(big_integer_null(ReportFile::ViewBytes))
        .col(uuid_null(ReportFile::ThumbnailId))
        .col(big_integer_null(ReportFile::ThumbnailBytes))
        .col(integer_null(ReportFile::WidthPx))
        .col(integer_null(ReportFile::HeightPx))
        .to_owned();
    for table in [
        report_device,
        report_funnel,
        report_message,
        report_points,
        report_file,
    ] {
        manager.create_table(table).await?;
    }
    Ok(())
}

async fn small(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let outbox_sms = Table::create()
        .table(OutboxSms::Table)
        .col(uuid(OutboxSms::Id).primary_key())
        .col(big_integer(OutboxSms::AtMs))
        .col(string(OutboxSms::Destination))
        .col(text(OutboxSms::Text))
        .col(string(OutboxSms::Link))
        .to_owned();
    let spent_challenge = Table::create()
        .table(SpentChallenge::Table)
        .col(binary_len(SpentChallenge::Nonce, 16).primary_key())
        .col(big_integer(SpentChallenge::ExpiresMs))
        .to_owned();
    for table in [outbox_sms, spent_challenge] {
        manager.create_table(table).await?;
    }
    Ok(())
}

async fn indexes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let reports = Index::create()
        .name("report_by_headquarters")
        .table(Report::Table)
        .col(Report::Headquarters)
        .col(Report::CreatedMs)
        .to_owned();
    let deadlines = Index::create()
        .name("report_by_deadline")
        .table(Report::Table)
        .col(Report::NextDeadlineMs)
        .to_owned();
    let devices = unique("device_of_key")
        .table(ReportDevice::Table)
        .col(ReportDevice::Report)
        .col(ReportDevice::KeyHash)
        .to_owned();
    let messages = unique("message_of_key")
        .table(ReportMessage::Table)
        .col(ReportMessage::Report)
        .col(ReportMessage::ClientKey)
        .to_owned();
    let files = unique("file_of_key")
        .table(ReportFile::Table)
        .col(ReportFile::Report)
        .col(ReportFile::ClientKey)
        .to_owned();
    for index in [reports, deadlines, devices, messages, files] {
        manager.create_index(index).await?;
    }
    Ok(())
}

fn unique(name: &str) -> IndexCreateStatement {
    Index::create().name(name).unique().to_owned()
}

#[derive(DeriveIden)]
#[allow(
    clippy::enum_variant_names,
    reason = "each variant is named after its column"
)]
enum Report {
    Table,
    Id,
    Headquarters,
    Number,
    Operator,
    OperatorName,
    CheckWord,
    CreatedMs,
    State,
    Destination,
    Note,
    NoReportReason,
    ReportAfterDueMs,
    Phone,
    StuckObstacle,
    StuckMs,
    Publisher,
    LiveSinceMs,
    EndedMs,
    EndReason,
    Totals,
    LastPoint,
    LastPicture,
    NextDeadlineMs,
}

#[derive(DeriveIden)]
enum Link {
    Table,
    Id,
    Report,
    TokenHash,
    State,
    OpeningDeadlineMs,
    SessionCapMs,
    MaxDevices,
    Uses,
    Readmissions,
    Resumptions,
}

#[derive(DeriveIden)]
enum ReportNumber {
    Table,
    Headquarters,
    Day,
    Last,
}

#[derive(DeriveIden)]
enum PreparedRequest {
    Table,
    TokenHash,
    Account,
    ExpiresMs,
    Sealed,
}

#[derive(DeriveIden)]
enum ReportDevice {
    Table,
    Id,
    Report,
    KeyHash,
    BoundMs,
    IsActive,
    ConsentLanguage,
    ConsentTextVersion,
}

#[derive(DeriveIden)]
enum ReportFunnel {
    Table,
    Report,
    Step,
    AtMs,
}

#[derive(DeriveIden)]
enum ReportMessage {
    Table,
    Id,
    Report,
    AtMs,
    Author,
    Body,
    DeliveredMs,
    ClientKey,
}

#[derive(DeriveIden)]
enum ReportPoints {
    Table,
    Report,
    Device,
    Batch,
    FirstSeq,
    Points,
    Sealed,
}

#[derive(DeriveIden)]
enum ReportFile {
    Table,
    Id,
    Report,
    Kind,
    Name,
    Bytes,
    ReceivedBytes,
    Pieces,
    Content,
    ClientKey,
    CreatedMs,
    State,
    Sha256,
    ViewType,
    ViewId,
    ViewBytes,
    ThumbnailId,
    ThumbnailBytes,
    WidthPx,
    HeightPx,
}

#[derive(DeriveIden)]
enum OutboxSms {
    Table,
    Id,
    AtMs,
    Destination,
    Text,
    Link,
}

#[derive(DeriveIden)]
enum SpentChallenge {
    Table,
    Nonce,
    ExpiresMs,
}
