//! What the routes of every shell hold of this crate.

use std::{
    collections::BTreeSet,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use admin_core::{
    attempts::{Attempts, TooMany},
    authority::{Matter, NotAllowed},
    deadline::Rule,
    post::{Post, unit::UnitTree},
    rulebook::Rulebook,
};
use jiff::civil::Date;
use protocol::{
    id::{AccountId, CaseId, UnitId},
    time::UnixMs,
};
use sea_orm::{ConnectionTrait, DbErr};
use tokio::{
    sync::{
        Semaphore,
        broadcast::{self, error::RecvError},
    },
    time::MissedTickBehavior,
};

use crate::{
    accounts,
    clock::Clock,
    demo::DemoAccount,
    footage::Folders,
    keys::{HmacKey, KeyRing},
    limits::{ENDED_SESSIONS_HELD, FILMS_AT_ONCE, SESSION_LOOK, STEPS_HELD},
    passwords::Passwords,
    posts,
    problem::{self, Refused},
    refusals::Refusals,
    rulebooks::Rules,
    sessions::{self, SessionEnded, SessionId, Standing},
    sign_in::{ceremony, codes, in_use::InUse, relying_party::RelyingParty},
    signed_in::{SignedIn, not_signed_in},
    store::Db,
    trail::{self, Act, Action, Subject, check::Checks},
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
    /// Where films of cameras lie.
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
    decoys: HmacKey,
    units: units::Held,
    ended: broadcast::Sender<SessionEnded>,
    /// How often unknown people write, by address.
    letters: Mutex<Attempts>,
    film_turns: Semaphore,
    in_use: InUse,
    checks: Checks,
    steps: broadcast::Sender<CaseId>,
}

impl Admin {
    pub fn new(config: AdminConfig) -> Self {
        Self(Arc::new(Inner {
            ceremonies: ceremony::Open::default(),
            decoys: config.keys.hmac_key("decoy credentials"),
            config,
            passwords: Passwords::new(),
            attempts: Mutex::default(),
            refusals: Refusals::default(),
            units: units::Held::default(),
            ended: broadcast::Sender::new(ENDED_SESSIONS_HELD),
            letters: Mutex::default(),
            film_turns: Semaphore::new(FILMS_AT_ONCE),
            in_use: InUse::default(),
            checks: Checks::default(),
            steps: broadcast::Sender::new(STEPS_HELD),
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

    pub(crate) fn films(&self) -> &Folders {
        &self.0.config.films
    }

    /// Whose turn it is to receive a film.
    pub(crate) fn film_turns(&self) -> &Semaphore {
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

    /// Sessions that are used without a touch and do not lock meanwhile.
    pub fn in_use(&self) -> &InUse {
        &self.0.in_use
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

    /// Asks the grants about an act in the person's own unit; [`Admin::authorise_on`] says what
    /// comes back and what a refusal leaves.
    pub async fn authorise(&self, person: &SignedIn, action: Action) -> Result<SignedIn, Refused> {
        self.authorise_on(person, action, &own(person)).await
    }

    /// Asks the grants of every document about an act on a matter. The person comes back in the
    /// post that was enough, so that the trail tells it; a refusal leaves its entry in the trail
    /// and goes out as 403 with its clause. Not to be called inside a write transaction: see
    /// [`Admin::may`].
    pub async fn authorise_on(
        &self,
        person: &SignedIn,
        action: Action,
        matter: &Matter<'_>,
    ) -> Result<SignedIn, Refused> {
        let units = self.units().await?;
        match self.may(person, action.code(), matter, &units) {
            Ok(post) => Ok(person.clone().acting(&post, &units)),
            Err(refused) => Err(self.refuse(person, action, refused).await?),
        }
    }

    /// The same question without an entry in the trail: the post that is enough.
    pub fn may(
        &self,
        person: &SignedIn,
        action: &str,
        matter: &Matter<'_>,
        units: &UnitTree,
    ) -> Result<Post, Refused> {
        let (held, today) = (person.held(), self.today());
        let holder = person.holder(&held);
        if let Some(clause) = self.apart(&held, action) {
            return Err(problem::not_found_problem().clause(clause));
        }
        let mut refused = None;
        for rulebook in self.rules().on(today) {
            let authority = rulebook.authority();
            if !authority.knows(action) {
                continue;
            }
            match authority.may(holder, action, matter, units, today) {
                Ok(basis) => return Ok(basis.post.clone()),
                Err(denied) => {
                    // The words of a document in which the person holds a post come first.
                    let document = &rulebook.document.code;
                    let own = held.iter().any(|post| post.document == *document);
                    if own || refused.is_none() {
                        refused = Some(Refused::from(denied));
                    }
                }
            }
        }
        Err(refused.unwrap_or_else(|| {
            let clause = "VR-3.1";
            Refused::from(NotAllowed { clause })
        }))
    }

    /// The clause by which whoever holds these posts finds nothing of other documents, where this
    /// is an act of another one.
    fn apart(&self, held: &[Post], action: &str) -> Option<&str> {
        let own = |rulebook: &&Arc<Rulebook>| {
            let code = &rulebook.document.code;
            held.iter().any(|post| post.document == *code)
        };
        let mut found = None;
        for rulebook in self.rules().on(self.today()).filter(own) {
            if rulebook.authority().knows(action) {
                return None;
            }
            found = Some(rulebook.document.apart.as_deref()?);
        }
        found
    }

    /// Makes sure, inside the transaction of an act, that the session runs and that the posts are
    /// still those that were asked about: an approver may be revoked while the act is under way.
    pub async fn still(
        &self,
        txn: &impl ConnectionTrait,
        person: &SignedIn,
    ) -> Result<(), Refused> {
        let now = sessions::person(txn, person.session, self.now()).await?;
        match now {
            Some(now) if now.posts == person.posts && !now.locked => Ok(()),
            _ => Err(not_signed_in()),
        }
    }

    /// Leaves the entry of a person's refusal in the trail and hands the refusal on.
    pub async fn refuse(
        &self,
        person: &SignedIn,
        action: Action,
        refused: Refused,
    ) -> Result<Refused, Refused> {
        let act = person.act(self.now(), action);
        self.remember_refusal(act, refused).await
    }

    /// The same for an act that was told already, for example with its subjects.
    pub async fn remember_refusal(&self, act: Act, refused: Refused) -> Result<Refused, Refused> {
        let mut act = act.refused();
        if let Some(clause) = &refused.0.clause {
            act = act.clause(clause.clone());
        }
        self.db()
            .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?))
            .await?;
        Ok(refused)
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

    /// The units in which the grants allow an act; a refusal where there is none.
    pub(crate) async fn units_for(
        &self,
        person: &SignedIn,
        action: Action,
    ) -> Result<Vec<UnitId>, Refused> {
        let units = self.units().await?;
        let allowed = units.all().map(|unit| unit.id).filter(|unit| {
            let matter = Matter {
                unit: *unit,
                ..own(person)
            };
            self.may(person, action.code(), &matter, &units).is_ok()
        });
        let allowed: Vec<_> = allowed.collect();
        if allowed.is_empty() {
            self.authorise(person, action).await?;
        }
        Ok(allowed)
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

    /// Returns when the session is locked or over: signed out, revoked or expired. A socket selects
    /// on it and closes.
    pub async fn session_over(&self, session: SessionId) -> Standing {
        let mut ended = self.ended_sessions();
        let mut look = tokio::time::interval(SESSION_LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                told = ended.recv() => match told {
                    Ok(told) if told.session == session => return told.standing,
                    Ok(_) => continue,
                    // Some were missed.
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return Standing::Over,
                },
                _ = look.tick() => {}
            }
            match sessions::standing(&**self.db(), session, self.now()).await {
                Ok(Standing::Runs) => {}
                Ok(standing) => return standing,
                Err(cause) => tracing::warn!(%cause, "a session could not be looked up"),
            }
        }
    }

    /// Ends all sessions of an account and bars its credentials for good (VR-3.2b). Whoever
    /// revokes has to be allowed to in every unit in which the other holds a post.
    pub async fn revoke(&self, account: AccountId, by: &SignedIn) -> Result<usize, Refused> {
        let posts = posts::of_person(&**self.db(), account).await?;
        let units: BTreeSet<_> = posts.iter().map(|held| held.post.unit).collect();
        if units.is_empty() {
            return Err(problem::not_found_problem());
        }
        let mut acting = by.clone();
        for unit in units {
            let matter = Matter { unit, ..own(by) };
            acting = self
                .authorise_on(by, Action::RevokeCredentials, &matter)
                .await?;
        }
        self.revoke_with(account, acting.act(self.now(), Action::RevokeCredentials))
            .await
    }

    /// The same for an act that was allowed elsewhere.
    /// How many sessions ended comes back.
    pub async fn revoke_with(&self, account: AccountId, act: Act) -> Result<usize, Refused> {
        let now = self.now();
        let act = act.about(Subject::Account(account));
        let ended = self
            .db()
            .write(async |txn| {
                accounts::revoke_credentials(txn, account, now).await?;
                codes::void(txn, account, now).await?;
                posts::end_all(txn, account, posts::today(now)).await?;
                trail::append(txn, &act).await?;
                Ok::<_, Refused>(sessions::end_all(txn, account, now).await?)
            })
            .await?;
        let count = ended.len();
        ended.into_iter().for_each(|told| self.tell_ended(told));
        Ok(count)
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

    /// What stands for the fingerprint of somebody who has none.
    pub(crate) fn decoy_of(&self, user_id: &str) -> [u8; 32] {
        self.0.decoys.sign(user_id.as_bytes())
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

/// An act in the person's own unit, on nothing in particular.
pub fn own(person: &SignedIn) -> Matter<'static> {
    Matter {
        unit: person.unit,
        owner: None,
        kind: "",
        state: "",
    }
}
