//! Messages on their way through gateways: what became of each, why, and until when its receipt
//! is awaited.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, Index, MigrationName, MigrationTrait, SchemaManager, Table, async_trait,
    },
    schema::{big_integer, big_integer_null, integer, string, string_null, uuid},
};

pub(super) struct Delivery;

impl MigrationName for Delivery {
    fn name(&self) -> &str {
        "signaling_delivery_gateways"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Delivery {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            string_null(Link::DeliveryReason),
            big_integer_null(Link::ReceiptDueMs),
        ];
        for column in columns {
            let change = Table::alter()
                .table(Link::Table)
                .add_column(column)
                .to_owned();
            manager.alter_table(change).await?;
        }
        let message = Table::create()
            .table(GatewayMessage::Table)
            .col(uuid(GatewayMessage::Id).primary_key())
            .col(uuid(GatewayMessage::Report))
            .col(integer(GatewayMessage::Send))
            .col(string(GatewayMessage::State))
            .col(integer(GatewayMessage::Attempts))
            .col(string_null(GatewayMessage::Gateway))
            .col(string_null(GatewayMessage::GatewayId))
            .col(big_integer(GatewayMessage::QueuedMs))
            .col(big_integer_null(GatewayMessage::SubmittedMs))
            .col(big_integer_null(GatewayMessage::AnsweredMs))
            .col(string_null(GatewayMessage::Receipt))
            .col(big_integer_null(GatewayMessage::ReceiptMs))
            .to_owned();
        manager.create_table(message).await?;
        let of_report = Index::create()
            .name("gateway_message_by_report")
            .table(GatewayMessage::Table)
            .col(GatewayMessage::Report)
            .col(GatewayMessage::Send)
            .unique()
            .to_owned();
        let by_state = Index::create()
            .name("gateway_message_by_state")
            .table(GatewayMessage::Table)
            .col(GatewayMessage::State)
            .to_owned();
        let by_gateway = Index::create()
            .name("gateway_message_by_gateway_id")
            .table(GatewayMessage::Table)
            .col(GatewayMessage::GatewayId)
            .to_owned();
        for index in [of_report, by_state, by_gateway] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Link {
    Table,
    DeliveryReason,
    ReceiptDueMs,
}

#[derive(DeriveIden)]
#[allow(
    clippy::enum_variant_names,
    reason = "each variant is named after its column"
)]
enum GatewayMessage {
    Table,
    Id,
    Report,
    Send,
    State,
    Attempts,
    Gateway,
    GatewayId,
    QueuedMs,
    SubmittedMs,
    AnsweredMs,
    Receipt,
    ReceiptMs,
}
