//! `GET /api/v1/trail` and what stands below it.

use admin_core::{authority::Matter, trail::hex};
use axum::{
    Json,
    extract::{Query, State},
};
use http::{HeaderMap, StatusCode, header};
use protocol::{
    id::{CaseId, UnitId},
    refusal::Problem,
    time::UnixMs,
    trail::{HeadsPage, HeadsToken, HeadsTokenRequest, TrailPage, TrailState},
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{QueryParams, not_understood};
use crate::{
    Admin, cases,
    heads_token::{self, TokenRefusal},
    own,
    posts::allowed::about_word,
    problem::{JsonBody, Refused, UrlPath},
    signed_in::SignedIn,
    trail::{
        self, Action, Subject, check, heads,
        line::head_line,
        search::{self, Search, Unread},
        words,
    },
    units::Units,
};

/// What to look for in the trail of a unit.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TrailQuery {
    /// A unit whose trail the person may read; the own one when it is left out.
    unit: Option<UnitId>,
    /// From this moment, in milliseconds since 1970.
    from: Option<UnixMs>,
    /// Up to, and without, this moment.
    to: Option<UnixMs>,
    /// For example `account:` and an id, or `system`.
    actor: Option<String>,
    action: Option<String>,
    /// Kind and id, for example `report:` and an id.
    subject: Option<String>,
    clause: Option<String>,
    /// `allowed` or `refused`.
    result: Option<String>,
    /// Entries with a smaller number only.
    before: Option<i64>,
}

/// The newest entries of a unit that fit, at most 100, with the names beside them.
#[utoipa::path(
    get,
    path = "/api/v1/trail",
    tag = "trail",
    params(TrailQuery),
    responses(
        (status = 200, body = TrailPage),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
    )
)]
pub async fn search(
    State(admin): State<Admin>,
    person: SignedIn,
    query: QueryParams<TrailQuery>,
) -> Result<Json<TrailPage>, Refused> {
    let Query(query) = query.map_err(|_| not_understood())?;
    let unit = query.unit.unwrap_or(person.unit);
    let matter = Matter {
        unit,
        ..own(&person)
    };
    admin
        .authorise_on(&person, Action::ReadTrail, &matter)
        .await?;
    let (units, db) = (admin.units().await?, &**admin.db());
    let search = Search {
        from: query.from,
        to: query.to,
        actor: query.actor,
        action: query.action,
        subject: query.subject,
        clause: query.clause,
        result: query.result,
        before: query.before,
        without: unread(&admin, &person, &matter, &units),
    };
    let mut page = search::find(db, unit, &search).await?;
    words::fill(db, &admin, &units, &mut page).await?;
    Ok(Json(page))
}

/// The documents whose own grants do not let the person read the trail (O-32).
fn unread(admin: &Admin, person: &SignedIn, matter: &Matter<'_>, units: &Units) -> Vec<Unread> {
    let may = |document: &str| {
        let action = Action::ReadTrail.code();
        admin
            .may_in(document, person, action, matter, units)
            .is_ok()
    };
    let rulebooks = admin.rules().on(admin.today());
    let unread = rulebooks.filter(|rulebook| !may(&rulebook.document.code));
    unread
        .map(|rulebook| Unread {
            document: rulebook.document.code.clone(),
            posts: rulebook.posts.keys().cloned().collect(),
        })
        .collect()
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExtractQuery {
    /// Entries with a smaller number only.
    before: Option<i64>,
}

/// What a case releases of the trail: the entries of one unit about one thing, of some days.
#[utoipa::path(
    get,
    path = "/api/v1/trail/extracts/{case}",
    tag = "trail",
    params(("case" = CaseId, Path), ExtractQuery),
    responses(
        (status = 200, body = TrailPage),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`, also before it is released"),
    )
)]
pub async fn extract(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(case): UrlPath<CaseId>,
    query: QueryParams<ExtractQuery>,
) -> Result<Json<TrailPage>, Refused> {
    let Query(query) = query.map_err(|_| not_understood())?;
    let page = cases::extract::read(&admin, &person, case, query.before).await?;
    Ok(Json(page))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StateQuery {
    /// The own unit when it is left out.
    unit: Option<UnitId>,
}

/// How long a unit's chain is, how far it is signed, and whether it held when it was checked last.
#[utoipa::path(
    get,
    path = "/api/v1/trail/state",
    tag = "trail",
    params(StateQuery),
    responses(
        (status = 200, body = TrailState),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
    )
)]
pub async fn state(
    State(admin): State<Admin>,
    person: SignedIn,
    query: QueryParams<StateQuery>,
) -> Result<Json<TrailState>, Refused> {
    let unit = readable(&admin, &person, query).await?;
    let checked = admin.checks().last();
    let state = words::state(&**admin.db(), unit, checked.as_deref());
    Ok(Json(state.await?))
}

/// Checks the chains now instead of at the next round, and says the same of a unit.
#[utoipa::path(
    post,
    path = "/api/v1/trail/check",
    tag = "trail",
    params(StateQuery),
    responses(
        (status = 200, body = TrailState),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
    )
)]
pub async fn check_now(
    State(admin): State<Admin>,
    person: SignedIn,
    query: QueryParams<StateQuery>,
) -> Result<Json<TrailState>, Refused> {
    let unit = readable(&admin, &person, query).await?;
    let checked = check::check(&admin).await?;
    let state = words::state(&**admin.db(), unit, Some(&checked));
    Ok(Json(state.await?))
}

/// The unit that is asked about, where the person may read its trail.
async fn readable(
    admin: &Admin,
    person: &SignedIn,
    query: QueryParams<StateQuery>,
) -> Result<UnitId, Refused> {
    let Query(query) = query.map_err(|_| not_understood())?;
    let unit = query.unit.unwrap_or(person.unit);
    let matter = Matter {
        unit,
        ..own(person)
    };
    admin
        .authorise_on(person, Action::ReadTrail, &matter)
        .await?;
    Ok(unit)
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HeadsQuery {
    /// Heads with a larger number; the newest alone when it is left out.
    after: Option<i64>,
}

/// Signed heads for another organisation to hold, oldest first, at most 720. Asked with a token
/// as `Authorization: Bearer …`.
#[utoipa::path(
    get,
    path = "/api/v1/trail/heads",
    tag = "trail",
    params(HeadsQuery),
    responses(
        (status = 200, body = HeadsPage),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`heads_token_unknown` or `heads_token_expired`"),
    )
)]
pub async fn read_heads(
    State(admin): State<Admin>,
    headers: HeaderMap,
    query: QueryParams<HeadsQuery>,
) -> Result<Json<HeadsPage>, Refused> {
    let token = bearer(&headers).unwrap_or_default();
    if let Err(refusal) = heads_token::check(admin.keys(), token, admin.now()) {
        return Err(admin.refusals().counted(refusal.code(), refuse(refusal)));
    }
    let Query(query) = query.map_err(|_| not_understood())?;
    let found = match query.after {
        Some(after) => heads::page_after(&**admin.db(), after).await?,
        None => heads::last(&**admin.db()).await?.into_iter().collect(),
    };
    Ok(Json(HeadsPage {
        key: hex(&admin.keys().heads().public()),
        heads: found.iter().map(head_line).collect(),
    }))
}

/// Makes a token for an organisation that will hold the heads.
#[utoipa::path(
    post,
    path = "/api/v1/trail/heads-tokens",
    tag = "trail",
    request_body = HeadsTokenRequest,
    responses(
        (status = 201, body = HeadsToken),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`heads_token_unusable`"),
    )
)]
pub async fn make_heads_token(
    State(admin): State<Admin>,
    person: SignedIn,
    JsonBody(body): JsonBody<HeadsTokenRequest>,
) -> Result<(StatusCode, Json<HeadsToken>), Refused> {
    let person = admin.authorise(&person, Action::MakeHeadsToken).await?;
    let act = person.act(admin.now(), Action::MakeHeadsToken);
    let made = heads_token::make(admin.keys(), &body.holder, body.days, admin.now());
    let Some(made) = made else {
        return Err(admin.remember_refusal(act, unusable()).await?);
    };
    // Who may read, and for how many days.
    let act = about_word(act, &body.holder).about(Subject::Count(body.days.into()));
    let entered = admin
        .db()
        .write(async |txn| {
            admin.still(txn, &person).await?;
            Ok::<_, Refused>(trail::append(txn, &act).await?)
        })
        .await;
    match entered {
        Ok(_) => Ok((StatusCode::CREATED, Json(made))),
        Err(refused) => Err(admin.remember_refusal(act, refused).await?),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn refuse(refusal: TokenRefusal) -> Refused {
    let (ja, en) = match refusal {
        TokenRefusal::Unknown => (
            "証跡の署名を取得するためのトークンが正しくありません。",
            "The token for reading heads of the trail is not right.",
        ),
        TokenRefusal::Expired => (
            "証跡の署名を取得するためのトークンの期限が切れました。新しいトークンを受け取ってください。",
            "The token for reading heads of the trail has expired. Ask for a new one.",
        ),
    };
    Refused::new(StatusCode::UNAUTHORIZED, refusal.code(), ja, en)
}

fn unusable() -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "heads_token_unusable",
        "機関名は英小文字、数字及びハイフンで32文字以内、期間は1日から400日までで入力してください。",
        "Name the holder with at most 32 lower-case letters, digits and hyphens, and 1 to 400 days.",
    )
    .clause("IS-13.3")
}
