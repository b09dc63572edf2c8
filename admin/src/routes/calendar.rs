//! `/api/v1/deadlines`, `/api/v1/office-hours`, `/api/v1/holidays`

use admin_core::{
    authority::Matter,
    calendar::{OfficeHours, holiday, japan, office::HoursError},
};
use axum::{
    Json,
    extract::{Query, State},
};
use http::StatusCode;
use jiff::civil::{Date, date};
use protocol::{
    admin::{
        deadline::{DeadlineList, DeadlineState},
        label::Label,
        office_hours::{DayException, HolidayLine, HolidayList, OfficeHoursView, Opening},
    },
    id::UnitId,
    refusal::Problem,
    time::Day,
};
use serde::Deserialize;
use utoipa::IntoParams;

use super::QueryParams;
use crate::{
    Admin,
    deadlines::{self, list::Asked},
    problem::{JsonBody, Refused, UrlPath, not_found_problem},
    signed_in::SignedIn,
    trail::{self, Action, Subject},
    units::Units,
};

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeadlinesQuery {
    /// Due on this day or later.
    from: Option<Day>,
    /// Due on this day or earlier.
    to: Option<Day>,
    state: Option<DeadlineState>,
}

/// The deadlines of the person's documents in the own headquarters or group, due first, at most 500.
#[utoipa::path(
    get,
    path = "/api/v1/deadlines",
    operation_id = "calendar_deadlines",
    tag = "calendar",
    params(DeadlinesQuery),
    responses(
        (status = 200, body = DeadlineList),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn deadlines(
    State(admin): State<Admin>,
    person: SignedIn,
    query: QueryParams<DeadlinesQuery>,
) -> Result<Json<DeadlineList>, Refused> {
    let Query(query) = query.map_err(|_| super::not_understood())?;
    let (units, db) = (admin.units().await?, &**admin.db());
    let asked = Asked {
        from: query.from.map(|day| japan::start_of(day.0)),
        to: query
            .to
            .map(|day| japan::start_of(day.0.tomorrow().unwrap_or(Date::MAX))),
        state: query.state,
    };
    let found = deadlines::list::of_person(db, &admin, &units, &person, &asked).await?;
    let (deadlines, more) = found;
    Ok(Json(DeadlineList { deadlines, more }))
}

/// The units of each headquarters or group in which the person holds a post.
fn own_units(person: &SignedIn, units: &Units) -> Vec<UnitId> {
    let own = |id: UnitId| {
        let posts = person.posts.iter();
        let mut held = posts.map(|held| held.post.unit);
        held.any(|unit| units.same_headquarters(unit, id))
    };
    let all = units.all().map(|unit| unit.id);
    all.filter(|id| own(*id)).collect()
}

/// When an office is open.
#[utoipa::path(
    get,
    path = "/api/v1/office-hours/{unit}",
    operation_id = "calendar_read_hours",
    tag = "calendar",
    params(("unit" = UnitId, Path)),
    responses(
        (status = 200, body = OfficeHoursView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`, also for a unit of others"),
    )
)]
pub async fn read_hours(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(unit): UrlPath<UnitId>,
) -> Result<Json<OfficeHoursView>, Refused> {
    let units = admin.units().await?;
    if !own_units(&person, &units).contains(&unit) {
        let refused = not_found_problem();
        return Err(admin
            .refuse(&person, Action::SetOfficeHours, refused)
            .await?);
    }
    let hours = deadlines::hours_of(&**admin.db(), unit).await?;
    Ok(Json(view(&hours)?))
}

/// Sets when an office is open; deadlines that run keep the moment they were given.
#[utoipa::path(
    put,
    path = "/api/v1/office-hours/{unit}",
    operation_id = "calendar_set_hours",
    tag = "calendar",
    params(("unit" = UnitId, Path)),
    request_body = OfficeHoursView,
    responses(
        (status = 200, body = OfficeHoursView),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "`not_found`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`office_hours_unusable`"),
    )
)]
pub async fn set_hours(
    State(admin): State<Admin>,
    person: SignedIn,
    UrlPath(unit): UrlPath<UnitId>,
    JsonBody(body): JsonBody<OfficeHoursView>,
) -> Result<Json<OfficeHoursView>, Refused> {
    let units = admin.units().await?;
    if !own_units(&person, &units).contains(&unit) {
        let refused = not_found_problem();
        return Err(admin
            .refuse(&person, Action::SetOfficeHours, refused)
            .await?);
    }
    let matter = Matter {
        unit,
        owner: None,
        kind: "",
        state: "",
    };
    let action = Action::SetOfficeHours;
    let person = admin.authorise_on(&person, action, &matter).await?;
    let hours = match hours_of(&body) {
        Ok(hours) => hours,
        Err(refused) => return Err(admin.refuse(&person, action, refused).await?),
    };
    let now = admin.now();
    let act = person.act(now, action).about(Subject::Unit(unit));
    admin
        .db()
        .write(async |txn| {
            admin.still(txn, &person).await?;
            deadlines::set_hours(txn, unit, &hours, now).await?;
            trail::append(txn, &act).await?;
            Ok::<_, Refused>(())
        })
        .await?;
    Ok(Json(view(&hours)?))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HolidaysQuery {
    /// This year when it is left out.
    year: Option<i16>,
}

/// The public holidays of a year, computed by law.
#[utoipa::path(
    get,
    path = "/api/v1/holidays",
    operation_id = "calendar_holidays",
    tag = "calendar",
    params(HolidaysQuery),
    responses(
        (status = 200, body = HolidayList),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 401, body = Problem, content_type = "application/problem+json", description = "`not_signed_in`"),
    )
)]
pub async fn holidays(
    State(admin): State<Admin>,
    _person: SignedIn,
    query: QueryParams<HolidaysQuery>,
) -> Result<Json<HolidayList>, Refused> {
    let Query(query) = query.map_err(|_| super::not_understood())?;
    let year = query.year.unwrap_or_else(|| admin.today().year());
    if !holiday::YEARS.contains(&year) {
        return Err(super::not_understood());
    }
    let days = date(year, 1, 1).series(jiff::Span::new().days(1));
    let days = days.take_while(|day| day.year() == year);
    let holidays = days.filter_map(|day| {
        let holiday = holiday::on(day)?;
        let name = Label {
            ja: holiday.name_ja().to_owned(),
            en: holiday.name_en().to_owned(),
        };
        Some(HolidayLine {
            day: Day(day),
            name,
        })
    });
    Ok(Json(HolidayList {
        holidays: holidays.collect(),
    }))
}

fn view(hours: &OfficeHours) -> Result<OfficeHoursView, Refused> {
    let opening = |opening: admin_core::calendar::office::Opening| Opening {
        from: String::from(opening.from),
        to: String::from(opening.to),
    };
    let exceptions = hours.exceptions.iter();
    Ok(OfficeHoursView {
        week: hours.week.iter().map(|day| day.map(opening)).collect(),
        closed_on_holidays: hours.closed_on_holidays,
        closed_at_year_end: hours.closed_at_year_end,
        exceptions: exceptions
            .map(|(day, other)| DayException {
                day: Day(*day),
                opening: other.map(opening),
            })
            .collect(),
    })
}

fn hours_of(body: &OfficeHoursView) -> Result<OfficeHours, Refused> {
    let opening = |opening: &Opening| {
        let time = |text: &str| text.to_owned().try_into().map_err(|_| unusable());
        Ok::<_, Refused>(admin_core::calendar::office::Opening {
            from: time(&opening.from)?,
            to: time(&opening.to)?,
        })
    };
    let week: Result<Vec<_>, _> = body
        .week
        .iter()
        .map(|day| day.as_ref().map(opening).transpose())
        .collect();
    let exceptions: Result<_, _> = body
        .exceptions
        .iter()
        .map(|other| {
            let opening = other.opening.as_ref().map(opening).transpose()?;
            Ok::<_, Refused>((other.day.0, opening))
        })
        .collect();
    let hours = OfficeHours {
        week: week?.try_into().map_err(|_| unusable())?,
        closed_on_holidays: body.closed_on_holidays,
        closed_at_year_end: body.closed_at_year_end,
        exceptions: exceptions?,
    };
    hours.check().map_err(|_: HoursError| unusable())?;
    Ok(hours)
}

fn unusable() -> Refused {
    Refused::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "office_hours_unusable",
        "執務時間は7曜日分を 08:30 のように入力し、終わりを始まりより後にしてください。",
        "Give seven days with times like 08:30, each ending after it begins.",
    )
    .clause("WC-7.2.4b")
}
