//! What callers are told comes true: what a report received is erased after the rulebook's days. The
//! report's key is destroyed, and with it every copy of its number, words, places and files. What
//! stays is its line: when, who, which steps, how it ended.

use admin::{
    core::{
        deadline::{Basis, Consequence, Strike, Terms},
        trail::SubjectCode,
    },
    deadlines::{self, Carrier, DeadlineError},
    keys::delete_report_key,
    trail::{self, Action, Actor, Subject},
};
use protocol::{console::ConsoleEvent, id::ReportId, time::UnixMs};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use signaling_core::{Refusal, report::Report};

use crate::{Signaling, failure::Failure};

/// The rulebook's word for the days of keeping.
const DUTY: &str = "received_media";

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
    opened.map(drop).map_err(Failure::internal)
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
        delete_report_key(txn, report).await?;
        let removed = signaling.uploads().remove_all(report);
        removed.map_err(|error| DbErr::Custom(error.to_string()))?;
        let now = signaling.admin().now();
        let act = trail::Act::new(terms.unit, now, Actor::System, Action::EraseReport)
            .about(Subject::Report(report))
            .clause(terms.basis.clause.clone());
        trail::append(txn, &act).await?;
        let gone = ConsoleEvent::Gone { report };
        signaling.hub().publish(terms.unit, &gone);
        Ok(())
    }
}
