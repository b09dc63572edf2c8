//! `/api/v1/posts`, transfers, offices and revoking.

use axum::{
    Json,
    extract::{Query, State},
};
use http::StatusCode;
use protocol::{
    admin::post::{
        Appoint, AppointableList, ChangePost, Delegate, OfficeHolder, PostChanges, PostList,
        PostView, Revoked, Transfer,
    },
    id::{AccountId, PostId, UnitId},
    refusal::Problem,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::QueryParams;
use crate::{
    Admin, documents,
    posts::{Held, appoint, change, deputy, list, moves, vacant},
    problem::{JsonBody, Refused, UrlPath},
    signed_in::SignedIn,
    trail::Action,
};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PostsQuery {
    /// Of this unit only.
    unit: Option<UnitId>,
    /// Of this person only.
    person: Option<AccountId>,
}

/// The posts of the units that the person answers for, with the state of each credential.
#[utoipa::path(
    get,
    path = "/api/v1/posts",
    operation_id = "posts_read",
    tag = "posts",
    params(PostsQuery),
    responses(
        (status = 200, body = PostList),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`: a unit of somebody else"),
    )
)]
pub async fn read(
    State(admin): State<Admin>,
    person: SignedIn,
    query: QueryParams<PostsQuery>,
) -> Result<Json<PostList>, Refused> {
    let Query(query) = query.map_err(|_| super::not_understood())?;
    let person = admin.authorise(&person, Action::ReadPosts).await?;
    let units = admin.units().await?;
    let mut readable = list::readable(&admin, &person, &units);
    if let Some(unit) = query.unit {
        if !readable.contains(&unit) {
            let refused = crate::problem::not_found_problem();
            return Err(admin.refuse(&person, Action::ReadPosts, refused).await?);
        }
        readable = vec![unit];
    }
    let posts = list::of(&admin, &person, &readable, query.person).await?;
    let mut vacant = vacant::of(&admin, &units, &readable).await?;
    vacant.retain(|post| list::reads_in(&admin, &person, &units, &post.document, post.unit));
    Ok(Json(PostList { posts, vacant }))
}

/// To which posts the person may appoint, and where.
#[utoipa::path(
    get,
    path = "/api/v1/posts/appointable",
    operation_id = "posts_appointable",
    tag = "posts",
    responses(
        (status = 200, body = AppointableList),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn appointable(
    State(admin): State<Admin>,
    person: SignedIn,
) -> Result<Json<AppointableList>, Refused> {
    let units = admin.units().await?;
    let switched = documents::switched(&**admin.db()).await?;
    let posts = list::appointable(&admin, &person, &units, &switched);
    Ok(Json(AppointableList { posts }))
}

/// Gives a post to somebody, who is registered where there is no account yet.
#[utoipa::path(
    post,
    path = "/api/v1/posts",
    operation_id = "posts_begin",
    tag = "posts",
    request_body = Appoint,
    responses(
        (status = 201, body = PostView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_in_matrix`, `out_of_scope`, `own_rights`, `appoints_own_post`, `not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`post_held`, `held_already`, `user_id_taken`, `revoked`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`post_unknown`, `wrong_unit`, `day_past`, `ends_before_beginning`, `user_id_unusable`, `name_unusable`"),
    )
)]
pub async fn begin(
    State(admin): State<Admin>,
    person: SignedIn,
    JsonBody(body): JsonBody<Appoint>,
) -> Result<(StatusCode, Json<PostView>), Refused> {
    let held = appoint::appoint(&admin, &person, &body).await?;
    Ok((StatusCode::CREATED, view(&admin, &person, held).await?))
}

/// Gives a post another last day, or none.
#[utoipa::path(
    patch,
    path = "/api/v1/posts/{id}",
    operation_id = "posts_change",
    tag = "posts",
    params(("id" = PostId, Path)),
    request_body = ChangePost,
    responses(
        (status = 200, body = PostView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "as for `POST`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`changed_meanwhile`, `post_over`, `post_held`, `held_already`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`day_past`; `delegation_period`: a delegation is made no longer"),
    )
)]
pub async fn change(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<PostId>,
    JsonBody(body): JsonBody<ChangePost>,
) -> Result<Json<PostView>, Refused> {
    let to = body.to.map(|day| day.0);
    let held = change::change(&admin, &person, id, to).await?;
    view(&admin, &person, held).await
}

/// Takes a post away at once; the sessions of its holder and deputies end. Whoever lent a post takes
/// it back in the same way.
#[utoipa::path(
    delete,
    path = "/api/v1/posts/{id}",
    operation_id = "posts_end",
    tag = "posts",
    params(("id" = PostId, Path)),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "as for `POST`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`changed_meanwhile`, `post_over`"),
    )
)]
pub async fn end(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<PostId>,
) -> Result<StatusCode, Refused> {
    change::end(&admin, &person, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets another act in the own post for some days [代理].
#[utoipa::path(
    post,
    path = "/api/v1/posts/{id}/delegations",
    operation_id = "posts_delegate",
    tag = "posts",
    params(("id" = PostId, Path)),
    request_body = Delegate,
    responses(
        (status = 201, body = PostView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_holder`, `own_deputy`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`no_deputy_post`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`delegation_period`"),
    )
)]
pub async fn delegate(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<PostId>,
    JsonBody(body): JsonBody<Delegate>,
) -> Result<(StatusCode, Json<PostView>), Refused> {
    let held = deputy::delegate(&admin, &person, id, &body).await?;
    Ok((StatusCode::CREATED, view(&admin, &person, held).await?))
}

/// Ends every session of a person at once and bars the credentials for good (VR-3.2b). Who may is
/// who may take away each of the person's posts.
#[utoipa::path(
    post,
    path = "/api/v1/accounts/{id}/revoke",
    operation_id = "posts_revoke",
    tag = "posts",
    params(("id" = AccountId, Path)),
    responses(
        (status = 200, body = Revoked),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_in_matrix`, `own_rights`, … with the clause of the appointment matrix"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
    )
)]
pub async fn revoke(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(id): UrlPath<AccountId>,
) -> Result<Json<Revoked>, Refused> {
    let ended = admin.revoke(id, &person).await?;
    Ok(Json(Revoked {
        sessions: u32::try_from(ended).unwrap_or(u32::MAX),
    }))
}

/// A person leaves a unit: the posts held there end the day before.
#[utoipa::path(
    post,
    path = "/api/v1/transfers",
    operation_id = "posts_transfer",
    tag = "posts",
    request_body = Transfer,
    responses(
        (status = 200, body = PostChanges),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "as for `DELETE /api/v1/posts/{id}`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`changed_meanwhile`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`day_past`"),
    )
)]
pub async fn transfer(
    State(admin): State<Admin>,
    person: SignedIn,
    JsonBody(body): JsonBody<Transfer>,
) -> Result<Json<PostChanges>, Refused> {
    Ok(Json(moves::transfer(&admin, &person, &body).await?))
}

/// An office has a new holder from a day on, and with it every post that follows it [職指定].
#[utoipa::path(
    post,
    path = "/api/v1/offices/{office}/holder",
    operation_id = "posts_hold_office",
    tag = "posts",
    params(("office" = String, Path)),
    request_body = OfficeHolder,
    responses(
        (status = 200, body = PostChanges),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "as for `POST /api/v1/posts`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`changed_meanwhile`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`day_past`"),
    )
)]
pub async fn hold_office(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(office): UrlPath<String>,
    JsonBody(body): JsonBody<OfficeHolder>,
) -> Result<Json<PostChanges>, Refused> {
    let changes = moves::hold_office(&admin, &person, &office, &body).await?;
    Ok(Json(changes))
}

async fn view(admin: &Admin, person: &SignedIn, held: Held) -> Result<Json<PostView>, Refused> {
    let units = admin.units().await?;
    let views = list::views(admin, &**admin.db(), person, &[held], &units).await?;
    let view = views.into_iter().next();
    view.map(Json)
        .ok_or_else(|| Refused::internal("a post is not there after it was stored"))
}
