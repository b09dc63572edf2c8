//! `GET /api/v1/statistics/…`: the nation's (VR-6.1), and a headquarters' own (VR-6.2).

use admin::{
    core::{
        authority::Matter,
        calendar::span::{Days, NoSpan},
    },
    problem::Refused,
    signed_in::SignedIn,
    trail::{self, Action, Subject},
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use protocol::{
    id::UnitId,
    refusal::Problem,
    statistics::{Statistics, StatisticsScope, StatisticsStep},
    time::Day,
};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    Signaling,
    failure::Failure,
    limits::STATISTICS_DAYS_MAX,
    statistics::{self, Asked, Language},
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatisticsFormat {
    #[default]
    Json,
    Csv,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StatisticsQuery {
    /// The first day; without it, that of the month of the last.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// The last day, today without it. At most 366 days.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Day>,
    #[serde(default)]
    step: StatisticsStep,
    #[serde(default)]
    format: StatisticsFormat,
    /// Of the names in a CSV.
    #[serde(default)]
    language: Language,
    /// The own headquarters when it is left out.
    unit: Option<UnitId>,
}

type StatisticsParams = Result<Query<StatisticsQuery>, QueryRejection>;

/// The figures of the nation and of each headquarters, at a management terminal (VR-6.1).
#[utoipa::path(
    get,
    path = "/api/v1/statistics/national",
    tag = "statistics",
    params(StatisticsQuery),
    responses(
        (status = 200, description = "A `Statistics`, or a table.", content((Statistics = "application/json"), (String = "text/csv"))),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`span_backwards`, `span_too_long`"),
    )
)]
pub async fn national(
    State(signaling): State<Signaling>,
    person: SignedIn,
    query: StatisticsParams,
) -> Result<Response, Failure> {
    let action = Action::ReadNationalStatistics;
    answer(&signaling, &person, query, action, StatisticsScope::Nation).await
}

/// The figures of one headquarters, at a reception terminal of it (VR-6.2).
#[utoipa::path(
    get,
    path = "/api/v1/statistics/headquarters",
    tag = "statistics",
    params(StatisticsQuery),
    responses(
        (status = 200, description = "A `Statistics`, or a table.", content((Statistics = "application/json"), (String = "text/csv"))),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "`query_not_understood`"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "`not_allowed`"),
        (status = 422, body = Problem, content_type = "application/problem+json", description = "`span_backwards`, `span_too_long`"),
    )
)]
pub async fn headquarters(
    State(signaling): State<Signaling>,
    person: SignedIn,
    query: StatisticsParams,
) -> Result<Response, Failure> {
    let (action, scope) = (
        Action::ReadHeadquartersStatistics,
        StatisticsScope::Headquarters,
    );
    answer(&signaling, &person, query, action, scope).await
}

async fn answer(
    signaling: &Signaling,
    person: &SignedIn,
    query: StatisticsParams,
    action: Action,
    scope: StatisticsScope,
) -> Result<Response, Failure> {
    let admin = signaling.admin();
    let Query(query) = query.map_err(|_| not_understood())?;
    let of_one = scope == StatisticsScope::Headquarters;
    let unit = query.unit.filter(|_| of_one).unwrap_or(person.unit);
    let matter = Matter {
        unit,
        owner: None,
        kind: "",
        state: "",
    };
    let person = admin.authorise_on(person, action, &matter).await?;
    let days = match days(&query, Day(admin.today())) {
        Ok(days) => days,
        Err(refused) => return Err(admin.refuse(&person, action, refused).await?.into()),
    };
    let asked = Asked {
        scope,
        unit,
        days,
        step: query.step,
    };
    let counted = statistics::count(signaling, asked).await?;
    let act = person.act(admin.now(), action).about(Subject::Unit(unit));
    admin
        .db()
        .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?))
        .await?;
    let no_store = (header::CACHE_CONTROL, "no-store");
    Ok(match query.format {
        StatisticsFormat::Json => ([no_store], Json(counted.statistics())).into_response(),
        StatisticsFormat::Csv => {
            let name = format!(
                "attachment; filename=\"statistics-{}-{}.csv\"",
                days.from(),
                days.to()
            );
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (header::CONTENT_DISPOSITION, &name),
                no_store,
            ];
            (headers, statistics::csv(&counted, query.language)).into_response()
        }
    })
}

fn days(query: &StatisticsQuery, today: Day) -> Result<Days, Refused> {
    let to = query.to.unwrap_or(today).0;
    let from = query.from.map_or(to.first_of_month(), |day| day.0);
    Days::new(from, to, STATISTICS_DAYS_MAX).map_err(|no_span| match no_span {
        NoSpan::Backwards => problem(
            "span_backwards",
            "from",
            "期間の初日は、末日以前の日にしてください。",
            "The first day may not lie after the last.",
        ),
        NoSpan::TooLong => problem(
            "span_too_long",
            "from",
            "一度に集計できる期間は366日までです。",
            "Figures are asked for at most 366 days at once.",
        ),
    })
}

fn problem(code: &'static str, field: &str, ja: &'static str, en: &'static str) -> Refused {
    Refused::new(StatusCode::UNPROCESSABLE_ENTITY, code, ja, en).field(field)
}

/// Parameters of a query that cannot be read.
pub(super) fn not_understood() -> Refused {
    Refused::new(
        StatusCode::BAD_REQUEST,
        "query_not_understood",
        "検索の条件を読み取れません。",
        "The query holds an unknown field or a value of another kind.",
    )
}
