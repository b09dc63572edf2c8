//! Stops of the system (VR-7.1.1): nothing new begins, running reports are warned and end (O-35),
//! and every console hears of it. The moments are asked of the announced stop itself, so that a
//! restart or a clock that was set changes nothing.

use std::collections::BTreeSet;

use admin::{
    core::deadline::Rule,
    random,
    signed_in::SignedIn,
    suspensions::Suspension,
    trail::{Action, Subject},
};
use protocol::{
    caller::ToCaller,
    console::ConsoleEvent,
    id::{MessageId, ReportId, UnitId},
    system::SuspensionView,
    text::{Author, Message, MessageBody},
    time::UnixMs,
};
use signaling_core::{
    Command, link::LinkState, message::check_words, report::Report, stop::StopTold,
};

use crate::{
    Signaling,
    failure::Failure,
    limits::STOP_LOOK,
    store::{messages, reports},
    turn::{Turn, Who},
};

impl Signaling {
    /// Refuses a person who would begin something while the system stands still.
    pub(crate) async fn may_begin(&self, person: &SignedIn, action: Action) -> Result<(), Failure> {
        Ok(self.admin().may_begin(person, action).await?)
    }

    /// The same for a phone.
    pub(crate) async fn may_begin_unknown(&self) -> Result<(), Failure> {
        match self.admin().stands_still().await? {
            Some(refused) => {
                let refusals = self.admin().refusals();
                Err(refusals.counted("system_suspended", refused).into())
            }
            None => Ok(()),
        }
    }

    /// A phone that has started comes back where the chief lets running reports go on.
    pub(crate) async fn may_go_on(&self, report: &Report) -> Result<(), Failure> {
        let suspended = self.admin().suspended().await?;
        let has_started = report.link.state == LinkState::InUse;
        if has_started && suspended.is_some_and(|stop| stop.drains) {
            return Ok(());
        }
        self.may_begin_unknown().await
    }
}

/// What this process has told since its start; the reports know by themselves what they were told.
#[derive(Default)]
struct Told {
    view: Option<SuspensionView>,
    warned: BTreeSet<(ReportId, bool)>,
}

pub(crate) async fn watch(signaling: Signaling) {
    let mut told = Told::default();
    loop {
        if let Err(failure) = look(&signaling, &mut told).await {
            let code = failure.problem().0.code;
            tracing::error!(code, "a stop of the system could not be looked at");
        }
        tokio::time::sleep(STOP_LOOK).await;
    }
}

async fn look(signaling: &Signaling, told: &mut Told) -> Result<(), Failure> {
    let admin = signaling.admin();
    let next = admin.suspension().await?;
    let has_changed = match (&next, &told.view) {
        (None, None) => false,
        (Some(next), Some(view)) => !is_shown(next, view),
        _ => true,
    };
    if has_changed {
        let view = admin.suspension_view().await?;
        let suspension = view.clone();
        signaling
            .hub()
            .publish_to_all(&ConsoleEvent::System { suspension });
        told.view = view;
        told.warned.clear();
    }
    if admin.suspended().await?.is_some_and(|stop| !stop.drains) {
        return end_all(signaling).await;
    }
    match next {
        Some(next) if !next.drains => warn_all(signaling, &next, told).await,
        _ => Ok(()),
    }
}

fn is_shown(stop: &Suspension, view: &SuspensionView) -> bool {
    (stop.case, stop.from, stop.until, stop.drains)
        == (view.case, view.from_ms, view.until_ms, view.drains)
}

/// One report that cannot be ended must not keep the others going.
async fn end_all(signaling: &Signaling) -> Result<(), Failure> {
    for report in reports::open(&**signaling.admin().db()).await? {
        if let Err(failure) = end(signaling, report).await {
            let code = failure.problem().0.code;
            tracing::error!(%report, code, "a report could not be ended for the stop");
        }
    }
    Ok(())
}

async fn end(signaling: &Signaling, report: ReportId) -> Result<(), Failure> {
    let mut turn = signaling.turn(report, Who::System).await?;
    turn.decide(Command::StopBegins).await?;
    turn.finish().await?;
    Ok(())
}

async fn warn_all(
    signaling: &Signaling,
    stop: &Suspension,
    told: &mut Told,
) -> Result<(), Failure> {
    let admin = signaling.admin();
    let left_ms = stop.from.since_ms(admin.now());
    let Some(root) = admin::units::root(&**admin.db()).await? else {
        return Ok(());
    };
    let Some(is_last) = stage(signaling, root, left_ms).await? else {
        return Ok(());
    };
    for report in reports::open(&**admin.db()).await? {
        if told.warned.contains(&(report, is_last)) {
            continue;
        }
        match warn(signaling, report, stop.from, is_last).await {
            // One without a phone is looked at again: it may start in between.
            Ok(false) => {}
            Ok(true) => {
                told.warned.insert((report, is_last));
            }
            Err(failure) => {
                let code = failure.problem().0.code;
                tracing::error!(%report, code, "a caller could not be told of the stop");
            }
        }
    }
    Ok(())
}

/// Which of the two warnings is due; none while the stop is far.
async fn stage(signaling: &Signaling, root: UnitId, left_ms: i64) -> Result<Option<bool>, Failure> {
    let rulebook = signaling.rulebook(&**signaling.admin().db(), root).await?;
    let before_ms = |code: &str| match rulebook.rule(code) {
        Some(Rule::After(length)) => Ok(length.ms()),
        _ => Err(Failure::internal(format!("{code} is no span"))),
    };
    if left_ms <= before_ms("suspension_warning_last")? {
        return Ok(Some(true));
    }
    let is_first = left_ms <= before_ms("suspension_warning_first")?;
    Ok(is_first.then_some(false))
}

/// Tells one caller, and through the message the consoles. True where the caller knows by now.
async fn warn(
    signaling: &Signaling,
    report: ReportId,
    from: UnixMs,
    is_last: bool,
) -> Result<bool, Failure> {
    let mut turn = signaling.turn(report, Who::System).await?;
    let before = turn.report().desk.stop_told;
    turn.decide(Command::StopNears(StopTold { from, is_last }))
        .await?;
    let after = turn.report().desk.stop_told;
    if before == after {
        return Ok(after.is_some_and(|told| told.from == from));
    }
    let message = say(signaling, &mut turn, from).await?;
    turn.finish().await?;
    let Message {
        id, at_ms, body, ..
    } = message;
    signaling
        .hub()
        .tell(report, ToCaller::Message { id, at_ms, body });
    Ok(true)
}

/// The warning as a message, in the language of the phone.
async fn say(signaling: &Signaling, turn: &mut Turn, from: UnixMs) -> Result<Message, Failure> {
    let unit = turn.report().headquarters;
    let rulebook = signaling.rulebook(turn.txn(), unit).await?;
    let text = rulebook.texts.get("suspension_near");
    let text = text.ok_or_else(|| Failure::internal("a warning has no words"))?;
    let agreed = {
        let mut devices = turn.report().link.active_devices();
        devices.next().map(|device| device.agreed.language)
    };
    let language = agreed.unwrap_or_default();
    let left_ms = from.since_ms(turn.now()).max(0);
    let minutes = (left_ms + 59_999) / 60_000;
    let words = text.in_language(language);
    let words = check_words(&words.replace("{minutes}", &minutes.to_string()))?;
    let message = Message {
        id: MessageId::new(turn.now(), random::id()),
        at_ms: turn.now(),
        author: Author::Operator,
        body: MessageBody::Words { words },
        delivered_ms: None,
    };
    let report = turn.report().id;
    messages::insert(turn.txn(), report, turn.key(), &message, None).await?;
    turn.trail(Action::WarnReport, &[Subject::Word("system_suspended")])
        .await?;
    turn.event(ConsoleEvent::Message {
        report,
        message: message.clone(),
    });
    Ok(message)
}
