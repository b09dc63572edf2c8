//! Codes for officers: the unit's changing one, and one for one phone and one use (D3).

use admin::{
    cases::{NotTaken, Taker},
    problem::{JsonBody, UrlPath},
    signed_in::SignedIn,
    trail::{self, Action, Subject},
};
use axum::{Json, extract::State};
use protocol::{
    id::{CaseId, DeviceId, StaffUrlId},
    refusal::Problem,
    staff::{StaffCodeIssue, StaffCodeIssued, StaffUnitCode},
};
use sea_orm::DatabaseTransaction;
use signaling_core::{
    Refusal,
    staff::{StaffRefusal, purpose},
};

use super::{devices::own_phone, not_taken, own_sheet, refused};
use crate::{
    Signaling,
    failure::Failure,
    routes::requests::taker,
    staff::{
        codes::{good_now, new_code},
        rules::staff_rules,
        uses::{self, Use},
    },
    store::staff_devices::{self, Registered},
};

/// The unit's code for officers who have no time to report beforehand. Each look leaves an entry in
/// the trail.
#[utoipa::path(
    get,
    path = "/api/v1/staff-urls/{id}/code",
    tag = "staff",
    params(("id" = String, Path)),
    responses(
        (status = 200, body = StaffUnitCode),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`staff_url_not_found`"),
    )
)]
pub async fn of_unit(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath(id): UrlPath<StaffUrlId>,
) -> Result<Json<StaffUnitCode>, Failure> {
    let action = Action::ReadStaffCode;
    let person = signaling.admin().authorise(&person, action).await?;
    match of_unit_in(&signaling, &person, id).await {
        Ok(code) => Ok(Json(code)),
        Err(failure) => {
            let about = (action, Some(Subject::StaffUrl(id)));
            Err(refused(&signaling, &person, about, failure).await)
        }
    }
}

async fn of_unit_in(
    signaling: &Signaling,
    person: &SignedIn,
    id: StaffUrlId,
) -> Result<StaffUnitCode, Failure> {
    let (admin, now) = (signaling.admin(), signaling.admin().now());
    let write = admin.db().begin_write().await?;
    let sheet = own_sheet(&*write, person, id).await?;
    sheet.url.check_open(now).map_err(Refusal::from)?;
    let rulebook = signaling.rulebook(&*write, person.unit).await?;
    let rules = staff_rules(&rulebook)?;
    let (rotation, codes) = good_now(signaling, &*write, sheet.url.unit, &rules, now).await?;
    let code = codes.into_iter().next();
    let act = person.act(now, Action::ReadStaffCode);
    trail::append(&*write, &act.about(Subject::StaffUrl(id))).await?;
    write.commit().await?;
    Ok(StaffUnitCode {
        code: code.ok_or_else(|| Failure::internal("a unit has no code"))?,
        changes_ms: rotation.changes,
        previous_until_ms: rotation.previous.map(|(_, until)| until),
    })
}

/// Gives an officer a code on a report of the use (VR-5.1.2, VR-5.1.3). It also opens a locked
/// phone again.
#[utoipa::path(
    post,
    path = "/api/v1/staff-devices/{id}/code",
    tag = "staff",
    params(("id" = String, Path)),
    request_body = StaffCodeIssue,
    responses(
        (status = 200, body = StaffCodeIssued),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`staff_device_not_found`, `staff_use_unknown`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`staff_device_removed`, `staff_use_not_open`"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`staff_url_suspended`, `staff_url_destroyed`, `staff_url_expired`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`purpose_missing`, `reason_missing_for_exception`"),
    )
)]
pub async fn give(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath(id): UrlPath<DeviceId>,
    JsonBody(body): JsonBody<StaffCodeIssue>,
) -> Result<Json<StaffCodeIssued>, Failure> {
    let action = Action::IssueStaffCode;
    let person = signaling.admin().authorise(&person, action).await?;
    match give_in(&signaling, &person, id, &body).await {
        Ok(Ok(issued)) => Ok(Json(issued)),
        Ok(Err(not)) => Err(not_taken(&signaling, not).await),
        Err(failure) => {
            let about = (action, Some(Subject::Device(id)));
            Err(refused(&signaling, &person, about, failure).await)
        }
    }
}

async fn give_in(
    signaling: &Signaling,
    person: &SignedIn,
    id: DeviceId,
    body: &StaffCodeIssue,
) -> Result<Result<StaffCodeIssued, NotTaken>, Failure> {
    let (admin, now) = (signaling.admin(), signaling.admin().now());
    let units = admin.units().await?;
    let taker = taker(admin, &units, person);
    let write = admin.db().begin_write().await?;
    let (sheet, mut phone) = own_phone(&*write, person, id).await?;
    sheet.url.check_open(now).map_err(Refusal::from)?;
    let rulebook = signaling.rulebook(&*write, person.unit).await?;
    let rules = staff_rules(&rulebook)?;
    let case = match on_use(&write, taker, &phone, body).await? {
        Ok(case) => case,
        Err(not) => return Ok(Err(not)),
    };
    let code = new_code(rules.code_digits);
    let hash = signaling.code_hash(id.0, &code);
    let given = phone.device.give((hash, case), &rules, now);
    phone.device = given.map_err(Refusal::from)?;
    staff_devices::save(&*write, &phone).await?;
    let act = person
        .act(now, Action::IssueStaffCode)
        .about(Subject::Device(id))
        .about(Subject::StaffUrl(sheet.url.id))
        .about(Subject::Case(case));
    trail::append(&*write, &act).await?;
    write.commit().await?;
    Ok(Ok(StaffCodeIssued {
        code,
        expires_ms: now.plus_ms(rules.code_valid_ms),
        case,
        device: id,
    }))
}

/// What the officer reported from the phone, or what the manager enters.
async fn on_use(
    txn: &DatabaseTransaction,
    taker: Taker<'_>,
    phone: &Registered,
    body: &StaffCodeIssue,
) -> Result<Result<CaseId, NotTaken>, Failure> {
    let (admin, unit) = (taker.admin, taker.person.unit);
    if let Some(case) = body.case {
        let found = uses::find(txn, admin, unit, case).await?;
        if uses::device_of(&found) != Some(phone.device.id) {
            return Err(Refusal::from(StaffRefusal::UseUnknown).into());
        }
        if !["reported", "permitted"].contains(&found.state.as_str()) {
            return Err(Refusal::from(StaffRefusal::UseNotOpen).into());
        }
        return Ok(uses::permit(txn, taker, case).await.map(|()| case));
    }
    let purpose = purpose::check(body.purpose, body.reason.as_deref())?;
    let words = purpose::words(body.words.as_deref())?;
    let key = admin.keys().staff_key(phone.url()).await?;
    let said = Use {
        device: phone.device.id,
        identity: &phone.identity(&key)?,
        purpose: &purpose,
        words: words.as_deref(),
    };
    Ok(uses::enter(txn, taker, &said).await)
}
