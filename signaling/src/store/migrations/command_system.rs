//! Command systems: their tokens, where events go, events that wait, and the case number that came
//! with a call.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, Index, MigrationName, MigrationTrait, SchemaManager, Table, async_trait,
    },
    schema::{
        big_integer, big_integer_null, binary_len, binary_null, integer, string, string_null, uuid,
    },
};

pub(super) struct CommandSystem;

impl MigrationName for CommandSystem {
    fn name(&self) -> &str {
        "signaling_command_system"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for CommandSystem {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let case_number = Table::alter()
            .table(Report::Table)
            .add_column(binary_null(Report::CaseNumber))
            .to_owned();
        manager.alter_table(case_number).await?;
        let token = Table::create()
            .table(CommandToken::Table)
            .col(uuid(CommandToken::Id).primary_key())
            .col(uuid(CommandToken::Unit))
            .col(string(CommandToken::Name))
            .col(binary_len(CommandToken::TokenHash, 32).unique_key())
            .col(uuid(CommandToken::MadeBy))
            .col(big_integer(CommandToken::MadeMs))
            .col(big_integer_null(CommandToken::RevokedMs))
            .to_owned();
        let webhook = Table::create()
            .table(Webhook::Table)
            .col(uuid(Webhook::Unit).primary_key())
            .col(uuid(Webhook::Id))
            .col(string(Webhook::Url))
            .col(uuid(Webhook::MadeBy))
            .col(big_integer(Webhook::MadeMs))
            .to_owned();
        let event = Table::create()
            .table(WebhookEvent::Table)
            .col(uuid(WebhookEvent::Id).primary_key())
            .col(uuid(WebhookEvent::Unit))
            .col(uuid(WebhookEvent::Report))
            .col(integer(WebhookEvent::Number))
            .col(string(WebhookEvent::Kind))
            .col(string_null(WebhookEvent::Reason))
            .col(big_integer(WebhookEvent::AtMs))
            .col(integer(WebhookEvent::Attempts))
            .col(big_integer(WebhookEvent::NextMs))
            .to_owned();
        for table in [token, webhook, event] {
            manager.create_table(table).await?;
        }
        let of_report = Index::create()
            .name("webhook_event_by_report")
            .table(WebhookEvent::Table)
            .col(WebhookEvent::Report)
            .col(WebhookEvent::Number)
            .unique()
            .to_owned();
        let of_unit = Index::create()
            .name("webhook_event_by_unit")
            .table(WebhookEvent::Table)
            .col(WebhookEvent::Unit)
            .to_owned();
        for index in [of_report, of_unit] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Report {
    Table,
    CaseNumber,
}

#[derive(DeriveIden)]
#[allow(
    clippy::enum_variant_names,
    reason = "each variant is named after its column"
)]
enum CommandToken {
    Table,
    Id,
    Unit,
    Name,
    TokenHash,
    MadeBy,
    MadeMs,
    RevokedMs,
}

#[derive(DeriveIden)]
enum Webhook {
    Table,
    Unit,
    Id,
    Url,
    MadeBy,
    MadeMs,
}

#[derive(DeriveIden)]
enum WebhookEvent {
    Table,
    Id,
    Unit,
    Report,
    Number,
    Kind,
    Reason,
    AtMs,
    Attempts,
    NextMs,
}
