//! What statistics keep of each report (VR-6), and exercises with what happened in them (VR-10).

use sea_orm_migration::{
    prelude::{
        DbErr, DeriveIden, Index, MigrationName, MigrationTrait, SchemaManager, Table, async_trait,
    },
    schema::{big_integer, integer, string, text, uuid},
};

pub(super) struct Figures;

impl MigrationName for Figures {
    fn name(&self) -> &str {
        "signaling_0004_figures"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Figures {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let exercise = Table::alter()
            .table(Report::Table)
            .add_column(string(Report::Exercise).default("no"))
            .to_owned();
        let fact = Table::create()
            .table(ReportFact::Table)
            .col(uuid(ReportFact::Report).primary_key())
            .col(uuid(ReportFact::Headquarters))
            .col(big_integer(ReportFact::SentMs))
            .col(text(ReportFact::Fact))
            .to_owned();
        let by_time = Index::create()
            .name("report_fact_by_time")
            .table(ReportFact::Table)
            .col(ReportFact::SentMs)
            .col(ReportFact::Report)
            .to_owned();
        let by_headquarters = Index::create()
            .name("report_fact_by_headquarters")
            .table(ReportFact::Table)
            .col(ReportFact::Headquarters)
            .col(ReportFact::SentMs)
            .to_owned();
        let event = Table::create()
            .table(ExerciseEvent::Table)
            .col(uuid(ExerciseEvent::Report))
            .col(integer(ExerciseEvent::Seq))
            .col(big_integer(ExerciseEvent::AtMs))
            .col(string(ExerciseEvent::Kind))
            .col(string(ExerciseEvent::Word))
            .primary_key(
                Index::create()
                    .col(ExerciseEvent::Report)
                    .col(ExerciseEvent::Seq),
            )
            .to_owned();
        let exercises = Index::create()
            .name("report_by_exercise")
            .table(Report::Table)
            .col(Report::Headquarters)
            .col(Report::Exercise)
            .col(Report::CreatedMs)
            .to_owned();
        manager.alter_table(exercise).await?;
        manager.create_table(fact).await?;
        manager.create_table(event).await?;
        for index in [by_time, by_headquarters, exercises] {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

#[derive(DeriveIden)]
enum Report {
    Table,
    Headquarters,
    CreatedMs,
    Exercise,
}

#[derive(DeriveIden)]
enum ReportFact {
    Table,
    Report,
    Headquarters,
    SentMs,
    Fact,
}

#[derive(DeriveIden)]
enum ExerciseEvent {
    Table,
    Report,
    Seq,
    AtMs,
    Kind,
    Word,
}
