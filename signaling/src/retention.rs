//! What callers are told comes true: what a report received is erased after the rulebook's days. The
//! report's key is destroyed, and with it every copy of its number, words, places and files. What
//! stays is its line: when, who, which steps, how it ended.

mod keeping;
mod lost;
mod proof;

use std::{fs, io, path::Path};

use admin::{
    core::{
        deadline::{Basis, Consequence, Strike, Terms},
        trail::SubjectCode,
    },
    deadlines::{self, Carrier, DeadlineError},
    evidence::chain::ends as journal_ends,
    second_copies::erasure::Order,
    trail::Subject,
};
use protocol::{console::ConsoleEvent, id::ReportId, time::UnixMs};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect, prelude::Uuid,
};
use signaling_core::{Refusal, report::Report};

use crate::{
    Signaling,
    failure::Failure,
    store::table::{report, staff_url},
};
use proof::Erasure;

pub use keeping::keeping;
pub use lost::end_keyless;

/// The rulebook's word for the days of keeping.
const DUTY: &str = "received_media";

/// The rulebook's word for erasing before the day.
const EXCEPTION: &str = "exception_deletion";

/// The days begin with the end of the report.
pub async fn begin(
    txn: &DatabaseTransaction,
    signaling: &Signaling,
    report: &Report,
    now: UnixMs,
) -> Result<(), Failure> {
    let rulebook = signaling.rulebook(txn, report.headquarters).await?;
    let kind = rulebook.deadlines.get(DUTY);
    let terms = kind.and_then(|kind| {
        Some(Terms {
            unit: report.headquarters,
            subject: Subject::Report(report.id).into(),
            duty: kind.code.clone(),
            rule: rulebook.period(kind)?,
            basis: Basis {
                clause: kind.clause.text.clone(),
                rulebook: rulebook.document.version.clone(),
            },
            event: "ended".to_owned(),
            consequence: kind.consequence,
            holder: None,
            repeats: false,
        })
    });
    let terms = terms.ok_or_else(|| Failure::internal("the rulebook keeps reports for ever"))?;
    let opened = deadlines::open(txn, terms, now, now).await;
    let due = opened.map_err(Failure::internal)?.due_at;
    signaling.admin().keys().put_under(report.id.0, due).await?;
    Ok(())
}

/// Refuses what has to be gone, whether or not it was erased yet.
pub async fn check_kept(
    db: &impl ConnectionTrait,
    report: ReportId,
    now: UnixMs,
) -> Result<(), Failure> {
    let subject = SubjectCode::from(Subject::Report(report));
    let found = deadlines::of(db, &subject, DUTY).await;
    match found.map_err(Failure::internal)? {
        Some(deadline) if deadline.withholds(now) => Err(Refusal::ReportErased.into()),
        _ => Ok(()),
    }
}

/// Erases reports whose day has come.
pub struct ReportCarrier(pub Signaling);

#[async_trait::async_trait]
impl Carrier for ReportCarrier {
    fn kind(&self) -> &'static str {
        "report"
    }

    async fn carry_out(
        &self,
        txn: &DatabaseTransaction,
        strike: &Strike,
    ) -> Result<(), DeadlineError> {
        let (signaling, terms) = (&self.0, &strike.deadline.terms);
        let Some(report) = terms.subject.value_of::<ReportId>("report") else {
            return Ok(());
        };
        if terms.consequence != Consequence::DeleteWithProof {
            return Ok(());
        }
        let (admin, keys) = (signaling.admin(), signaling.admin().keys());
        let key = keys.without_key(&[report.0]).await.map_err(custom)?;
        let erasure = Erasure {
            report,
            unit: terms.unit,
            clause: terms.basis.clause.clone(),
            why: if key.is_empty() {
                why(terms)
            } else {
                "key_destroyed"
            },
            at: admin.now(),
        };
        // The key first: from here on no copy of anything opens, whatever the disk says.
        keys.destroy_report_key(report).await.map_err(custom)?;
        let ends = journal_ends(&signaling.journals(), report);
        signaling.files().remove_all(report.0).map_err(custom)?;
        remove_journals(&signaling.journals(), report).map_err(custom)?;
        let copies = Order {
            unit: terms.unit,
            subject: Subject::Report(report).into(),
            clause: &terms.basis.clause,
            at: erasure.at,
            below: &[
                objects::files_of(report),
                objects::journal::of_report(report),
            ],
        };
        let has_copies = copies.write(txn, admin).await?;
        erasure.note(txn, &ends, has_copies).await?;
        let gone = ConsoleEvent::Gone { report };
        signaling.hub().publish(terms.unit, &gone);
        Ok(())
    }

    /// Reports, and sheets of officers.
    async fn owned(&self, owners: &[Uuid]) -> Result<Vec<Uuid>, DbErr> {
        let db = &**self.0.admin().db();
        let reports = report::Entity::find()
            .select_only()
            .column(report::Column::Id)
            .filter(report::Column::Id.is_in(owners.iter().copied()));
        let sheets = staff_url::Entity::find()
            .select_only()
            .column(staff_url::Column::Id)
            .filter(staff_url::Column::Id.is_in(owners.iter().copied()));
        let mut owned: Vec<Uuid> = reports.into_tuple().all(db).await?;
        owned.extend(sheets.into_tuple::<Uuid>().all(db).await?);
        Ok(owned)
    }
}

/// A deadline that a decision moved bears the name of that decision.
fn why(terms: &Terms) -> &'static str {
    if terms.event == EXCEPTION {
        "exception"
    } else {
        "auto"
    }
}

/// A folder that is not there is no error.
fn remove_journals(folder: &Path, report: ReportId) -> io::Result<()> {
    match fs::remove_dir_all(folder.join(report.to_string())) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn custom(error: impl std::fmt::Display) -> DbErr {
    DbErr::Custom(error.to_string())
}
