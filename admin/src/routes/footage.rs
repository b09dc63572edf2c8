//! `/api/v1/cameras`, `/api/v1/footage`: cameras and their films.

use axum::{
    Json,
    body::Body,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use protocol::{
    admin::footage::{CameraList, FilmCheck, FootageLine, FootagePage, PackageKey},
    id::{AssetId, CameraId, CaseId, UnitId},
    refusal::Problem,
    time::UnixMs,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{QueryParams, case_files::decoded};
use crate::{
    Admin,
    body::RawBody,
    footage::{self, Import, cameras, check, copy, dock, list, open},
    limits::FILM_PACE,
    problem::{Refused, UrlPath},
    sealed_answer,
    signed_in::SignedIn,
    trail::Action,
};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CamerasQuery {
    /// The person's own unit when absent.
    unit: Option<UnitId>,
}

/// The cameras of a group, with what does not fit its regulation any more; those of all its groups
/// for a town.
#[utoipa::path(
    get,
    path = "/api/v1/cameras",
    operation_id = "footage_cameras",
    tag = "footage",
    params(CamerasQuery),
    responses(
        (status = 200, body = CameraList),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`: neither of this group nor of its town (CC-0)"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`: there is no such unit"),
    )
)]
pub async fn cameras(
    State(admin): State<Admin>,
    person: SignedIn,
    query: QueryParams<CamerasQuery>,
) -> Result<Json<CameraList>, Refused> {
    let Query(query) = query.map_err(|_| super::not_understood())?;
    let unit = query.unit.unwrap_or(person.unit);
    Ok(Json(cameras::list(&admin, &person, unit).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FootageQuery {
    /// Of this camera only.
    camera: Option<CameraId>,
    /// Films that came in before this one.
    before: Option<AssetId>,
}

/// The films of the own group, newest import first, at most 100. Those that were erased stay in
/// the list with the proof of it.
#[utoipa::path(
    get,
    path = "/api/v1/footage",
    operation_id = "footage_list",
    tag = "footage",
    params(FootageQuery),
    responses(
        (status = 200, body = FootagePage),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed` (CC-3.3.ア-1)"),
    )
)]
pub async fn list(
    State(admin): State<Admin>,
    person: SignedIn,
    query: QueryParams<FootageQuery>,
) -> Result<Json<FootagePage>, Refused> {
    let Query(query) = query.map_err(|_| super::not_understood())?;
    let page = list::page(&admin, &person, query.camera, query.before);
    Ok(Json(page.await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    camera: CameraId,
    recorded_from: UnixMs,
    recorded_to: UnixMs,
}

/// Takes a film of a recorder in, as it is. Its last day is counted from its recording and fixed
/// now. `x-file-name` is its name, percent-encoded where it is not ASCII.
#[utoipa::path(
    post,
    path = "/api/v1/footage",
    operation_id = "footage_import",
    tag = "footage",
    params(ImportQuery, ("x-file-name" = String, Header)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, body = FootageLine),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed` (CC-3.3.ア-1)"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`: no camera of the group that films"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`asset_number_taken`: this film is there already"),
        (status = 408, body = Problem, content_type = "application/problem+json", description = "`body_too_slow`"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "`body_too_large`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`footage_unusable` (CC-3.3.イ-2), `footage_past` (CC-3.3.イ-1), `package_unlocked` (WC-7.1.1b)"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "`busy`: others are being received"),
    )
)]
pub async fn import(
    State(admin): State<Admin>,
    person: SignedIn,
    query: QueryParams<ImportQuery>,
    headers: HeaderMap,
    body: RawBody,
) -> Result<(StatusCode, Json<FootageLine>), Refused> {
    let person = admin.authorise(&person, Action::ImportFootage).await?;
    let Query(query) = query.map_err(|_| super::not_understood())?;
    let name = headers.get("x-file-name");
    let name = name.and_then(|name| name.to_str().ok()).unwrap_or_default();
    let new = Import {
        unit: person.unit,
        camera: query.camera.0,
        name: admin_core::footage::shown_name(&decoded(name)),
        from: query.recorded_from,
        to: query.recorded_to,
        docked: None,
    };
    let bytes = body.pieces(FILM_PACE);
    let id = footage::import(&admin, Some(&person), new, bytes).await?;
    Ok((StatusCode::CREATED, Json(list::one(&admin, id).await?)))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DockQuery {
    /// The number of the charger, where the camera was out until now.
    charger: Option<String>,
}

/// Takes in the locked package of a camera in its charger: it is opened with the key of the unit on
/// its way in, and the days of the file begin now. A film that nobody registered for is set apart.
#[utoipa::path(
    post,
    path = "/api/v1/footage/packages",
    operation_id = "footage_dock",
    tag = "footage",
    params(DockQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 201, body = FootageLine),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`, `package_of_other_unit` (WC-7.1.1b)"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`: the films of this unit come in another way"),
        (status = 408, body = Problem, content_type = "application/problem+json", description = "`body_too_slow`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`asset_number_taken`: this film is there already"),
        (status = 413, body = Problem, content_type = "application/problem+json", description = "`body_too_large`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`package_unlocked`, `package_unreadable`, `package_changed`, `package_key`, `package_camera`, `footage_unusable` (WC-7.1.1b), `filming_times_missing` (WC-2.2), `outside_period` (WC-N2)"),
        (status = 503, body = Problem, content_type = "application/problem+json", description = "`busy`: others are being received"),
    )
)]
pub async fn dock(
    State(admin): State<Admin>,
    person: SignedIn,
    query: QueryParams<DockQuery>,
    body: RawBody,
) -> Result<(StatusCode, Json<FootageLine>), Refused> {
    let person = admin.authorise(&person, Action::ImportFootage).await?;
    let Query(query) = query.map_err(|_| super::not_understood())?;
    let id = dock::dock(&admin, &person, query.charger, body.pieces(FILM_PACE)).await?;
    Ok((StatusCode::CREATED, Json(list::one(&admin, id).await?)))
}

/// The key with which the cameras of the own unit lock what they film, for setting them up.
#[utoipa::path(
    post,
    path = "/api/v1/footage/package-key",
    operation_id = "footage_package_key",
    tag = "footage",
    responses(
        (status = 200, body = PackageKey),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed` (WC-2.3)"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`: the cameras of this unit lock nothing"),
    )
)]
pub async fn package_key(
    State(admin): State<Admin>,
    person: SignedIn,
) -> Result<Response, Refused> {
    let person = admin.authorise(&person, Action::SetUpCameras).await?;
    let key: PackageKey = dock::package_key(&admin, &person).await?;
    let mut response = Json(key).into_response();
    sealed_answer::keep_private(response.headers_mut());
    Ok(response)
}

/// Reads a film again and compares it with what came in.
#[utoipa::path(
    post,
    path = "/api/v1/footage/{id}/check",
    operation_id = "footage_check",
    tag = "footage",
    params(("id" = AssetId, Path)),
    responses(
        (status = 200, body = FilmCheck),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed` (WC-7.2.6a)"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`footage_past` (WC-7.1.2)"),
    )
)]
pub async fn check(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<AssetId>,
) -> Result<Json<FilmCheck>, Refused> {
    Ok(Json(check::one(&admin, &person, id).await?))
}

/// Nobody changes a film.
#[utoipa::path(
    put,
    path = "/api/v1/footage/{id}",
    operation_id = "footage_change",
    tag = "footage",
    params(("id" = AssetId, Path)),
    responses(
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 405, body = Problem, content_type = "application/problem+json", description = "`footage_unchangeable` (WC-7.2.6a, CC-3.3.イ-2)"),
    )
)]
pub async fn change(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<AssetId>,
) -> Result<(), Refused> {
    Err(footage::unchangeable(&admin, &person, Action::ImportFootage, id).await?)
}

/// Nobody erases a film by hand.
#[utoipa::path(
    delete,
    path = "/api/v1/footage/{id}",
    operation_id = "footage_erase",
    tag = "footage",
    params(("id" = AssetId, Path)),
    responses(
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 405, body = Problem, content_type = "application/problem+json", description = "`footage_unchangeable` (WC-7.2.6a, CC-3.3.イ-2)"),
    )
)]
pub async fn erase(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<AssetId>,
) -> Result<(), Refused> {
    Err(footage::unchangeable(&admin, &person, Action::EraseFootage, id).await?)
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ContentQuery {
    /// The case in which purpose and note were written down.
    viewing: Option<CaseId>,
}

/// A film to look at; `Range` works. There is no other way to its bytes but the one copy of a
/// provision.
#[utoipa::path(
    get,
    path = "/api/v1/footage/{id}/content",
    operation_id = "footage_content",
    tag = "footage",
    params(("id" = AssetId, Path), ContentQuery),
    responses(
        (status = 200, content_type = "video/mp4", body = Vec<u8>),
        (status = 206, content_type = "video/mp4", body = Vec<u8>),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed` (CC-3.3.ア-1), `no_viewing` (CC-3.3.イ-2)"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`footage_past` (CC-R5.3)"),
        (status = 416, body = Problem, content_type = "application/problem+json", description = "`range_not_satisfiable`"),
    )
)]
pub async fn content(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<AssetId>,
    query: QueryParams<ContentQuery>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let Query(query) = query.map_err(|_| super::not_understood())?;
    let (film, reader) = open::to_look(&admin, &person, id, query.viewing, &headers).await?;
    let kind = HeaderValue::from_str(&film.content_type).map_err(Refused::internal)?;
    let inline = HeaderValue::from_static("inline");
    let head = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, inline),
    ];
    Ok(sealed_answer::answer(reader, &headers, head))
}

/// The one copy of an approved provision: its films unchanged, as a tar archive that `genba verify`
/// checks away from here. It is handed out once.
#[utoipa::path(
    post,
    path = "/api/v1/cases/{id}/copy",
    operation_id = "footage_copy",
    tag = "footage",
    params(("id" = CaseId, Path)),
    responses(
        (status = 200, content_type = "application/x-tar", body = Vec<u8>),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`wrong_state`: it is not approved; `count_max`: the copy is taken (CC-3.3.イ-2); `footage_changed`: a film is not what came in (CC-3.3.イ-2)"),
        (status = 410, body = Problem, content_type = "application/problem+json", description = "`footage_past` (CC-R5.3)"),
    )
)]
pub async fn copy(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<CaseId>,
) -> Result<Response, Refused> {
    let copy = copy::take(&admin, &person, id).await?;
    let disposition = format!("attachment; filename=\"{}\"", copy.name);
    let disposition = HeaderValue::from_str(&disposition).map_err(Refused::internal)?;
    let bytes = copy.bytes();
    let mut response = Body::from_stream(copy.stream()).into_response();
    let out = response.headers_mut();
    sealed_answer::keep_private(out);
    let tar = HeaderValue::from_static("application/x-tar");
    out.insert(header::CONTENT_TYPE, tar);
    out.insert(header::CONTENT_DISPOSITION, disposition);
    out.insert(header::CONTENT_LENGTH, bytes.into());
    Ok(response)
}
