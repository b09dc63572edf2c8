//! Links keep the figures they were issued under, may be sent more than once and may ask for an
//! access code; consents name the exact words; messages go out by mail, too.

use sea_orm_migration::{
    prelude::{
        ConnectionTrait, DbErr, DeriveIden, MigrationName, MigrationTrait, SchemaManager, Table,
        async_trait,
    },
    schema::{
        big_integer, big_integer_null, binary_len, binary_null, boolean, integer, integer_null,
        string, string_null, text, uuid, uuid_null,
    },
};

pub(super) struct LinkRules;

/// The figures of every link that was issued before links kept them.
const EARLIER_RULES: &str = r#"{"opening_ms":600000,"session_ms":3600000,"warning_ms":300000,"prolongation_ms":1800000,"max_devices":1,"resumptions_max":100,"readmissions_max":10,"sends_max":1,"compare_ms":300000,"access_code":null}"#;

impl MigrationName for LinkRules {
    fn name(&self) -> &str {
        "signaling_0002_link_rules"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for LinkRules {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        links(manager).await?;
        reports(manager).await?;
        consents(manager).await?;
        outbox(manager).await
    }
}

async fn links(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let old = Table::rename()
        .table(Link::Table, LinkBefore::Table)
        .to_owned();
    manager.rename_table(old).await?;
    let link = Table::create()
        .table(Link::Table)
        .col(uuid(Link::Id).primary_key())
        .col(uuid(Link::Report).unique_key())
        .col(string(Link::State))
        .col(text(Link::Rules))
        .col(string(Link::DeliveryState))
        .col(integer(Link::Sends))
        .col(big_integer(Link::SentMs))
        .col(big_integer(Link::OpeningDeadlineMs))
        .col(big_integer_null(Link::SessionCapMs))
        .col(boolean(Link::IsWarned))
        .col(boolean(Link::IsProlonged))
        .col(binary_null(Link::CodeHash))
        .col(integer_null(Link::CodeAttemptsLeft))
        .col(string_null(Link::CodeState))
        .col(integer(Link::MaxDevices))
        .col(integer(Link::Uses))
        .col(integer(Link::Readmissions))
        .col(integer(Link::Resumptions))
        .to_owned();
    let link_token = Table::create()
        .table(LinkToken::Table)
        .col(binary_len(LinkToken::TokenHash, 32).primary_key())
        .col(uuid(LinkToken::Link))
        .col(uuid(LinkToken::Report))
        .to_owned();
    manager.create_table(link).await?;
    manager.create_table(link_token).await?;
    let db = manager.get_connection();
    let copy = format!(
        "INSERT INTO link (id, report, state, rules, delivery_state, sends, sent_ms, \
         opening_deadline_ms, session_cap_ms, is_warned, is_prolonged, max_devices, uses, \
         readmissions, resumptions) SELECT id, report, state, '{EARLIER_RULES}', 'accepted', 1, \
         opening_deadline_ms - 600000, opening_deadline_ms, session_cap_ms, FALSE, FALSE, \
         max_devices, uses, readmissions, resumptions FROM link_before"
    );
    db.execute_unprepared(&copy).await?;
    db.execute_unprepared(
        "INSERT INTO link_token (token_hash, link, report) \
         SELECT token_hash, id, report FROM link_before",
    )
    .await?;
    manager
        .drop_table(Table::drop().table(LinkBefore::Table).to_owned())
        .await
}

async fn reports(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        string(Report::Channel).default("sms").to_owned(),
        string(Report::Language).default("ja").to_owned(),
        text(Report::Risks).default("[]").to_owned(),
        uuid_null(Report::RequestCase),
        binary_null(Report::ProlongReason),
        big_integer_null(Report::SpokenConsentMs),
    ];
    for column in columns {
        let change = Table::alter()
            .table(Report::Table)
            .add_column(column)
            .to_owned();
        manager.alter_table(change).await?;
    }
    Ok(())
}

async fn consents(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let consent_text = Table::create()
        .table(ConsentText::Table)
        .col(binary_len(ConsentText::Hash, 32).primary_key())
        .col(text(ConsentText::Body))
        .to_owned();
    manager.create_table(consent_text).await?;
    let columns = [
        string(ReportDevice::ConsentVersion).default("1").to_owned(),
        binary_null(ReportDevice::ConsentText),
    ];
    for column in columns {
        let change = Table::alter()
            .table(ReportDevice::Table)
            .add_column(column)
            .to_owned();
        manager.alter_table(change).await?;
    }
    let gone = Table::alter()
        .table(ReportDevice::Table)
        .drop_column(ReportDevice::ConsentTextVersion)
        .to_owned();
    manager.alter_table(gone).await
}

async fn outbox(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let renamed = Table::rename()
        .table(OutboxSms::Table, OutboxMessage::Table)
        .to_owned();
    manager.rename_table(renamed).await?;
    let columns = [
        string(OutboxMessage::Channel).default("sms").to_owned(),
        string_null(OutboxMessage::Subject),
    ];
    for column in columns {
        let change = Table::alter()
            .table(OutboxMessage::Table)
            .add_column(column)
            .to_owned();
        manager.alter_table(change).await?;
    }
    Ok(())
}

#[derive(DeriveIden)]
enum Link {
    Table,
    Id,
    Report,
    State,
    Rules,
    DeliveryState,
    Sends,
    SentMs,
    OpeningDeadlineMs,
    SessionCapMs,
    IsWarned,
    IsProlonged,
    CodeHash,
    CodeAttemptsLeft,
    CodeState,
    MaxDevices,
    Uses,
    Readmissions,
    Resumptions,
}

#[derive(DeriveIden)]
enum LinkBefore {
    Table,
}

#[derive(DeriveIden)]
enum LinkToken {
    Table,
    TokenHash,
    Link,
    Report,
}

#[derive(DeriveIden)]
enum Report {
    Table,
    Channel,
    Language,
    Risks,
    RequestCase,
    ProlongReason,
    SpokenConsentMs,
}

#[derive(DeriveIden)]
#[allow(
    clippy::enum_variant_names,
    reason = "each variant is named after its column"
)]
enum ReportDevice {
    Table,
    ConsentVersion,
    ConsentText,
    ConsentTextVersion,
}

#[derive(DeriveIden)]
enum ConsentText {
    Table,
    Hash,
    Body,
}

#[derive(DeriveIden)]
enum OutboxSms {
    Table,
}

#[derive(DeriveIden)]
enum OutboxMessage {
    Table,
    Channel,
    Subject,
}
