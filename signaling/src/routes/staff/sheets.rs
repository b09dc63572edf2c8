//! Sheets of a headquarters: issued, listed, suspended, resumed, destroyed (state machine D2).

use admin::{
    problem::{JsonBody, UrlPath},
    random,
    signed_in::SignedIn,
    trail::{self, Action, Subject},
};
use axum::{Json, extract::State};
use http::StatusCode;
use protocol::{
    id::StaffUrlId,
    refusal::Problem,
    staff::{StaffUrlChange, StaffUrlIssue, StaffUrlIssued, StaffUrlState, StaffUrlView},
};
use signaling_core::{
    Refusal,
    limits::STAFF_NAME_CHARS_MAX,
    staff::{StaffRefusal, purpose::reason_of_change, url::StaffUrl},
    token,
};

use super::{own_sheet, refused};
use crate::{
    Signaling,
    delivery::new_secret,
    device::sha256,
    failure::Failure,
    limits::STAFF_URLS_ACTIVE_MAX,
    staff::{
        renewal,
        rules::{staff_rules, staff_texts, valid_to},
        tell, view, void,
    },
    store::{
        promises, staff_devices,
        staff_urls::{self, Sheet},
        table::staff_url,
        words::{json, word},
    },
    unbroken::to_the_end,
};

/// The newest first.
#[utoipa::path(
    get,
    path = "/api/v1/staff-urls",
    tag = "staff",
    responses((status = 200, body = Vec<StaffUrlView>))
)]
pub async fn list(
    State(signaling): State<Signaling>,
    person: SignedIn,
) -> Result<Json<Vec<StaffUrlView>>, Failure> {
    let admin = signaling.admin();
    let person = admin.authorise(&person, Action::ReadStaffUrls).await?;
    let (db, now) = (&**admin.db(), admin.now());
    let rulebook = signaling.rulebook(db, person.unit).await?;
    let rules = staff_rules(&rulebook)?;
    let units = admin.units().await?;
    let mut all = Vec::new();
    for sheet in staff_urls::of_headquarters(db, person.unit).await? {
        all.push(view::sheet(db, &units, &rules, &sheet, now).await?);
    }
    Ok(Json(all))
}

/// Issues a sheet (VR-5.1.1). Its address is told this once; what is kept is a hash.
#[utoipa::path(
    post,
    path = "/api/v1/staff-urls",
    tag = "staff",
    request_body = StaffUrlIssue,
    responses(
        (status = 201, body = StaffUrlIssued),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`too_many_staff_urls`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`unit_unknown`, `section_too_long`"),
    )
)]
pub async fn issue(
    State(signaling): State<Signaling>,
    person: SignedIn,
    JsonBody(body): JsonBody<StaffUrlIssue>,
) -> Result<(StatusCode, Json<StaffUrlIssued>), Failure> {
    let action = Action::IssueStaffUrl;
    let person = signaling.admin().authorise(&person, action).await?;
    match issue_in(&signaling, &person, body).await {
        Ok(issued) => Ok((StatusCode::CREATED, Json(issued))),
        Err(failure) => Err(refused(&signaling, &person, (action, None), failure).await),
    }
}

async fn issue_in(
    signaling: &Signaling,
    person: &SignedIn,
    body: StaffUrlIssue,
) -> Result<StaffUrlIssued, Failure> {
    let (admin, now) = (signaling.admin(), signaling.admin().now());
    let units = admin.units().await?;
    let unit = body.unit.unwrap_or(person.unit);
    if !units.is_within(unit, person.unit) || !units.same_headquarters(unit, person.unit) {
        return Err(Refusal::from(StaffRefusal::SheetUnitUnknown).into());
    }
    let section = body.section.unwrap_or_default();
    let section: String = section.trim().chars().filter(|c| !c.is_control()).collect();
    if section.chars().count() > STAFF_NAME_CHARS_MAX {
        return Err(Refusal::from(StaffRefusal::SectionTooLong).into());
    }
    let write = admin.db().begin_write().await?;
    admin.still(&*write, person).await?;
    if let Some(replaced) = body.replaces {
        own_sheet(&*write, person, replaced).await?;
    }
    let all = staff_urls::of_headquarters(&*write, person.unit).await?;
    let active = all
        .iter()
        .filter(|sheet| sheet.url.state(now) == StaffUrlState::Active);
    if active.count() >= STAFF_URLS_ACTIVE_MAX {
        return Err(Refusal::from(StaffRefusal::TooManyUrls).into());
    }
    let rulebook = signaling.rulebook(&*write, person.unit).await?;
    let id = StaffUrlId::new(now, random::id());
    let url = StaffUrl::issued(id, (person.unit, unit), valid_to(&rulebook, now)?);
    let secret = new_secret();
    let year = admin.today().year();
    let series = format!("staff {year}");
    let count = promises::next_number(&*write, person.unit, &series).await?;
    let row = staff_url::Model {
        id: id.0,
        headquarters: person.unit.0,
        unit: unit.0,
        section,
        sheet_number: format!("S{year}-{count:03}"),
        token_hash: sha256(secret.as_bytes()).to_vec(),
        state: word(&StaffUrlState::Active),
        issued_ms: now.0,
        issued_by: person.account.0,
        issued_by_name: person.name.clone(),
        valid_to_ms: url.valid_to.0,
        text_version: rulebook.document.version.clone(),
        replaces: body.replaces.map(|replaced| replaced.0),
        changed_ms: None,
        changed_by_name: None,
        reason: None,
        leaks: json(&url.leaks),
    };
    staff_urls::insert(&*write, row.clone()).await?;
    admin.keys().make_staff_key(id, now).await?;
    let act = person.act(now, Action::IssueStaffUrl);
    let act = act.about(Subject::StaffUrl(id)).about(Subject::Unit(unit));
    trail::append(&*write, &act).await?;
    let rules = staff_rules(&rulebook)?;
    let sheet = Sheet { row, url };
    let staff_url = view::sheet(&*write, &units, &rules, &sheet, now).await?;
    write.commit().await?;
    Ok(StaffUrlIssued {
        url: token::staff_url(&signaling.config().origin, &secret),
        staff_url,
        texts: staff_texts(&rulebook)?,
    })
}

/// The emergency measure (VR-5.2.3): as a destruction at once, and can be resumed.
#[utoipa::path(
    post,
    path = "/api/v1/staff-urls/{id}/suspend",
    tag = "staff",
    params(("id" = String, Path)),
    request_body = StaffUrlChange,
    responses(
        (status = 200, body = StaffUrlView),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`staff_url_not_active`, `staff_url_over`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`change_reason_missing`"),
    )
)]
pub async fn suspend(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath(id): UrlPath<StaffUrlId>,
    JsonBody(body): JsonBody<StaffUrlChange>,
) -> Result<Json<StaffUrlView>, Failure> {
    change(signaling, person, id, Action::SuspendStaffUrl, body).await
}

#[utoipa::path(
    post,
    path = "/api/v1/staff-urls/{id}/resume",
    tag = "staff",
    params(("id" = String, Path)),
    request_body = StaffUrlChange,
    responses(
        (status = 200, body = StaffUrlView),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`staff_url_not_suspended`, `staff_url_over`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`change_reason_missing`"),
    )
)]
pub async fn resume(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath(id): UrlPath<StaffUrlId>,
    JsonBody(body): JsonBody<StaffUrlChange>,
) -> Result<Json<StaffUrlView>, Failure> {
    change(signaling, person, id, Action::ResumeStaffUrl, body).await
}

/// For good (VR-5.2.3): all phones are void, and sessions end at once.
#[utoipa::path(
    post,
    path = "/api/v1/staff-urls/{id}/destroy",
    tag = "staff",
    params(("id" = String, Path)),
    request_body = StaffUrlChange,
    responses(
        (status = 200, body = StaffUrlView),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`staff_url_over`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`change_reason_missing`"),
    )
)]
pub async fn destroy(
    State(signaling): State<Signaling>,
    person: SignedIn,
    UrlPath(id): UrlPath<StaffUrlId>,
    JsonBody(body): JsonBody<StaffUrlChange>,
) -> Result<Json<StaffUrlView>, Failure> {
    change(signaling, person, id, Action::DestroyStaffUrl, body).await
}

async fn change(
    signaling: Signaling,
    person: SignedIn,
    id: StaffUrlId,
    action: Action,
    body: StaffUrlChange,
) -> Result<Json<StaffUrlView>, Failure> {
    let person = signaling.admin().authorise(&person, action).await?;
    let changed = to_the_end(async move {
        match change_in(&signaling, &person, id, action, &body).await {
            Ok(()) => {
                void::end_all(&signaling).await;
                seen(&signaling, &person, id).await
            }
            Err(failure) => {
                let about = (action, Some(Subject::StaffUrl(id)));
                Err(refused(&signaling, &person, about, failure).await)
            }
        }
    });
    Ok(Json(changed.await?))
}

async fn change_in(
    signaling: &Signaling,
    person: &SignedIn,
    id: StaffUrlId,
    action: Action,
    body: &StaffUrlChange,
) -> Result<(), Failure> {
    let (admin, now) = (signaling.admin(), signaling.admin().now());
    let write = admin.db().begin_write().await?;
    admin.still(&*write, person).await?;
    let Sheet { row, url } = own_sheet(&*write, person, id).await?;
    let reason = reason_of_change(body.reason.as_deref())?;
    let (next, told) = match action {
        Action::SuspendStaffUrl => (url.suspend(now), Some("staff_url_suspended")),
        Action::ResumeStaffUrl => (url.resume(now), None),
        _ => (url.destroy(), Some("staff_url_destroyed")),
    };
    let sheet = Sheet {
        row: staff_url::Model {
            changed_ms: Some(now.0),
            changed_by_name: Some(person.name.clone()),
            reason: Some(reason),
            ..row
        },
        url: next.map_err(Refusal::from)?,
    };
    staff_urls::save(&*write, &sheet, now).await?;
    if action == Action::DestroyStaffUrl {
        staff_urls::begin_series(&*write, sheet.url.unit).await?;
        let phones = staff_devices::of_url(&*write, id).await?;
        renewal::end_all(&*write, signaling, &phones).await?;
    }
    if let Some(text) = told {
        let rulebook = signaling.rulebook(&*write, person.unit).await?;
        tell::managers(&*write, &rulebook, &sheet, (text, "VR-5.2.3"), now).await?;
    }
    let act = person.act(now, action).about(Subject::StaffUrl(id));
    trail::append(&*write, &act).await?;
    write.commit().await?;
    Ok(())
}

async fn seen(
    signaling: &Signaling,
    person: &SignedIn,
    id: StaffUrlId,
) -> Result<StaffUrlView, Failure> {
    let (admin, now) = (signaling.admin(), signaling.admin().now());
    let db = &**admin.db();
    let sheet = own_sheet(db, person, id).await?;
    let rulebook = signaling.rulebook(db, person.unit).await?;
    let rules = staff_rules(&rulebook)?;
    let units = admin.units().await?;
    view::sheet(db, &units, &rules, &sheet, now).await
}
