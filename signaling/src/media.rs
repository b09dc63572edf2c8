//! The channel to a media node: numbered events are pulled, applied and acknowledged; orders go
//! the other way.

use std::{future::Future, pin::Pin};

use admin::{
    accounts,
    faults::FaultKind,
    trail::{Action, Subject},
};
use protocol::{
    id::{AccountId, ReportId},
    media::{MediaEntry, MediaEvent, MediaOrder},
    report::MediaStatistics,
    supervision::Staff,
};
use signaling_core::{Command, staff::show};

use crate::{
    Signaling,
    failure::Failure,
    limits::{MEDIA_ENTRIES_AT_ONCE, MEDIA_FAULT_PAUSE, MEDIA_FAULTS_MAX, MEDIA_PAUSE},
    sign_outs,
    store::{staff_devices, staff_sessions, viewers},
    turn::{Turn, Who},
};

pub type LinkFuture<'a, T> = Pin<Box<dyn Future<Output = anyhow::Result<T>> + Send + 'a>>;

/// One media node, as far as signaling knows it.
pub trait MediaLink: Send + Sync + 'static {
    /// The lines after number `after`, oldest first, at most `max`. May wait a while for one.
    fn pull(&self, after: u64, max: usize) -> LinkFuture<'_, Vec<MediaEntry>>;

    /// Everything up to `seq` is stored here; the node may forget it.
    fn acknowledge(&self, seq: u64) -> LinkFuture<'_, ()>;

    fn order(&self, order: MediaOrder) -> LinkFuture<'_, ()>;
}

/// Pulls for ever. A line is acknowledged once it is applied; after a fault it comes again, and
/// applying it twice does no harm.
pub(crate) async fn pump(signaling: Signaling) {
    let mut after = 0;
    let mut failed = 0;
    let mut is_told = false;
    loop {
        if !is_told {
            is_told = tell_node(&signaling).await;
        }
        let pulled = pull_once(&signaling, after).await;
        is_told &= pulled.is_ok();
        note_fault(&signaling, &mut failed, pulled.as_ref().err());
        let pause = match pulled {
            Ok(last) if last > after => {
                after = last;
                continue;
            }
            Ok(_) => MEDIA_PAUSE,
            Err(cause) => {
                tracing::warn!(%cause, "the media node's events could not be taken");
                MEDIA_FAULT_PAUSE
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// Tells the node at the beginning of a link, and after each fault of it, what is recorded.
async fn tell_node(signaling: &Signaling) -> bool {
    let told = signaling.record_all().await;
    if let Err(cause) = &told {
        tracing::warn!(%cause, "the media node could not be told what to record");
    }
    told.is_ok()
}

/// A node that cannot be reached for a while is a fault of the system.
fn note_fault(signaling: &Signaling, failed: &mut u32, cause: Option<&anyhow::Error>) {
    let faults = signaling.admin().faults();
    let Some(cause) = cause else {
        *failed = 0;
        return faults.restored(FaultKind::Media);
    };
    *failed = failed.saturating_add(1);
    if *failed >= MEDIA_FAULTS_MAX {
        faults.report(FaultKind::Media, &cause.to_string());
    }
}

async fn pull_once(signaling: &Signaling, after: u64) -> anyhow::Result<u64> {
    let link = &signaling.config().media;
    let entries = link.pull(after, MEDIA_ENTRIES_AT_ONCE).await?;
    let Some(last) = entries.last().map(|entry| entry.seq) else {
        return Ok(after);
    };
    for entry in entries {
        apply(signaling, entry).await?;
    }
    link.acknowledge(last).await?;
    Ok(last)
}

/// An event of a report that is not here, or that the core refuses, is done with; a fault of the
/// store is not.
async fn apply(signaling: &Signaling, entry: MediaEntry) -> anyhow::Result<()> {
    match apply_event(signaling, entry).await {
        Ok(()) => Ok(()),
        Err(Failure::Refusal(refusal)) => {
            tracing::debug!(code = refusal.code(), "a media event changes nothing");
            Ok(())
        }
        Err(Failure::Problem(problem)) => Err(anyhow::anyhow!("{}", problem.0.code)),
    }
}

async fn apply_event(signaling: &Signaling, entry: MediaEntry) -> Result<(), Failure> {
    if let Some(statistics) = statistics_of(&entry) {
        return signaling.show_statistics(entry.room, statistics).await;
    }
    if matches!(entry.event, MediaEvent::PublishEnded { .. }) {
        signaling.hub().forget_statistics(entry.room);
    }
    let mut turn = signaling.turn(entry.room, Who::System).await?;
    note_view(&mut turn, &entry.event).await?;
    turn.decide(Command::Media(entry.event)).await?;
    turn.finish().await?;
    Ok(())
}

/// Keeps who watched from when to when; a line that comes twice changes nothing.
async fn note_view(turn: &mut Turn, event: &MediaEvent) -> Result<(), Failure> {
    let (report, now) = (turn.report().id, turn.now());
    match event {
        MediaEvent::ViewStarted {
            session, subject, ..
        } => {
            let Some((staff, who)) = viewer(turn, subject).await? else {
                return Ok(());
            };
            if viewers::begin(turn.txn(), report, *session, subject, &staff, now).await? {
                turn.trail(Action::StartView, &[who]).await?;
            }
        }
        MediaEvent::ViewEnded {
            session, subject, ..
        } if viewers::end(turn.txn(), *session, now).await? => {
            let who = viewer(turn, subject).await?.map(|(_, who)| who);
            turn.trail(Action::StopView, who.as_slice()).await?;
        }
        _ => {}
    }
    Ok(())
}

/// Somebody at a console, or an officer by the own session.
async fn viewer(turn: &Turn, subject: &str) -> Result<Option<(Staff, Subject)>, Failure> {
    if let Some(session) = show::session_of(subject) {
        return officer(turn, session).await;
    }
    let Some(account) = sign_outs::account_of(subject) else {
        return Ok(None);
    };
    let names = accounts::names(turn.txn(), [account]).await?;
    let name = names.get(&account).map(|person| person.name.clone());
    let staff = Staff {
        account,
        name: name.unwrap_or_default(),
    };
    Ok(Some((staff, Subject::Account(account))))
}

/// The registered phone stands for the account that an officer has not.
async fn officer(turn: &Turn, session: ReportId) -> Result<Option<(Staff, Subject)>, Failure> {
    let Some(session) = staff_sessions::find(turn.txn(), session).await? else {
        return Ok(None);
    };
    let Some(phone) = staff_devices::find(turn.txn(), session.device).await? else {
        return Ok(None);
    };
    let keys = turn.keys();
    let key = keys.staff_key(session.url).await?;
    let staff = Staff {
        account: AccountId(session.device.0),
        name: phone.identity(&key)?.name,
    };
    Ok(Some((staff, Subject::Device(session.device))))
}

fn statistics_of(entry: &MediaEntry) -> Option<MediaStatistics> {
    match &entry.event {
        MediaEvent::Statistics {
            bit_rate_bps,
            packets,
            packets_lost,
            frames_per_s,
            viewers,
            layers,
            views,
            ..
        } => Some(MediaStatistics {
            at_ms: entry.at_ms,
            bit_rate_bps: *bit_rate_bps,
            packets: *packets,
            packets_lost: *packets_lost,
            frames_per_s: *frames_per_s,
            viewers: *viewers,
            layers: layers.clone(),
            views: views.clone(),
        }),
        _ => None,
    }
}
