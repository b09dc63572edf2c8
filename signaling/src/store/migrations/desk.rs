//! What is done with a report at the desk: who handles it, what was directed, who watched.

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, Index, MigrationName, MigrationTrait, SchemaManager, Table, async_trait,
    },
    schema::{
        big_integer, big_integer_null, binary, binary_null, string, string_null, text, text_null,
        uuid, uuid_null,
    },
};

pub(super) struct Desk;

/// The figures of every report that began before reports kept them.
const EARLIER_DESK: &str = r#"{"rules":{"interruption_ms":180000,"unattended_ms":60000,"hints":{"position_far_m":3000.0,"picture_far_m":1000.0,"picture_time_ms":3600000}}}"#;

impl MigrationName for Desk {
    fn name(&self) -> &str {
        "signaling_0003_desk"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Desk {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        reports(manager).await?;
        tables(manager).await
    }
}

async fn reports(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        text(Report::Desk).default(EARLIER_DESK).to_owned(),
        text_null(Report::Confirmed),
        binary_null(Report::Notes),
        uuid_null(Report::PassTo),
    ];
    for column in columns {
        let change = Table::alter()
            .table(Report::Table)
            .add_column(column)
            .to_owned();
        manager.alter_table(change).await?;
    }
    let passes = Index::create()
        .name("report_by_pass")
        .table(Report::Table)
        .col(Report::PassTo)
        .to_owned();
    manager.create_index(passes).await
}

async fn tables(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let instruction = Table::create()
        .table(Instruction::Table)
        .col(uuid(Instruction::Id).primary_key())
        .col(uuid(Instruction::Report))
        .col(big_integer(Instruction::AtMs))
        .col(uuid_null(Instruction::GivenBy))
        .col(string_null(Instruction::GivenByName))
        .col(uuid(Instruction::GivenTo))
        .col(string(Instruction::GivenToName))
        .col(string(Instruction::Kind))
        .col(binary(Instruction::Words))
        .col(big_integer_null(Instruction::AcknowledgedMs))
        .col(uuid_null(Instruction::AcknowledgedBy))
        .col(string_null(Instruction::AcknowledgedByName))
        .to_owned();
    let viewer = Table::create()
        .table(Viewer::Table)
        .col(uuid(Viewer::Session).primary_key())
        .col(uuid(Viewer::Report))
        .col(string(Viewer::Subject))
        .col(uuid(Viewer::Account))
        .col(string(Viewer::Name))
        .col(big_integer(Viewer::FromMs))
        .col(big_integer_null(Viewer::UntilMs))
        .to_owned();
    manager.create_table(instruction).await?;
    manager.create_table(viewer).await?;
    let instructions = Index::create()
        .name("instruction_by_report")
        .table(Instruction::Table)
        .col(Instruction::Report)
        .to_owned();
    let viewers = Index::create()
        .name("viewer_by_report")
        .table(Viewer::Table)
        .col(Viewer::Report)
        .to_owned();
    manager.create_index(instructions).await?;
    manager.create_index(viewers).await
}

#[derive(DeriveIden)]
enum Report {
    Table,
    Desk,
    Confirmed,
    Notes,
    PassTo,
}

#[derive(DeriveIden)]
enum Instruction {
    #[sea_orm(iden = "report_instruction")]
    Table,
    Id,
    Report,
    AtMs,
    GivenBy,
    GivenByName,
    GivenTo,
    GivenToName,
    Kind,
    Words,
    AcknowledgedMs,
    AcknowledgedBy,
    AcknowledgedByName,
}

#[derive(DeriveIden)]
enum Viewer {
    #[sea_orm(iden = "report_viewer")]
    Table,
    Session,
    Report,
    Subject,
    Account,
    Name,
    FromMs,
    UntilMs,
}
