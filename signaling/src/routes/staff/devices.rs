//! The registered phones of a sheet: listed, and removed.

use admin::{
    problem::{JsonBody, UrlPath},
    signed_in::SignedIn,
    trail::{self, Action, Subject},
};
use axum::{Json, extract::State};
use protocol::{
    id::{DeviceId, StaffUrlId},
    refusal::Problem,
    staff::{StaffDeviceView, StaffUrlChange},
};
use sea_orm::ConnectionTrait;
use signaling_core::{
    Refusal,
    staff::{StaffRefusal, purpose::reason_of_change},
};

use super::{own_sheet, refused};
use crate::{
    Signaling,
    failure::Failure,
    staff::{renewal, view, void},
    store::{
        staff_devices::{self, Registered},
        staff_sessions,
        staff_urls::Sheet,
    },
    unbroken::to_the_end,
};

/// A phone of a sheet of the own headquarters; another is not there.
pub async fn own_phone(
    db: &impl ConnectionTrait,
    person: &SignedIn,
    id: DeviceId,
) -> Result<(Sheet, Registered), Failure> {
    let not_found = || Failure::from(Refusal::from(StaffRefusal::DeviceNotFound));
    let phone = staff_devices::find(db, id).await?.ok_or_else(not_found)?;
    match own_sheet(db, person, phone.url()).await {
        Ok(sheet) => Ok((sheet, phone)),
        Err(Failure::Refusal(_)) => Err(not_found()),
        Err(fault) => Err(fault),
    }
}

/// The registered phones of a sheet with their officers; leaves an entry in the trail.
#[utoipa::path(
    get,
    path = "/api/v1/staff-urls/{id}/devices",
    tag = "staff",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = Vec<StaffDeviceView>),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`staff_url_not_found`"),
    )
)]
pub async fn list(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath(id): UrlPath<StaffUrlId>,
) -> Result<Json<Vec<StaffDeviceView>>, Failure> {
    let action = Action::ReadStaffUrls;
    let person = signaling.admin().authorise(&person, action).await?;
    match list_in(&signaling, &person, id).await {
        Ok(all) => Ok(Json(all)),
        Err(failure) => {
            let about = (action, Some(Subject::StaffUrl(id)));
            Err(refused(&signaling, &person, about, failure).await)
        }
    }
}

async fn list_in(
    signaling: &Signaling,
    person: &SignedIn,
    id: StaffUrlId,
) -> Result<Vec<StaffDeviceView>, Failure> {
    let (admin, now) = (signaling.admin(), signaling.admin().now());
    let write = admin.db().begin_write().await?;
    own_sheet(&*write, person, id).await?;
    let key = admin.keys().staff_key(id).await?;
    let rulebook = signaling.rulebook(&*write, person.unit).await?;
    let sessions = staff_sessions::running_of_url(&*write, id).await?;
    let mut all = Vec::new();
    for phone in staff_devices::of_url(&*write, id).await? {
        let own = sessions
            .iter()
            .find(|session| session.device == phone.device.id);
        let report = own.map(|session| session.report);
        all.push(view::device(&phone, (&key, &rulebook), report, now)?);
    }
    let act = person.act(now, Action::ReadStaffUrls);
    trail::append(&*write, &act.about(Subject::StaffUrl(id))).await?;
    write.commit().await?;
    Ok(all)
}

/// The phone opens nothing any more, and its session ends.
#[utoipa::path(
    post,
    path = "/api/v1/staff-devices/{id}/remove",
    tag = "staff",
    params(("id" = String, Path)),
    request_body = StaffUrlChange,
    responses(
        (status = 200, body = StaffDeviceView),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`staff_device_not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`staff_device_removed`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`change_reason_missing`"),
    )
)]
pub async fn remove(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath(id): UrlPath<DeviceId>,
    JsonBody(body): JsonBody<StaffUrlChange>,
) -> Result<Json<StaffDeviceView>, Failure> {
    let action = Action::RemoveStaffDevice;
    let person = signaling.admin().authorise(&person, action).await?;
    let removed = to_the_end(async move {
        match remove_in(&signaling, &person, id, &body).await {
            Ok(removed) => {
                void::end_all(&signaling).await;
                Ok(removed)
            }
            Err(failure) => {
                let about = (action, Some(Subject::Device(id)));
                Err(refused(&signaling, &person, about, failure).await)
            }
        }
    });
    Ok(Json(removed.await?))
}

async fn remove_in(
    signaling: &Signaling,
    person: &SignedIn,
    id: DeviceId,
    body: &StaffUrlChange,
) -> Result<StaffDeviceView, Failure> {
    let (admin, now) = (signaling.admin(), signaling.admin().now());
    let write = admin.db().begin_write().await?;
    admin.still(&*write, person).await?;
    let (sheet, mut phone) = own_phone(&*write, person, id).await?;
    reason_of_change(body.reason.as_deref())?;
    phone.device = phone.device.remove().map_err(Refusal::from)?;
    staff_devices::save(&*write, &phone).await?;
    renewal::end(&*write, signaling, id).await?;
    let key = admin.keys().staff_key(sheet.url.id).await?;
    let rulebook = signaling.rulebook(&*write, person.unit).await?;
    let view = view::device(&phone, (&key, &rulebook), None, now)?;
    let act = person
        .act(now, Action::RemoveStaffDevice)
        .about(Subject::Device(id))
        .about(Subject::StaffUrl(sheet.url.id));
    trail::append(&*write, &act).await?;
    write.commit().await?;
    Ok(view)
}
