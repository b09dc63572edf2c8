//! What goes on by itself while the process runs: deadlines strike, heads of the trail are signed,
//! chains are checked, entries past their years and files that nobody uses go. Each job asks the
//! store anew, so that a restart, another process or a clock that was set loses nothing.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use admin_core::{calendar::japan, deadline::mark::Reading, limits::CLOCK_LEAP_MS};
use jiff::civil::Date;
use protocol::time::UnixMs;
use sea_orm::{ConnAcquireErr, DbErr};

use crate::{
    Admin,
    cases::{CaseCarrier, files},
    deadlines::{self, Carrier, Look, standing},
    evidence::{day, note},
    faults::{self, FaultKind},
    footage::{FilmCarrier, check as check_films, inbox},
    limits::{
        CASE_FILES_EVERY, CHECK_EVERY, FAULT_LOOK, FILM_CHECK_EVERY, HEAD_EVERY, PURGE_EVERY,
        SWEEP_EVERY, SWEEPS_PER_CHECK,
    },
    notices::DutyCarrier,
    publication::holder,
    sealed_files, second_copies,
    sign_in::sweep,
    store::StoreError,
    trail::{check, heads, purge},
};

/// Starts the jobs; they end with the runtime. The carriers are those of every shell, this one's
/// own ones among them.
pub fn start(admin: &Admin, carriers: Vec<Arc<dyn Carrier>>) {
    tokio::spawn(sign_heads(admin.clone()));
    tokio::spawn(check_chains(admin.clone()));
    tokio::spawn(keep_deadlines(admin.clone(), carriers));
    tokio::spawn(keep_sessions(admin.clone()));
    tokio::spawn(inbox::watch(admin.clone()));
    tokio::spawn(sweep_leftovers(admin.clone()));
    tokio::spawn(second_copies::keep(admin.clone()));
    tokio::spawn(sweep_case_files(admin.clone()));
    tokio::spawn(file_faults(admin.clone()));
    tokio::spawn(check_films(admin.clone()));
}

/// Locks and ends sessions by themselves.
async fn keep_sessions(admin: Admin) {
    for look in (0..SWEEPS_PER_CHECK).cycle() {
        let mut done = sweep::by_time(&admin).await;
        if look == 0 && done.is_ok() {
            done = sweep::by_right(&admin).await;
        }
        match done {
            Ok(()) => {}
            // The server is stopping.
            Err(StoreError::Database(DbErr::ConnectionAcquire(
                ConnAcquireErr::ConnectionClosed,
            ))) => {
                return;
            }
            Err(error) => tracing::warn!(%error, "the sessions could not be looked through"),
        }
        tokio::time::sleep(SWEEP_EVERY).await;
    }
}

/// What the system noticed of its own faults goes into cases.
async fn file_faults(admin: Admin) {
    loop {
        if let Err(refused) = faults::file(&admin).await {
            let cause = &refused.0.message_en;
            tracing::error!(cause, "a fault could not be filed yet");
            tokio::time::sleep(FAULT_LOOK).await;
        }
        tokio::select! {
            () = admin.faults().news() => {}
            () = tokio::time::sleep(FAULT_LOOK) => {}
        }
    }
}

/// What a stop broke off on its way in goes.
async fn sweep_leftovers(admin: Admin) {
    match sealed_files::sweep(&admin).await {
        Ok(0) => {}
        Ok(swept) => tracing::info!(swept, "files that did not come in whole were taken away"),
        Err(refused) => {
            let cause = &refused.0.message_en;
            tracing::error!(cause, "files that did not come in whole are still there");
        }
    }
}

/// Files that no case named in their day go.
async fn sweep_case_files(admin: Admin) {
    loop {
        match files::sweep(&admin).await {
            Ok(0) => {}
            Ok(swept) => tracing::info!(swept, "files that no case named went"),
            Err(refused) => {
                let cause = &refused.0.message_en;
                tracing::error!(cause, "files that no case named are still there");
            }
        }
        tokio::time::sleep(CASE_FILES_EVERY).await;
    }
}

/// What this crate carries out: deadlines of cases and films, and duties of which people are told.
pub fn own_carriers(admin: &Admin) -> Vec<Arc<dyn Carrier>> {
    vec![
        Arc::new(CaseCarrier(admin.clone())),
        Arc::new(FilmCarrier(admin.clone())),
        Arc::new(DutyCarrier(admin.clone())),
    ]
}

/// Signs a head now and then again and again: at most sixty seconds apart.
async fn sign_heads(admin: Admin) {
    let mut closed = None;
    loop {
        // What grew since the last head is covered by the next one.
        if let Err(refused) = note::all(&admin).await {
            let cause = &refused.0.message_en;
            tracing::error!(cause, "how far journals go could not be noted");
        }
        close_days(&admin, &mut closed).await;
        if let Err(error) = sign_head(&admin).await {
            tracing::error!(%error, "a head of the trail could not be signed");
        }
        tokio::time::sleep(HEAD_EVERY).await;
    }
}

/// The root over what came in on each day that is over, once; also of days on which no server ran.
async fn close_days(admin: &Admin, closed: &mut Option<Date>) {
    let today = admin.today();
    if *closed == Some(today) {
        return;
    }
    match day::close_before(admin, today).await {
        Ok(_) => *closed = Some(today),
        Err(refused) => {
            let cause = &refused.0.message_en;
            tracing::error!(cause, "the root over a day could not be noted");
        }
    }
}

/// One signed head; also at an orderly stop, so that nothing remains uncovered.
pub async fn sign_head(admin: &Admin) -> Result<(), StoreError> {
    heads::sign(admin.db(), admin.keys().heads(), admin.now())
        .await
        .map(drop)
}

/// Whether somebody changed the trail behind the server's back.
async fn check_chains(admin: Admin) {
    loop {
        match check::check(&admin).await {
            Ok(checked) if checked.total == 0 => {}
            Ok(checked) => {
                let first = checked.findings.first().map(ToString::to_string);
                let signs = checked.total;
                tracing::error!(signs, first, "the trail was changed");
            }
            Err(error) => tracing::warn!(%error, "the trail could not be checked"),
        }
        tokio::time::sleep(CHECK_EVERY).await;
    }
}

/// Whether a film is not any more what came in; told by the check itself.
async fn check_films(admin: Admin) {
    loop {
        tokio::time::sleep(FILM_CHECK_EVERY).await;
        match check_films::all(&admin).await {
            Ok(0) => {}
            Ok(changed) => tracing::error!(changed, "films are not what came in"),
            Err(refused) => {
                let cause = &refused.0.message_en;
                tracing::warn!(cause, "the films could not be checked");
            }
        }
    }
}

async fn keep_deadlines(admin: Admin, carriers: Vec<Arc<dyn Carrier>>) {
    let mut keeper = Keeper::default();
    loop {
        let was_set = admin.clock().is_settable();
        let sleep = keeper.turn(&admin, &carriers, was_set).await;
        tokio::time::sleep(sleep).await;
    }
}

/// Where the keeping of deadlines stands between one look and the next.
#[derive(Default)]
pub struct Keeper {
    purged: Purged,
    standing: Option<Date>,
    swept: Option<Date>,
    looked: Option<Instant>,
}

impl Keeper {
    /// Looks once, and does what follows: what is due is carried out, keys of days that are over go,
    /// and entries past their years. How long until the next look. `was_set` says that the clock is
    /// one that is set on purpose, whose leaps need not be waited out.
    pub async fn turn(
        &mut self,
        admin: &Admin,
        carriers: &[Arc<dyn Carrier>],
        was_set: bool,
    ) -> Duration {
        open_standing(admin, &mut self.standing).await;
        let since_last = self.looked.replace(Instant::now()).map(|at| at.elapsed());
        let look = match deadlines::look(admin.db(), carriers, admin.now(), was_set).await {
            Ok(look) => look,
            Err(error) => {
                tracing::error!(%error, "the deadlines could not be looked at");
                return RETRY;
            }
        };
        tell(&look);
        note_clock(admin, look.reading, since_last);
        if look.struck > 0 {
            admin.suspensions_changed();
        }
        keep_keys(admin, carriers, &mut self.swept, look.believed).await;
        self.purged.go_on(admin, look.believed).await;
        // A look that only failed must not be repeated without a pause.
        if look.struck > 0 {
            look.sleep
        } else {
            look.sleep.max(SHORTEST_PAUSE)
        }
    }
}

/// Each time, keys of days that are over go; once a day, keys that nobody owns.
async fn keep_keys(
    admin: &Admin,
    carriers: &[Arc<dyn Carrier>],
    swept: &mut Option<Date>,
    believed: UnixMs,
) {
    if let Err(error) = admin.keys().destroy_days(admin.db(), believed).await {
        tracing::error!(%error, "keys of days that are over are still there");
    }
    let today = japan::day_of(believed);
    if *swept == Some(today) {
        return;
    }
    match admin.keys().sweep_orphans(carriers, believed).await {
        Ok(orphans) => {
            *swept = Some(today);
            if orphans > 0 {
                tracing::info!(orphans, "keys that nobody owns were destroyed");
            }
        }
        Err(error) => tracing::error!(%error, "keys that nobody owns are still there"),
    }
}

const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const RETRY: Duration = Duration::from_secs(10);

/// Each time, whether the regulations name whom they should; once a day, deadlines that no act
/// opens.
async fn open_standing(admin: &Admin, done: &mut Option<Date>) {
    if let Err(refused) = holder::look(admin).await {
        let cause = &refused.0.message_en;
        tracing::error!(cause, "who is named in regulations could not be looked at");
    }
    let today = admin.today();
    if *done == Some(today) {
        return;
    }
    match standing::open_missing(admin).await {
        Ok(()) => *done = Some(today),
        Err(refused) => {
            let cause = &refused.0.message_en;
            tracing::error!(cause, "standing deadlines could not be opened");
        }
    }
}

/// Where purging stands. Entries go by whole days, so that a new day is what there is to wait for;
/// in between it is looked whether a head covers more by now.
#[derive(Default)]
struct Purged {
    done: Option<(Date, Instant)>,
}

impl Purged {
    async fn go_on(&mut self, admin: &Admin, believed: UnixMs) {
        let today = japan::day_of(believed);
        let is_done = |(day, at): (Date, Instant)| day == today && at.elapsed() < PURGE_EVERY;
        if self.done.is_some_and(is_done) {
            return;
        }
        match purge::purge_all(admin.db(), believed).await {
            // Each look takes a bounded number; the next goes on.
            Ok(0) => self.done = Some((today, Instant::now())),
            Ok(entries) => tracing::info!(entries, "entries of the trail past their years went"),
            Err(error) => {
                self.done = Some((today, Instant::now()));
                tracing::error!(%error, "old entries of the trail are still there");
            }
        }
    }
}

/// A leap that the pause since the last look explains is none: nobody looked while the process
/// stood still, and before its first look nothing is known.
fn note_clock(admin: &Admin, reading: Reading, since_last: Option<Duration>) {
    let by_ms = match reading {
        Reading::Steady => return admin.faults().restored(FaultKind::Clock),
        Reading::Settling => return,
        Reading::LeaptAhead { by_ms } => by_ms,
        Reading::SetBack { by_ms } => -by_ms,
    };
    let Some(pause_ms) = since_last.and_then(|pause| i64::try_from(pause.as_millis()).ok()) else {
        return;
    };
    if (by_ms - pause_ms).abs() > CLOCK_LEAP_MS {
        let detail = format!("the clock moved by {} s", (by_ms - pause_ms) / 1_000);
        admin.faults().report(FaultKind::Clock, &detail);
    }
}

fn tell(look: &Look) {
    match look.reading {
        Reading::Steady | Reading::Settling => {}
        Reading::LeaptAhead { by_ms } => {
            tracing::warn!(
                by_ms,
                "the clock leapt ahead; deadlines wait until it has run on steadily"
            );
        }
        Reading::SetBack { by_ms } => tracing::warn!(by_ms, "the clock was set back"),
    }
}
