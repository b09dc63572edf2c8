//! The handle that routes, sockets and tasks share.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use admin::{
    Admin,
    core::rulebook::Rulebook,
    deadlines::Carrier,
    keys::{HmacKey, KeyError},
    problem::Refused,
    sealed_files::SealedFiles,
    signed_in::SignedIn,
    trail::{self, Action},
};
use axum::extract::FromRef;
use protocol::{
    console::ConsoleEvent,
    gateway::GatewayHealth,
    id::{AccountId, CommandTokenId, ReportId, UnitId},
    media::MediaOrder,
    place::Municipality,
    report::{MediaStatistics, ReportView},
    viewing::Viewing,
};
use sea_orm::{ConnectionTrait, prelude::Uuid};
use signaling_core::{
    Refusal, access_code::CodeHash, calls::Calls, flood::Bucket, place::Gazetteer,
    refused_people::RefusedPeople, staff::StaffRefusal, wrong_tries::WrongTries,
};
use tokio::{
    sync::watch,
    task::{AbortHandle, JoinHandle},
};

use crate::{
    attendance,
    config::SignalingConfig,
    convert::Converter,
    deadlines,
    evidence::Reports,
    failure::{Failure, problem_of},
    files::Uploads,
    gateways::{self, Gateways},
    hub::Hub,
    in_use,
    limits::{CALLS_AT_ONCE, CALLS_PER_MINUTE, COMMAND_SYSTEMS_COUNTED},
    mail::OutboxMail,
    media,
    recordings::{self, Making},
    request_case::DOCUMENT,
    retention::{self, ReportCarrier},
    routes,
    sights::Sights,
    sign_outs,
    sms::OutboxSms,
    staff, stop,
    store::reports,
    task_list,
    tokens::Tokens,
    view::report_view,
    viewing_totals::ViewingTotals,
    webhooks,
};

/// A cheap handle.
#[derive(Clone)]
pub struct Signaling(Arc<Inner>);

struct Inner {
    config: SignalingConfig,
    admin: Admin,
    hub: Hub,
    sights: Sights,
    tokens: Tokens,
    converter: Converter,
    uploads: Uploads,
    gateways: Gateways,
    health: watch::Sender<GatewayHealth>,
    receipt_keys: HmacKey,
    webhook_keys: HmacKey,
    calls: Mutex<Calls>,
    /// How fast each command system announces.
    announcing: Mutex<BTreeMap<CommandTokenId, Bucket>>,
    wrong_tokens: Mutex<WrongTries>,
    confirm_keys: HmacKey,
    challenge_keys: HmacKey,
    code_keys: HmacKey,
    unit_code_keys: HmacKey,
    wrong_links: Mutex<WrongTries>,
    wrong_codes: Mutex<WrongTries>,
    unknown_phones: Mutex<WrongTries>,
    registrations: Mutex<WrongTries>,
    refused_people: Mutex<RefusedPeople>,
    holding: tokio::sync::Mutex<()>,
    making: Making,
    tasks: Mutex<Vec<AbortHandle>>,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::embedded);

/// Tries of one order before it is given up; the media node ends a room by itself when its
/// publisher's token does.
const ORDER_TRIES: u32 = 30;

impl Signaling {
    /// Starts the tasks and hands out the handle.
    pub async fn start(config: SignalingConfig, admin: Admin) -> anyhow::Result<Self> {
        let mut sms = config.sms.clone();
        let mut mail = config.mail.clone();
        if admin.is_demo() {
            if sms.is_empty() {
                sms.push(Arc::new(OutboxSms(admin.clone())));
            }
            mail.get_or_insert_with(|| {
                admin.send_mails_by(Arc::new(OutboxMail(admin.clone())));
                Arc::new(OutboxMail(admin.clone()))
            });
        }
        let gateways = Gateways::new(sms.clone(), mail, admin.now());
        let signaling = Self(Arc::new(Inner {
            hub: Hub::default(),
            sights: Sights::default(),
            tokens: Tokens::new(&config.token_keys)?,
            converter: Converter::new(config.recorder.clone(), admin.faults().clone()),
            uploads: Uploads::new(&config.folder)?,
            health: watch::Sender::new(gateways.health()),
            gateways,
            webhook_keys: admin.keys().hmac_key("webhook secrets"),
            calls: Mutex::default(),
            announcing: Mutex::default(),
            wrong_tokens: Mutex::default(),
            receipt_keys: admin.keys().hmac_key("gateway receipts"),
            confirm_keys: admin.keys().hmac_key("confirm tokens"),
            challenge_keys: admin.keys().hmac_key("start challenges"),
            code_keys: admin.keys().hmac_key("access codes"),
            unit_code_keys: admin.keys().hmac_key("unit codes of officers"),
            wrong_links: Mutex::default(),
            wrong_codes: Mutex::default(),
            unknown_phones: Mutex::default(),
            registrations: Mutex::default(),
            refused_people: Mutex::default(),
            holding: tokio::sync::Mutex::default(),
            making: Making::default(),
            tasks: Mutex::default(),
            admin,
            config,
        }));
        let ended = retention::end_keyless(&signaling).await;
        ended.map_err(|failure| {
            anyhow::anyhow!("reports without a key: {}", failure.problem().0.code)
        })?;
        let settled = signaling.settle_left_behind().await;
        settled.map_err(|failure| {
            anyhow::anyhow!("messages left behind: {}", failure.problem().0.code)
        })?;
        for sender in sms {
            if let Some(run) = sender.run(signaling.inbox()) {
                signaling.keep(tokio::spawn(run));
            }
        }
        let reports = Arc::new(Reports(signaling.clone()));
        signaling.admin().evidence().attach(reports);
        signaling.keep(tokio::spawn(webhooks::watch(signaling.clone())));
        signaling.keep(tokio::spawn(gateways::watch::watch(signaling.clone())));
        signaling.keep(tokio::spawn(media::pump(signaling.clone())));
        signaling.keep(tokio::spawn(deadlines::watch(signaling.clone())));
        signaling.keep(tokio::spawn(sign_outs::watch(signaling.clone())));
        signaling.keep(tokio::spawn(attendance::watch(signaling.clone())));
        signaling.keep(tokio::spawn(in_use::watch(signaling.clone())));
        signaling.keep(tokio::spawn(task_list::watch(signaling.clone())));
        signaling.keep(tokio::spawn(staff::void::watch(signaling.clone())));
        signaling.keep(tokio::spawn(stop::watch(signaling.clone())));
        tokio::task::spawn_blocking(|| LazyLock::force(&GAZETTEER));
        signaling.0.converter.warm_up();
        signaling.resume_conversions().await.map_err(|failure| {
            anyhow::anyhow!(
                "conversions could not be resumed: {}",
                failure.problem().0.code
            )
        })?;
        signaling.keep(tokio::spawn(recordings::resume(signaling.clone())));
        Ok(signaling)
    }

    /// Everything under `/api/v1` of this service.
    pub fn router(&self) -> axum::Router {
        let (router, _) = routes::router().split_for_parts();
        router.with_state(self.clone())
    }

    /// What this service carries out when a deadline strikes.
    pub fn carriers(&self) -> Vec<Arc<dyn Carrier>> {
        vec![Arc::new(ReportCarrier(self.clone()))]
    }

    /// Ends the tasks and the converters; sockets end with their server.
    pub fn stop(&self) {
        let tasks = std::mem::take(&mut *self.tasks());
        tasks.iter().for_each(AbortHandle::abort);
        self.0.converter.stop();
    }

    /// What consoles say about the pictures they see: sums since the start, and each one's last word.
    pub fn viewings(&self) -> (ViewingTotals, Vec<Viewing>) {
        self.sights().totals(self.admin().now())
    }

    pub(crate) fn config(&self) -> &SignalingConfig {
        &self.0.config
    }

    pub(crate) fn admin(&self) -> &Admin {
        &self.0.admin
    }

    pub(crate) fn hub(&self) -> &Hub {
        &self.0.hub
    }

    pub(crate) fn sights(&self) -> &Sights {
        &self.0.sights
    }

    pub(crate) fn tokens(&self) -> &Tokens {
        &self.0.tokens
    }

    pub(crate) fn converter(&self) -> &Converter {
        &self.0.converter
    }

    pub(crate) fn uploads(&self) -> &Uploads {
        &self.0.uploads
    }

    pub(crate) fn files(&self) -> &SealedFiles {
        self.admin().files()
    }

    pub(crate) fn making(&self) -> &Making {
        &self.0.making
    }

    pub(crate) fn gateways(&self) -> &Gateways {
        &self.0.gateways
    }

    pub(crate) fn health(&self) -> &watch::Sender<GatewayHealth> {
        &self.0.health
    }

    pub(crate) fn webhook_keys(&self) -> &HmacKey {
        &self.0.webhook_keys
    }

    /// Held for a moment only, never over an await.
    pub(crate) fn calls(&self) -> MutexGuard<'_, Calls> {
        lock(&self.0.calls)
    }

    /// Refuses an address that tries tokens like a machine, before a token is looked up.
    pub(crate) fn may_try_token(&self, from: IpAddr) -> Result<(), Refusal> {
        match lock(&self.0.wrong_tokens).must_wait(from, self.admin().now()) {
            None => Ok(()),
            Some(_) => Err(Refusal::TooManyRequests),
        }
    }

    pub(crate) fn note_wrong_token(&self, from: IpAddr) {
        lock(&self.0.wrong_tokens).note(from, self.admin().now());
    }

    /// Refuses a command system that announces faster than calls can come.
    pub(crate) fn may_announce(&self, token: CommandTokenId) -> Result<(), Refusal> {
        let now = self.admin().now();
        let mut buckets = lock(&self.0.announcing);
        if buckets.len() >= COMMAND_SYSTEMS_COUNTED {
            buckets.retain(|_, bucket| !bucket.is_full(now));
        }
        let new = || Bucket::full(CALLS_AT_ONCE, CALLS_PER_MINUTE, now);
        if buckets.entry(token).or_insert_with(new).take(now) {
            Ok(())
        } else {
            Err(Refusal::TooManyRequests)
        }
    }

    pub(crate) fn receipt_keys(&self) -> &HmacKey {
        &self.0.receipt_keys
    }

    /// What is kept of an access code of a link or a phone. Without the key, ten thousand guesses
    /// would find it.
    pub(crate) fn code_hash(&self, of: Uuid, code: &str) -> CodeHash {
        let mut bytes = of.as_bytes().to_vec();
        bytes.extend_from_slice(code.as_bytes());
        self.0.code_keys.sign(&bytes)
    }

    /// Of what the changing codes of units are made; it stands in no database.
    pub(crate) fn unit_code_keys(&self) -> &HmacKey {
        &self.0.unit_code_keys
    }

    pub(crate) fn confirm_keys(&self) -> &HmacKey {
        &self.0.confirm_keys
    }

    pub(crate) fn challenge_keys(&self) -> &HmacKey {
        &self.0.challenge_keys
    }

    /// The rulebook of 110 video reporting that is in force today for a headquarters.
    pub(crate) async fn rulebook(
        &self,
        db: &impl ConnectionTrait,
        headquarters: UnitId,
    ) -> Result<Arc<Rulebook>, Failure> {
        let found = self.admin().rulebook(db, DOCUMENT, headquarters);
        Ok(found.await?)
    }

    pub(crate) fn gazetteer(&self) -> &'static Gazetteer {
        &GAZETTEER
    }

    pub(crate) fn municipality(&self, latitude: f64, longitude: f64) -> Option<Municipality> {
        GAZETTEER.municipality(latitude, longitude).cloned()
    }

    /// What the sender of a wrong link is told; counted, not written one by one.
    pub(crate) fn wrong_link(&self, from: IpAddr) -> Refusal {
        let refusal = match lock(&self.0.wrong_links).note(from, self.admin().now()) {
            None => Refusal::LinkUnknown,
            Some(retry_after_s) => Refusal::TooManyWrongLinks { retry_after_s },
        };
        self.admin().refusals().count(refusal.code());
        refusal
    }

    /// Refuses an address that tries codes like a machine, before a code is looked at.
    pub(crate) fn may_try_code(&self, from: IpAddr) -> Result<(), Refusal> {
        match lock(&self.0.wrong_codes).must_wait(from, self.admin().now()) {
            None => Ok(()),
            Some(retry_after_s) => Err(Refusal::TooManyWrongCodes { retry_after_s }),
        }
    }

    /// What the sender of a wrong sheet's token is told; counted like a wrong link.
    pub(crate) fn wrong_sheet(&self, from: IpAddr) -> Refusal {
        match self.wrong_link(from) {
            Refusal::LinkUnknown => StaffRefusal::UrlUnknown.into(),
            too_many => too_many,
        }
    }

    /// Refuses an address whose unregistered phones try again and again. A registered phone is
    /// never slowed: it has its own few tries.
    pub(crate) fn may_try_unknown(&self, from: IpAddr) -> Result<(), Refusal> {
        match lock(&self.0.unknown_phones).must_wait(from, self.admin().now()) {
            None => Ok(()),
            Some(retry_after_s) => Err(StaffRefusal::TooManyUnknown { retry_after_s }.into()),
        }
    }

    pub(crate) fn note_unknown(&self, from: IpAddr) {
        lock(&self.0.unknown_phones).note(from, self.admin().now());
    }

    pub(crate) fn may_register(&self, from: IpAddr) -> Result<(), Refusal> {
        match lock(&self.0.registrations).note(from, self.admin().now()) {
            None => Ok(()),
            Some(retry_after_s) => Err(StaffRefusal::TooManyRegistrations { retry_after_s }.into()),
        }
    }

    pub(crate) fn note_wrong_code(&self, from: IpAddr) {
        lock(&self.0.wrong_codes).note(from, self.admin().now());
    }

    /// A refusal of a signed-in person leaves its entry in the trail with its clause. What one
    /// person is refused far too often is counted instead.
    pub(crate) async fn refuse_person(
        &self,
        person: &SignedIn,
        action: Action,
        failure: Failure,
    ) -> Failure {
        let act = person.act(self.admin().now(), action);
        self.refuse_act(person, act, failure).await
    }

    /// Whether a refusal of a person or phone is still written, not counted.
    pub(crate) fn may_write_refusal(&self, who: AccountId) -> bool {
        lock(&self.0.refused_people).may_write(who, self.admin().now())
    }

    /// The same where the act has its subjects, for example the report that was reached for.
    pub(crate) async fn refuse_act(
        &self,
        person: &SignedIn,
        act: trail::Act,
        failure: Failure,
    ) -> Failure {
        let Failure::Refusal(refusal) = failure else {
            return failure;
        };
        if !self.may_write_refusal(person.account) {
            self.admin().refusals().count(refusal.code());
            return problem_of(refusal).into();
        }
        let mut act = act.refused().about(trail::Subject::Word(refusal.code()));
        if let Some(clause) = refusal.clause() {
            act = act.clause(clause);
        }
        let written = self
            .admin()
            .db()
            .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?))
            .await;
        match written {
            Ok(_) => problem_of(refusal).into(),
            Err(fault) => fault.into(),
        }
    }

    /// Sends an order to the media node, again and again until it was taken.
    pub(crate) fn order(&self, order: MediaOrder) {
        let signaling = self.clone();
        tokio::spawn(async move {
            for _ in 0..ORDER_TRIES {
                match signaling.send_order(order.clone()).await {
                    Ok(()) => return,
                    Err(cause) => tracing::warn!(%cause, "an order did not reach the media node"),
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            tracing::error!("an order to the media node was given up");
        });
    }

    /// A hold and its release may overtake each other on their way, so that one order at a time
    /// says what holds now.
    async fn send_order(&self, order: MediaOrder) -> anyhow::Result<()> {
        let media = &self.config().media;
        let (MediaOrder::Hold { room } | MediaOrder::Release { room }) = order else {
            return media.order(order).await;
        };
        let _turn = self.0.holding.lock().await;
        let found = reports::load(&**self.admin().db(), room).await;
        let loaded = found.map_err(|refused| anyhow::anyhow!("{}", refused.0.code))?;
        let is_held = loaded.is_some_and(|loaded| loaded.report.desk.held.is_some());
        let order = if is_held {
            MediaOrder::Hold { room }
        } else {
            MediaOrder::Release { room }
        };
        media.order(order).await
    }

    pub(crate) fn publish_view(&self, headquarters: UnitId, view: &ReportView) {
        self.hub().publish(
            headquarters,
            &ConsoleEvent::Report {
                report: view.clone(),
            },
        );
    }

    /// Tells an event of a report to its headquarters.
    pub(crate) async fn tell_headquarters(&self, report: ReportId, event: &ConsoleEvent) {
        match reports::load(&**self.admin().db(), report).await {
            Ok(Some(loaded)) => self.hub().publish(loaded.report.headquarters, event),
            Ok(None) => {}
            Err(refused) => tracing::warn!(code = refused.0.code, "an event was not told"),
        }
    }

    /// Tells the consoles how well a phone's media comes in. The store is asked only for a report
    /// of which nothing was told since the start.
    pub(crate) async fn show_statistics(
        &self,
        report: ReportId,
        statistics: MediaStatistics,
    ) -> Result<(), Failure> {
        self.hub().set_statistics(report, statistics.clone());
        if !self.hub().has_consoles() {
            return Ok(());
        }
        let home = match self.hub().home(report) {
            Some(home) => home,
            None => match reports::load(&**self.admin().db(), report).await? {
                Some(loaded) if !loaded.report.state.is_over() => {
                    let home = loaded.report.headquarters;
                    self.hub().set_home(report, home);
                    home
                }
                _ => return Ok(()),
            },
        };
        let event = ConsoleEvent::Statistics { report, statistics };
        self.hub().publish(home, &event);
        Ok(())
    }

    /// Shows a report to its consoles as it is now.
    pub(crate) async fn show(&self, report: ReportId) -> Result<(), Failure> {
        let db = &**self.admin().db();
        let Some(loaded) = reports::load(db, report).await? else {
            return Ok(());
        };
        let key = match self.admin().keys().report_key(report).await {
            Err(KeyError::Destroyed) => return Ok(()),
            key => key?,
        };
        let view = report_view(&loaded, &key, self)?;
        self.publish_view(loaded.report.headquarters, &view);
        Ok(())
    }

    fn keep(&self, task: JoinHandle<()>) {
        self.tasks().push(task.abort_handle());
    }

    fn tasks(&self) -> MutexGuard<'_, Vec<AbortHandle>> {
        lock(&self.0.tasks)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl FromRef<Signaling> for Admin {
    fn from_ref(signaling: &Signaling) -> Self {
        signaling.admin().clone()
    }
}
