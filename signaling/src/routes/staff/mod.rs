//! Staff URLs (VR-5): the officers' phones, and the screens of chief and manager.

pub mod codes;
pub mod devices;
pub mod officers;
pub mod phone;
pub mod session;
pub mod sheets;
pub mod start;
pub mod uses;

use admin::{
    problem::Refused,
    signed_in::SignedIn,
    trail::{Action, Subject},
};
use protocol::id::StaffUrlId;
use sea_orm::ConnectionTrait;
use signaling_core::{Refusal, staff::StaffRefusal};

use crate::{
    Signaling,
    failure::Failure,
    store::staff_urls::{self, Sheet},
};

/// A sheet of the person's own headquarters; another is not there.
async fn own_sheet(
    db: &impl ConnectionTrait,
    person: &SignedIn,
    id: StaffUrlId,
) -> Result<Sheet, Failure> {
    let found = staff_urls::find(db, id).await?;
    let own = found.filter(|sheet| sheet.url.headquarters == person.unit);
    Ok(own
        .ok_or(StaffRefusal::UrlNotFound)
        .map_err(Refusal::from)?)
}

/// The refusal of a person, with its entry in the trail.
async fn refused(
    signaling: &Signaling,
    person: &SignedIn,
    (action, subject): (Action, Option<Subject>),
    failure: Failure,
) -> Failure {
    let act = person.act(signaling.admin().now(), action);
    let act = match subject {
        Some(subject) => act.about(subject),
        None => act,
    };
    signaling.refuse_act(person, act, failure).await
}

/// A step of a case was not taken: the transaction is given up before it is told.
async fn not_taken(signaling: &Signaling, not: admin::cases::NotTaken) -> Failure {
    match admin::cases::refused(signaling.admin(), not).await {
        Ok(refused) | Err(refused) => Refused::into(refused),
    }
}
