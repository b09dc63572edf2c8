//! Routes under `/api/v1` of this crate.

mod announcements;
mod calendar;
mod case_files;
mod cases;
mod circulars;
mod codes;
mod credentials;
mod demo;
mod exchange;
mod exports;
mod figures;
mod footage;
mod ledgers;
mod lock;
mod me;
mod persons;
mod posts;
mod public;
mod registration_codes;
mod reviews;
mod rulebooks;
mod sign_in;
mod sign_out;
mod staff_lists;
mod system;
mod tasks;
mod terminals;
mod trail;
mod training;
mod units;

use axum::extract::{DefaultBodyLimit, Query, rejection::QueryRejection};
use http::{HeaderValue, StatusCode, header};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Admin,
    limits::{JSON_BODY_BYTES, SESSION_MS},
    problem::Refused,
    signed_in::COOKIE,
};

/// The table of contents; the paths are whole, so that routers are merged, not nested.
pub fn router() -> OpenApiRouter<Admin> {
    OpenApiRouter::new()
        .routes(routes!(sign_in::challenge))
        .routes(routes!(sign_in::sign_in))
        .routes(routes!(sign_out::sign_out))
        .routes(routes!(me::me))
        .routes(routes!(me::acknowledge))
        .routes(routes!(system::state))
        .routes(routes!(lock::show, lock::lock))
        .routes(routes!(lock::unlock))
        .routes(routes!(lock::touch))
        .routes(routes!(credentials::list, credentials::register))
        .routes(routes!(credentials::challenge))
        .routes(routes!(credentials::revoke))
        .routes(routes!(terminals::list, terminals::enrol))
        .routes(routes!(terminals::make_code))
        .routes(routes!(terminals::revoke))
        .routes(routes!(demo::people))
        .routes(routes!(demo::enrol))
        .routes(routes!(trail::search))
        .routes(routes!(trail::extract))
        .routes(routes!(trail::state))
        .routes(routes!(trail::check_now))
        .routes(routes!(trail::read_heads))
        .routes(routes!(trail::make_heads_token))
        .routes(routes!(units::list))
        .routes(routes!(units::documents, units::switch_document))
        .routes(routes!(persons::find))
        .routes(routes!(posts::read, posts::begin))
        .routes(routes!(posts::appointable))
        .routes(routes!(posts::change, posts::end))
        .routes(routes!(posts::delegate))
        .routes(routes!(posts::revoke))
        .routes(routes!(registration_codes::make))
        .routes(routes!(posts::transfer))
        .routes(routes!(posts::hold_office))
        .routes(routes!(staff_lists::export, staff_lists::apply))
        .routes(routes!(reviews::list))
        .routes(routes!(reviews::answer))
        .routes(routes!(rulebooks::list))
        .routes(routes!(rulebooks::read))
        .routes(routes!(rulebooks::set_values))
        .routes(routes!(cases::workflows))
        .routes(routes!(cases::list, cases::begin))
        .routes(routes!(cases::read))
        .routes(routes!(cases::take))
        .routes(routes!(cases::register))
        .routes(routes!(codes::take))
        .routes(routes!(codes::read))
        .routes(routes!(figures::list))
        .routes(routes!(footage::cameras))
        .routes(routes!(footage::content))
        .routes(routes!(footage::copy))
        .routes(routes!(footage::change, footage::erase))
        .routes(routes!(footage::check))
        .routes(routes!(footage::package_key))
        .routes(routes!(exports::take))
        .routes(routes!(exchange::page))
        .routes(routes!(exchange::lock, exchange::unlock))
        .routes(routes!(exchange::mail))
        .routes(routes!(public::help))
        .routes(routes!(public::notice))
        .routes(routes!(public::regulation))
        .routes(routes!(public::complain))
        .routes(routes!(announcements::list))
        .routes(routes!(announcements::read))
        .routes(routes!(case_files::read))
        .routes(routes!(training::list))
        .routes(routes!(tasks::list))
        .routes(routes!(tasks::read))
        .routes(routes!(calendar::deadlines))
        .routes(routes!(calendar::read_hours, calendar::set_hours))
        .routes(routes!(calendar::holidays))
        .routes(routes!(ledgers::kinds))
        .routes(routes!(ledgers::read, ledgers::take_in))
        .routes(routes!(ledgers::asset))
        .routes(routes!(ledgers::act))
        .routes(routes!(circulars::list, circulars::send))
        .routes(routes!(circulars::read))
        .layer(DefaultBodyLimit::max(JSON_BODY_BYTES))
        .merge(with_raw_bodies())
}

/// What is not JSON: staff lists and files, each counted and timed while it is read.
fn with_raw_bodies() -> OpenApiRouter<Admin> {
    OpenApiRouter::new()
        .routes(routes!(staff_lists::preview))
        .routes(routes!(case_files::keep))
        .routes(routes!(exchange::keep))
        .routes(routes!(footage::list, footage::import))
        .routes(routes!(footage::dock))
}

/// Parameters of a query; one that cannot be read is refused by [`not_understood`].
type QueryParams<T> = Result<Query<T>, QueryRejection>;

fn not_understood() -> Refused {
    Refused::new(
        StatusCode::BAD_REQUEST,
        "query_not_understood",
        "検索の条件を読み取れません。",
        "The query holds an unknown field or a value of another kind.",
    )
}

/// The cookie that carries a token, or takes it away.
fn cookie(token: Option<&str>) -> [(header::HeaderName, HeaderValue); 1] {
    let value = match token {
        Some(token) => cookie_text(token, SESSION_MS / 1_000),
        None => cookie_text("", 0),
    };
    let value = HeaderValue::from_str(&value).expect("a token is base64url");
    [(header::SET_COOKIE, value)]
}

fn cookie_text(value: &str, age_s: i64) -> String {
    format!("{COOKIE}={value}; Path=/; Max-Age={age_s}; Secure; HttpOnly; SameSite=Strict")
}
