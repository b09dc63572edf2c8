//! What stays of what was erased: number, times and hash of each file, and what the chains of its
//! recording ended with.

use admin::{
    core::trail::hash_of_hex,
    evidence::chain::ChainHead,
    second_copies::erasure::ORDERED,
    trail::{self, Act, Action, Actor, Subject},
};
use protocol::{
    id::{FileId, ReportId, UnitId},
    time::UnixMs,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use signaling_core::limits::FILES_OF_REPORT_MAX;

use crate::store::table::report_file;

/// By what a report is erased.
pub struct Erasure {
    pub report: ReportId,
    pub unit: UnitId,
    pub clause: String,
    /// `auto` where its days were over, `exception` where somebody decided it, `key_destroyed` where
    /// an earlier erasure is carried out again.
    pub why: &'static str,
    pub at: UnixMs,
}

impl Erasure {
    /// One entry for each file and recording, and one for the report: how many there were. A
    /// recording whose end nobody can tell is noted as such.
    pub async fn note(
        &self,
        txn: &impl ConnectionTrait,
        ends: &[Option<ChainHead>],
        has_copies: bool,
    ) -> Result<(), DbErr> {
        let files = report_file::Entity::find()
            .filter(report_file::Column::Report.eq(self.report.0))
            .order_by_asc(report_file::Column::CreatedMs)
            .limit(u64::from(FILES_OF_REPORT_MAX))
            .all(txn)
            .await?;
        for file in &files {
            let mut act = self
                .act(Action::EraseFile)
                .about(Subject::File(FileId(file.id)))
                .about(Subject::Count(file.bytes.unsigned_abs()));
            if let Some(hash) = file.sha256.as_deref().and_then(hash_of_hex) {
                act = act.about(Subject::Hash(hash));
            }
            trail::append(txn, &act).await?;
        }
        for end in ends {
            let act = self.act(Action::EraseRecording);
            let act = match end {
                Some(end) => act
                    .about(Subject::Count(end.chunks))
                    .about(Subject::Hash(end.hash)),
                None => act.about(Subject::Word("unreadable")),
            };
            trail::append(txn, &act).await?;
        }
        let number = files.len() + ends.len();
        let mut act = self
            .act(Action::EraseReport)
            .about(Subject::Word(self.why))
            .about(Subject::Count(number as u64));
        if has_copies {
            act = act.about(ORDERED);
        }
        trail::append(txn, &act).await?;
        Ok(())
    }

    fn act(&self, action: Action) -> Act {
        Act::new(self.unit, self.at, Actor::System, action)
            .about(Subject::Report(self.report))
            .clause(self.clause.clone())
    }
}
