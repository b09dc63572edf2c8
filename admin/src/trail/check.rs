//! Whether the chains hold, looked at again and again while the server runs. The separate verifier
//! answers the same away from the server, where nobody who runs it can touch the answer.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use admin_core::trail::audit::{Audit, Finding};
use protocol::{id::UnitId, time::UnixMs, trail::TrailCheck};
use sea_orm::DbErr;

use super::stream;
use crate::{Admin, limits::CHECK_AGAIN};

/// What the last check found.
#[derive(Clone, Debug)]
pub struct Checked {
    pub at: UnixMs,
    pub entries: u64,
    /// The first ones in full.
    pub findings: Vec<Finding>,
    pub total: u64,
    done: Instant,
}

/// One check at a time; whoever asks meanwhile waits for it.
#[derive(Default)]
pub struct Checks {
    turn: tokio::sync::Mutex<()>,
    last: Mutex<Option<Arc<Checked>>>,
}

impl Checks {
    pub fn last(&self) -> Option<Arc<Checked>> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<Checked>>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads every chain as it is now; an answer of a moment ago stands.
pub async fn check(admin: &Admin) -> Result<Arc<Checked>, DbErr> {
    let checks = admin.checks();
    let _turn = checks.turn.lock().await;
    if let Some(last) = checks
        .last()
        .filter(|last| last.done.elapsed() < CHECK_AGAIN)
    {
        return Ok(last);
    }
    let at = admin.now();
    let mut audit = Audit::new(vec![admin.keys().heads().public()], []);
    stream::read_snapshot(admin.db(), |record| {
        audit.take(&record);
        Ok::<_, DbErr>(())
    })
    .await?;
    let report = audit.finish();
    let checked = Arc::new(Checked {
        at,
        entries: report.entries,
        findings: report.findings.kept().to_vec(),
        total: report.findings.total(),
        done: Instant::now(),
    });
    *checks.lock() = Some(checked.clone());
    Ok(checked)
}

impl Checked {
    /// What it means for one unit. A flaw of the heads touches every unit, and so do flaws that are
    /// too many to be told.
    pub fn of_unit(&self, unit: UnitId) -> TrailCheck {
        let own = self
            .findings
            .iter()
            .filter(|finding| concerns(finding, unit));
        let untold = self.total - self.findings.len() as u64;
        let signs = own.clone().count() as u64 + untold;
        TrailCheck {
            at: self.at,
            holds: signs == 0,
            signs,
            first_seq: own.filter_map(Finding::seq).min(),
        }
    }
}

fn concerns(finding: &Finding, unit: UnitId) -> bool {
    finding.unit().is_none_or(|touched| touched == unit)
}
