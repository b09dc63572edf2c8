//! One turn of one report: load, decide, store with its trail, then tell everybody.

use std::sync::Arc;

use admin::{
    keys::DataKey,
    signed_in::SignedIn,
    store::Write,
    trail::{self, Action, Actor, Subject},
};
use protocol::{
    console::ConsoleEvent,
    id::{DeviceId, ReportId},
    report::{EndReason, ReportView},
    time::UnixMs,
};
use sea_orm::DatabaseTransaction;
use signaling_core::{Act, Command, Decision, Effect, Refusal, decide, report::Report};

use crate::{
    Signaling,
    failure::Failure,
    store::{
        promises,
        reports::{self, Loaded},
        table::report,
    },
    view::report_view,
};

/// Who makes the turn.
#[derive(Clone, Debug)]
pub enum Who {
    Person(Box<SignedIn>),
    Device(DeviceId),
    LinkHolder,
    System,
}

/// A report in the middle of a write transaction; dropping it undoes everything.
pub struct Turn<'a> {
    signaling: &'a Signaling,
    write: Write,
    who: Who,
    now: UnixMs,
    key: Arc<DataKey>,
    loaded: Loaded,
    before: Report,
    row_before: report::Model,
    effects: Vec<Effect>,
    events: Vec<ConsoleEvent>,
}

impl Signaling {
    /// Begins a turn. A person reaches reports of the own headquarters only.
    pub async fn turn(&self, report: ReportId, who: Who) -> Result<Turn<'_>, Failure> {
        let write = self.admin().db().begin_write().await?;
        let loaded = reports::load(&*write, report)
            .await?
            .ok_or(Refusal::ReportNotFound)?;
        if let Who::Person(person) = &who
            && loaded.report.headquarters != person.unit
        {
            return Err(Refusal::ReportNotFound.into());
        }
        let key = Arc::new(self.admin().keys().report_key(&*write, report).await?);
        Ok(Turn {
            signaling: self,
            write,
            who,
            now: self.admin().now(),
            key,
            before: loaded.report.clone(),
            row_before: loaded.row.clone(),
            loaded,
            effects: Vec::new(),
            events: Vec::new(),
        })
    }
}

impl Turn<'_> {
    pub fn txn(&self) -> &DatabaseTransaction {
        &self.write
    }

    pub fn key(&self) -> &Arc<DataKey> {
        &self.key
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

    /// Lets the core decide; counts and trail entries are written at once, inside the turn.
    pub async fn decide(&mut self, command: Command) -> Result<(), Failure> {
        let Decision { report, effects } = decide(&self.loaded.report, command, self.now)?;
        self.loaded.report = report;
        for effect in effects {
            match effect {
                Effect::CountUse => self.count_use().await?,
                Effect::Trail(act) => self.remember(act).await?,
                later => self.effects.push(later),
            }
        }
        Ok(())
    }

    /// Writes one act about this report into the trail.
    pub async fn trail(&mut self, action: Action, subjects: &[Subject]) -> Result<(), Failure> {
        let report = &self.loaded.report;
        let mut act = match &self.who {
            Who::Person(person) => person.act(self.now, action),
            Who::Device(device) => self.act_of(Actor::Device(*device), action),
            Who::LinkHolder => self.act_of(Actor::LinkHolder, action),
            Who::System => self.act_of(Actor::System, action),
        };
        // Acts on a report belong to its headquarters' chain.
        act.unit = report.headquarters;
        act = act.about(Subject::Report(report.id));
        for subject in subjects {
            act = act.about(*subject);
        }
        trail::append(self.txn(), &act).await?;
        Ok(())
    }

    /// Told to the consoles after the turn.
    pub fn event(&mut self, event: ConsoleEvent) {
        self.events.push(event);
    }

    /// Stores the turn and tells everybody.
    pub async fn finish(mut self) -> Result<ReportView, Failure> {
        let changed = self.before != self.loaded.report || self.row_before != self.loaded.row;
        if changed {
            self.loaded.row = reports::row_after(&self.loaded.row, &self.loaded.report);
            let after = &self.loaded.report;
            reports::save(&*self.write, &self.loaded.row, &self.before, after).await?;
        }
        self.write.commit().await?;
        let hub = self.signaling.hub();
        let report = self.loaded.report.id;
        for effect in self.effects {
            match effect {
                Effect::Order(order) => self.signaling.order(order),
                Effect::Tell(message) => hub.tell(report, message),
                Effect::Dismiss { device } => hub.dismiss(report, device),
                Effect::CountUse | Effect::Trail(_) => {}
            }
        }
        if self.loaded.report.state.is_over() {
            hub.forget(report);
            self.signaling.sights().forget(report);
        } else {
            hub.set_home(report, self.loaded.report.headquarters);
        }
        for event in &self.events {
            hub.publish(self.loaded.report.headquarters, event);
        }
        let view = report_view(&self.loaded, &self.key, self.signaling)?;
        if changed {
            self.signaling
                .publish_view(self.loaded.report.headquarters, &view);
        }
        Ok(view)
    }

    async fn count_use(&mut self) -> Result<(), Failure> {
        let link = self.loaded.report.link.id;
        if promises::count_use(self.txn(), link).await? {
            return Ok(());
        }
        Err(Refusal::UrlUsed.into())
    }

    async fn remember(&mut self, act: Act) -> Result<(), Failure> {
        let link = Subject::Link(self.loaded.report.link.id);
        match act {
            Act::Sent => self.trail(Action::SendRequest, &[link]).await,
            Act::SmsFailed => {
                self.trail(Action::DeliverSms, &[Subject::Word("failed")])
                    .await
            }
            Act::Started { device } => {
                self.who = Who::Device(device);
                self.trail(Action::StartReport, &[link, Subject::Device(device)])
                    .await
            }
            Act::Resumed { device } => {
                self.who = Who::Device(device);
                self.trail(Action::ResumeReport, &[Subject::Device(device)])
                    .await
            }
            Act::CallerRefused => self.trail(Action::RefuseReport, &[link]).await,
            Act::Readmitted => self.trail(Action::ReadmitDevice, &[link]).await,
            Act::StillAsked => self.trail(Action::AskStill, &[]).await,
            Act::Replaced { device } => {
                let subjects = [Subject::Word("replaced"), Subject::Device(device)];
                self.trail(Action::StopMedia, &subjects).await
            }
            Act::MediaStarted => self.trail(Action::StartMedia, &[]).await,
            Act::MediaStopped => self.trail(Action::StopMedia, &[]).await,
            Act::Ended { reason } => {
                let action = match self.who {
                    Who::Person(_) => Action::EndReport,
                    Who::System => Action::ExpireReport,
                    Who::Device(_) | Who::LinkHolder => Action::LeaveReport,
                };
                self.trail(action, &[Subject::Word(reason_word(reason))])
                    .await
            }
        }
    }

    fn act_of(&self, actor: Actor, action: Action) -> trail::Act {
        trail::Act::new(self.loaded.report.headquarters, self.now, actor, action)
    }
}

fn reason_word(reason: EndReason) -> &'static str {
    match reason {
        EndReason::Finished => "finished",
        EndReason::FalseReport => "false_report",
        EndReason::ImproperFilming => "improper_filming",
        EndReason::OtherUnsuitable => "other_unsuitable",
        EndReason::Technical => "technical",
        EndReason::WrongDestination => "wrong_destination",
        EndReason::ConsentWithdrawn => "consent_withdrawn",
        EndReason::CallerEnded => "caller_ended",
        EndReason::CallerRefused => "caller_refused",
        EndReason::LinkExpired => "link_expired",
        EndReason::SessionCap => "session_cap",
    }
}
