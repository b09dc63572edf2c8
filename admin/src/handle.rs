//! What the routes of every shell hold of this crate.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use admin_core::{
    attempts::{Attempts, TooMany},
    deadline::Rule,
    rulebook::Rulebook,
};
use jiff::civil::Date;
use protocol::{
    id::{CaseId, UnitId},
    time::UnixMs,
};
use sea_orm::{ConnectionTrait, DbErr};
use tokio::sync::{Semaphore, broadcast};

use crate::{
    clock::Clock,
    demo::DemoAccount,
    evidence,
    faults::Faults,
    footage::Folders,
    keys::KeyRing,
    limits::{ENDED_SESSIONS_HELD, FILMS_AT_ONCE, STEPS_HELD},
    looks::Looks,
    mail::Mailer,
    passwords::Passwords,
    posts,
    problem::{self, Refused},
    refusals::Refusals,
    rulebooks::Rules,
    sealed_files::SealedFiles,
    sessions::SessionEnded,
    sign_in::{ceremony, decoys::Decoys, in_use::InUse, relying_party::RelyingParty},
    store::Db,
    suspensions,
    trail::check::Checks,
    units::{self, Units},
};

/// What this crate is started with.
pub struct AdminConfig {
    pub db: Db,
    pub clock: Clock,
    pub keys: Arc<KeyRing>,
    /// From [`crate::rulebooks::load`].
    pub rules: Arc<Rules>,
    /// True in a demo folder.
    pub demo: bool,
    /// Its people; nobody elsewhere.
    pub people: Vec<DemoAccount>,
    /// This server as authenticators know it.
    pub relying_party: RelyingParty,
    /// Where sealed files lie.
    pub files: SealedFiles,
    /// Where films of cameras come from, and other folders of this house.
    pub films: Folders,
}

/// A cheap handle.
#[derive(Clone)]
pub struct Admin(Arc<Inner>);

struct Inner {
    config: AdminConfig,
    passwords: Passwords,
    attempts: Mutex<Attempts>,
    refusals: Refusals,
    ceremonies: ceremony::Open,
    decoys: Decoys,
    units: units::Held,
    ended: broadcast::Sender<SessionEnded>,
    /// How often unknown people write, by address.
    letters: Mutex<Attempts>,
    film_turns: Arc<Semaphore>,
    looks: Looks,
    in_use: InUse,
    checks: Checks,
    suspensions: suspensions::Held,
    faults: Faults,
    steps: broadcast::Sender<CaseId>,
    evidence: evidence::Held,
    mailer: OnceLock<Arc<dyn Mailer>>,
}

impl Admin {
    pub fn new(config: AdminConfig) -> Self {
        Self(Arc::new(Inner {
            ceremonies: ceremony::Open::default(),
            decoys: Decoys::new(config.keys.hmac_key("decoy credentials")),
            config,
            passwords: Passwords::new(),
            attempts: Mutex::default(),
            refusals: Refusals::default(),
            units: units::Held::default(),
            ended: broadcast::Sender::new(ENDED_SESSIONS_HELD),
            letters: Mutex::default(),
            film_turns: Arc::new(Semaphore::new(FILMS_AT_ONCE)),
            looks: Looks::default(),
            in_use: InUse::default(),
            checks: Checks::default(),
            suspensions: suspensions::Held::default(),
            faults: Faults::default(),
            steps: broadcast::Sender::new(STEPS_HELD),
            evidence: evidence::Held::default(),
            mailer: OnceLock::new(),
        }))
    }

    pub fn db(&self) -> &Db {
        &self.0.config.db
    }

    pub fn clock(&self) -> &Clock {
        &self.0.config.clock
    }

    pub fn now(&self) -> UnixMs {
        self.0.config.clock.now()
    }

    pub fn keys(&self) -> &Arc<KeyRing> {
        &self.0.config.keys
    }

    /// Where reports and what was received of them are asked for.
    pub fn evidence(&self) -> &evidence::Held {
        &self.0.evidence
    }

    /// The relay by which mails of cases go; nothing where none was named at the start.
    pub fn mailer(&self) -> Option<&Arc<dyn Mailer>> {
        self.0.mailer.get()
    }

    /// Named once, before the first request; a second one is passed over.
    pub fn send_mails_by(&self, mailer: Arc<dyn Mailer>) {
        let _ = self.0.mailer.set(mailer);
    }

    /// Where sealed files lie, of reports and cameras alike.
    pub fn files(&self) -> &SealedFiles {
        &self.0.config.files
    }

    pub(crate) fn films(&self) -> &Folders {
        &self.0.config.films
    }

    /// Whose turn it is to receive a film.
    pub(crate) fn film_turns(&self) -> &Arc<Semaphore> {
        &self.0.film_turns
    }

    /// Counts a letter of somebody unknown to a place, or refuses it.
    pub(crate) fn may_write(&self, place: &str, address: IpAddr) -> Result<(), TooMany> {
        let mut letters = self
            .0
            .letters
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        letters.begin(place, address, self.now())
    }

    pub fn is_demo(&self) -> bool {
        self.0.config.demo
    }

    pub(crate) fn demo_people(&self) -> Option<&[DemoAccount]> {
        let config = &self.0.config;
        config.demo.then_some(config.people.as_slice())
    }

    /// Counts refusals of people nobody knows; `genba` writes them into the trail each minute.
    pub fn refusals(&self) -> &Refusals {
        &self.0.refusals
    }

    /// What sessions have looked at, with an entry each.
    pub fn looks(&self) -> &Looks {
        &self.0.looks
    }

    /// Sessions that are used without a touch and do not lock meanwhile.
    pub fn in_use(&self) -> &InUse {
        &self.0.in_use
    }

    /// Where faults are reported that the system notices of its own.
    pub fn faults(&self) -> &Faults {
        &self.0.faults
    }

    pub(crate) fn held_suspensions(&self) -> &suspensions::Held {
        &self.0.suspensions
    }

    /// Whether the chains of the trail hold.
    pub fn checks(&self) -> &Checks {
        &self.0.checks
    }

    /// The documents as data.
    pub fn rules(&self) -> &Rules {
        &self.0.config.rules
    }

    pub async fn units(&self) -> Result<Arc<Units>, DbErr> {
        self.0.units.get(&**self.db()).await
    }

    /// A unit was added; the next who asks reads the tree again.
    pub fn units_changed(&self) {
        self.0.units.forget();
    }

    pub fn today(&self) -> Date {
        posts::today(self.now())
    }

    /// The version of a document that is in force today for a unit, with what the nation, the
    /// force and the unit set. `db` may be the caller's own transaction.
    pub async fn rulebook(
        &self,
        db: &impl ConnectionTrait,
        document: &str,
        unit: UnitId,
    ) -> Result<Arc<Rulebook>, Refused> {
        let units = self.units().await?;
        let today = self.today();
        let found = self.rules().in_force(db, &units, document, unit, today);
        found.await?.ok_or_else(problem::not_found_problem)
    }

    /// A span that the rulebook of 110 video reporting sets for a unit.
    pub(crate) async fn figure_ms(&self, code: &str, unit: UnitId) -> Result<i64, Refused> {
        let rulebook = self.rulebook(&**self.db(), "VR", unit).await?;
        match rulebook.rule(code) {
            Some(Rule::After(length)) => Ok(length.ms()),
            _ => Err(Refused::internal(format!(
                "{code} is no span of the rulebook"
            ))),
        }
    }

    /// Hears of every session that ends in this process.
    pub fn ended_sessions(&self) -> broadcast::Receiver<SessionEnded> {
        self.0.ended.subscribe()
    }

    /// Hears of every case that was taken on at a task list of this process.
    pub fn taken_steps(&self) -> broadcast::Receiver<CaseId> {
        self.0.steps.subscribe()
    }

    pub(crate) fn tell_taken(&self, case: CaseId) {
        // Nobody listens in a process without reports.
        let _ = self.0.steps.send(case);
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub(crate) fn relying_party(&self) -> &RelyingParty {
        &self.0.config.relying_party
    }

    pub(crate) fn ceremonies(&self) -> &ceremony::Open {
        &self.0.ceremonies
    }

    pub(crate) fn decoys(&self) -> &Decoys {
        &self.0.decoys
    }

    pub(crate) fn tell_ended(&self, told: SessionEnded) {
        // Nobody listens while no socket is open.
        let _ = self.0.ended.send(told);
    }

    pub(crate) fn begin_try(&self, user_id: &str, address: IpAddr) -> Result<(), TooMany> {
        let mut attempts = self
            .0
            .attempts
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        attempts.begin(user_id, address, self.now())
    }

    pub(crate) fn try_succeeded(&self, user_id: &str, address: IpAddr) {
        let mut attempts = self
            .0
            .attempts
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        attempts.succeeded(user_id, address);
    }
}
