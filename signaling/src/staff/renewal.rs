//! The yearly acknowledgement of the instruction (VR-5.2.2) as a deadline of the rulebook.

use admin::{
    core::{
        deadline::{Basis, Terms},
        trail::SubjectCode,
    },
    deadlines,
    trail::Subject,
};
use protocol::id::DeviceId;
use sea_orm::ConnectionTrait;

use super::phone_turn::PhoneTurn;
use crate::{Signaling, failure::Failure, store::staff_devices::Registered};

const ACKNOWLEDGEMENT: &str = "staff_acknowledgement";

/// The chief is reminded when the acknowledgement is a year old.
pub async fn begin(turn: &PhoneTurn, device: DeviceId) -> Result<(), Failure> {
    let kind = turn.rulebook.deadlines.get(ACKNOWLEDGEMENT);
    let terms = kind.and_then(|kind| {
        Some(Terms {
            unit: turn.sheet.url.headquarters,
            subject: Subject::Device(device).into(),
            duty: kind.code.clone(),
            rule: turn.rulebook.period(kind)?,
            basis: Basis {
                clause: kind.clause.text.clone(),
                rulebook: turn.rulebook.document.version.clone(),
            },
            event: "acknowledged".to_owned(),
            consequence: kind.consequence,
            holder: kind.holder.as_ref().map(|post| post.text.clone()),
            repeats: false,
        })
    });
    let terms = terms.ok_or_else(|| Failure::internal("the rulebook renews nothing"))?;
    let opened = deadlines::open(turn.txn(), terms, turn.now, turn.now).await;
    opened.map(drop).map_err(Failure::internal)
}

/// It was renewed, or the phone is none any more.
pub async fn end(
    txn: &impl ConnectionTrait,
    signaling: &Signaling,
    device: DeviceId,
) -> Result<(), Failure> {
    let subject = SubjectCode::from(Subject::Device(device));
    let running = deadlines::running(txn, &subject).await;
    for deadline in running.map_err(Failure::internal)? {
        let met = deadlines::meet(txn, &deadline, signaling.admin().now()).await;
        met.map_err(Failure::internal)?;
    }
    Ok(())
}

/// The same for all phones of a sheet.
pub async fn end_all(
    txn: &impl ConnectionTrait,
    signaling: &Signaling,
    phones: &[Registered],
) -> Result<(), Failure> {
    for phone in phones {
        end(txn, signaling, phone.device.id).await?;
    }
    Ok(())
}
