//! One turn of one report: load, decide, store with its trail, then tell everybody.

pub(crate) mod acts;

use std::sync::Arc;

use admin::{
    core::{rulebook::Label, trail::SubjectCode},
    keys::{DataKey, KeyError, KeyRing},
    notices, random,
    signed_in::SignedIn,
    store::Write,
    trail::{self, Action, Actor, Subject},
};
use protocol::{
    admin::notice::NoticeKind,
    console::ConsoleEvent,
    id::{CaseId, DeviceId, MessageId, ReportId, UnitId},
    media::MediaOrder,
    report::{Exercise, ReportView},
    supervision::{Instruction, InstructionKind, Staff},
    time::UnixMs,
};
use sea_orm::DatabaseTransaction;
use signaling_core::{
    Act, Alert, Command, Decision, Effect, Refusal, decide,
    exercise::{self, Happened},
    report::Report,
};

use crate::{
    Signaling,
    failure::Failure,
    request_case::DOCUMENT,
    retention,
    staff::shown,
    store::{
        exercises, facts, instructions,
        notes::Notes,
        promises,
        reports::{self, Loaded},
        table::report,
        viewers,
    },
    unbroken::to_the_end,
    view::report_view,
    webhooks,
};

/// Who makes the turn.
#[derive(Clone, Debug)]
pub enum Who {
    Person(Box<SignedIn>),
    Device(DeviceId),
    LinkHolder,
    System,
}

/// A signed-in person as reports name them.
pub fn staff(person: &SignedIn) -> Staff {
    Staff {
        account: person.account,
        name: person.name.clone(),
    }
}

/// A report in the middle of a write transaction; dropping it undoes everything.
pub struct Turn {
    signaling: Signaling,
    write: Write,
    who: Who,
    now: UnixMs,
    key: Arc<DataKey>,
    loaded: Loaded,
    before: Report,
    row_before: report::Model,
    effects: Vec<Effect>,
    events: Vec<ConsoleEvent>,
    /// Told to whoever asked, once the turn is stored.
    refusal: Option<Refusal>,
    /// Something beside the report's own rows changed that consoles show.
    is_touched: bool,
    /// What persons did, where it is an exercise.
    happened: Vec<Happened>,
}

impl Signaling {
    /// Begins a turn. A person reaches reports of the own headquarters only.
    pub async fn turn(&self, report: ReportId, who: Who) -> Result<Turn, Failure> {
        let turn = self.turn_anywhere(report, who).await?;
        if let Who::Person(person) = &turn.who
            && turn.report().headquarters != person.unit
        {
            return Err(Refusal::ReportNotFound.into());
        }
        Ok(turn)
    }

    /// The same for who stands outside the headquarters; the caller of this says why they may.
    pub async fn turn_anywhere(&self, report: ReportId, who: Who) -> Result<Turn, Failure> {
        let write = self.admin().db().begin_write().await?;
        // The end of a request may come long after its head: whoever asked may be out since.
        if let Who::Person(person) = &who {
            self.admin().still(&*write, person).await?;
        }
        let loaded = reports::load(&*write, report)
            .await?
            .ok_or(Refusal::ReportNotFound)?;
        let now = self.admin().now();
        let key = match self.admin().keys().report_key(report).await {
            Err(KeyError::Destroyed) => return Err(Refusal::ReportErased.into()),
            key => Arc::new(key?),
        };
        if loaded.report.state.is_over() {
            retention::check_kept(&*write, report, now).await?;
        }
        Ok(Turn {
            signaling: self.clone(),
            write,
            who,
            now,
            key,
            before: loaded.report.clone(),
            row_before: loaded.row.clone(),
            loaded,
            effects: Vec::new(),
            events: Vec::new(),
            refusal: None,
            is_touched: false,
            happened: Vec::new(),
        })
    }
}

impl Turn {
    pub fn txn(&self) -> &DatabaseTransaction {
        &self.write
    }

    /// Who acts became known from the report itself.
    pub fn act_as(&mut self, who: Who) {
        self.who = who;
    }

    pub fn key(&self) -> &Arc<DataKey> {
        &self.key
    }

    pub fn keys(&self) -> Arc<KeyRing> {
        self.signaling.admin().keys().clone()
    }

    pub fn now(&self) -> UnixMs {
        self.now
    }

    pub fn report(&self) -> &Report {
        &self.loaded.report
    }

    pub fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    pub fn row(&mut self) -> &mut report::Model {
        &mut self.loaded.row
    }

    /// Opens what the desk notes, changes it and seals it again.
    pub fn change_notes(&mut self, change: impl FnOnce(&mut Notes)) -> Result<(), Failure> {
        let mut notes = Notes::open(&self.key, &self.loaded.row)?;
        change(&mut notes);
        self.loaded.row.notes = Some(notes.seal(&self.key));
        Ok(())
    }

    /// Lets the core decide; counts and trail entries are written at once, inside the turn.
    pub async fn decide(&mut self, command: Command) -> Result<(), Failure> {
        let Decision { report, effects } = decide(&self.loaded.report, command, self.now)?;
        self.loaded.report = report;
        for effect in effects {
            match effect {
                Effect::CountUse => self.count_use().await?,
                Effect::Trail(act) => {
                    self.remember(self.loaded.report.headquarters, act).await?;
                }
                Effect::TrailOf { unit, act } => self.remember(unit, act).await?,
                Effect::Refuse(refusal) => self.refusal = Some(refusal),
                Effect::Alert(alert) => self.alert(alert).await?,
                later => self.effects.push(later),
            }
        }
        Ok(())
    }

    /// Shows somebody what was directed, until they acknowledge it.
    pub async fn instruct(
        &mut self,
        kind: InstructionKind,
        (by, to): (Option<Staff>, Staff),
        words: String,
    ) -> Result<(), Failure> {
        let instruction = Instruction {
            id: MessageId::new(self.now, random::id()),
            at_ms: self.now,
            by,
            to,
            kind,
            words,
            acknowledged: None,
        };
        let row = instructions::row(&self.key, &instruction);
        instructions::insert(self.txn(), row.clone()).await?;
        self.loaded.instructions.push(row);
        self.is_touched = true;
        Ok(())
    }

    /// An instruction is off the screen.
    pub fn forget_instruction(&mut self, id: MessageId) {
        self.loaded.instructions.retain(|row| row.id != id.0);
        self.is_touched = true;
    }

    /// Writes one act about this report into the trail of its headquarters.
    pub async fn trail(&mut self, action: Action, subjects: &[Subject]) -> Result<(), Failure> {
        let subjects = subjects.iter().copied().map(SubjectCode::from);
        self.trail_about(action, subjects.collect()).await
    }

    /// The same with words that a rulebook gives.
    pub async fn trail_about(
        &mut self,
        action: Action,
        subjects: Vec<SubjectCode>,
    ) -> Result<(), Failure> {
        let unit = self.loaded.report.headquarters;
        self.trail_of(unit, action, subjects).await
    }

    async fn trail_of(
        &mut self,
        unit: UnitId,
        action: Action,
        subjects: Vec<SubjectCode>,
    ) -> Result<(), Failure> {
        let report = &self.loaded.report;
        let mut act = match &self.who {
            Who::Person(person) => person.act(self.now, action),
            Who::Device(device) => self.act_of(Actor::Device(*device), action),
            Who::LinkHolder => self.act_of(Actor::LinkHolder, action),
            Who::System => self.act_of(Actor::System, action),
        };
        if let Who::Person(_) = &self.who
            && report.exercise != Exercise::No
            && action != Action::WatchReport
        {
            self.happened.push(Happened::Act(action.code().to_owned()));
        }
        // Acts on a report belong to its headquarters' chain, whoever does them.
        act.unit = unit;
        act = act.about(Subject::Report(report.id));
        for subject in subjects {
            act = act.about(subject);
        }
        trail::append(self.txn(), &act).await?;
        Ok(())
    }

    /// The decision is to be stored, and the asker to be refused: `finish` does both.
    pub fn is_refused(&self) -> bool {
        self.refusal.is_some()
    }

    /// Told to the consoles after the turn.
    pub fn event(&mut self, event: ConsoleEvent) {
        self.events.push(event);
    }

    /// Told to the media node after the turn.
    pub fn order(&mut self, order: MediaOrder) {
        self.effects.push(Effect::Order(order));
    }

    /// Stores the turn and tells everybody, also when whoever asked leaves meanwhile: an order to the
    /// media node must not be lost between the commit and its sending.
    pub async fn finish(self) -> Result<ReportView, Failure> {
        to_the_end(self.store_and_tell()).await
    }

    async fn store_and_tell(mut self) -> Result<ReportView, Failure> {
        let changed = self.before != self.loaded.report || self.row_before != self.loaded.row;
        if changed {
            self.loaded.row = reports::row_after(&self.loaded.row, &self.loaded.report);
            let after = &self.loaded.report;
            reports::save(&*self.write, &self.loaded.row, &self.before, after).await?;
            webhooks::enter(&*self.write, Some(&self.before), after, self.now).await?;
            self.count().await?;
            if after.state.is_over() && !self.before.state.is_over() {
                viewers::end_all(&*self.write, after.id, self.now).await?;
                retention::begin(&self.write, &self.signaling, after, self.now).await?;
            }
        }
        self.note_exercise().await?;
        self.write.commit().await?;
        let hub = self.signaling.hub();
        let report = self.loaded.report.id;
        for effect in self.effects {
            match effect {
                Effect::Order(order) => self.signaling.order(order),
                Effect::Tell(message) => hub.tell(report, message),
                Effect::Dismiss { device } => hub.dismiss(report, device),
                Effect::CountUse
                | Effect::Trail(_)
                | Effect::TrailOf { .. }
                | Effect::Refuse(_)
                | Effect::Alert(_) => {}
            }
        }
        if self.loaded.report.state.is_over() {
            hub.forget(report);
            self.signaling.sights().forget(report);
            if !self.before.state.is_over() {
                self.signaling.spawn_recording(report);
            }
        } else {
            hub.set_home(report, self.loaded.report.headquarters);
        }
        for event in &self.events {
            hub.publish(self.loaded.report.headquarters, event);
        }
        let view = report_view(&self.loaded, &self.key, &self.signaling)?;
        if changed || self.is_touched {
            self.signaling
                .publish_view(self.loaded.report.headquarters, &view);
        }
        tell_neighbours(&self.signaling, &self.before, &self.loaded.report);
        if changed {
            let after = &self.loaded.report;
            if let Err(failure) =
                shown::follow(&self.signaling, &self.before, after, self.now).await
            {
                let code = failure.problem().0.code;
                tracing::error!(%report, code, "officers may not know yet what they are shown");
            }
        }
        if let Some(refusal) = self.refusal {
            return Err(refusal.into());
        }
        Ok(view)
    }

    /// What statistics keep, where something of it may have changed.
    async fn count(&self) -> Result<(), Failure> {
        let (before, after) = (&self.before, &self.loaded.report);
        // Positions come all the time, and are in no figure.
        let positions_aside = |report: &Report| {
            let mut report = report.clone();
            report.totals.positions = 0;
            report
        };
        if positions_aside(before) != positions_aside(after) {
            let stuck = before.stuck.map(|stuck| stuck.obstacle);
            facts::write(self.txn(), &self.loaded.row, after, stuck).await?;
        }
        Ok(())
    }

    /// What trainer and trainee look at afterwards (VR-10).
    async fn note_exercise(&self) -> Result<(), Failure> {
        let report = &self.loaded.report;
        if report.exercise == Exercise::No {
            return Ok(());
        }
        let changed = exercise::happened(&self.before, report);
        let all: Vec<_> = self.happened.iter().cloned().chain(changed).collect();
        exercises::note(self.txn(), report.id, self.now, &all).await?;
        Ok(())
    }

    /// Tells the managers of the headquarters, in the words of the rulebook.
    async fn alert(&mut self, alert: Alert) -> Result<(), Failure> {
        let (text, clause) = match alert {
            Alert::CodeLocked => ("access_code_locked", "VR-4.1.3b"),
        };
        let unit = self.loaded.report.headquarters;
        let rulebook = self.signaling.rulebook(self.txn(), unit).await?;
        let words = rulebook.texts.get(text).map(|text| text.label.clone());
        let words = words.ok_or_else(|| Failure::internal("a notice has no words"))?;
        let number = &self.loaded.row.number;
        let new = notices::New {
            document: DOCUMENT,
            post: "hq_operations_manager",
            unit,
            person: None,
            kind: NoticeKind::Alert,
            text: Label {
                ja: format!("{} ({number})", words.ja),
                en: format!("{} ({number})", words.en),
            },
            clause,
            case: self.loaded.row.request_case.map(CaseId),
            circular: None,
        };
        notices::tell(self.txn(), new, self.now).await?;
        Ok(())
    }

    async fn count_use(&mut self) -> Result<(), Failure> {
        let link = self.loaded.report.link.id;
        if promises::count_use(self.txn(), link).await? {
            return Ok(());
        }
        Err(Refusal::UrlUsed.into())
    }

    async fn remember(&mut self, unit: UnitId, act: Act) -> Result<(), Failure> {
        if let Act::Started { device } | Act::Resumed { device } = act {
            self.who = Who::Device(device);
        }
        let (action, mut subjects) = acts::entry(&act, self.loaded.report.link.id, &self.who);
        if let Act::Started { device } = act {
            subjects.push(Subject::Hash(self.agreed_to(device)));
        }
        let subjects = subjects.into_iter().map(SubjectCode::from);
        self.trail_of(unit, action, subjects.collect()).await
    }

    /// The hash of the words that a phone agreed to: text, language and version are found by it.
    fn agreed_to(&self, device: DeviceId) -> [u8; 32] {
        let mut devices = self.loaded.report.link.active_devices();
        let found = devices.find(|known| known.id == device);
        found.map_or([0; 32], |known| known.agreed.text_hash)
    }

    fn act_of(&self, actor: Actor, action: Action) -> trail::Act {
        trail::Act::new(self.loaded.report.headquarters, self.now, actor, action)
    }
}

/// Another headquarters hears what is offered to it, and what is no longer.
fn tell_neighbours(signaling: &Signaling, before: &Report, after: &Report) {
    let (old, new) = (&before.desk.pass, &after.desk.pass);
    let gone = || ConsoleEvent::Gone { report: after.id };
    match (old, new) {
        (None, Some(pass)) => {
            let event = ConsoleEvent::Pass { pass: pass.clone() };
            signaling.hub().publish(pass.to.unit, &event);
        }
        (Some(pass), None) if pass.to.unit != after.headquarters => {
            signaling.hub().publish(pass.to.unit, &gone());
        }
        _ => {}
    }
    if before.headquarters != after.headquarters {
        signaling.hub().publish(before.headquarters, &gone());
    }
}
