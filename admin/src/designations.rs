//! Persons for upkeep (VR-7.1.3): their post counts only while a designation runs, of which the NPA
//! operations chief had notice, and then they act in nothing else, so that every act of theirs
//! carries it in the trail.

use admin_core::{
    action::terminal_code,
    case::{Case, value::Value},
};
use http::StatusCode;
use protocol::{id::AccountId, person::TerminalKind, time::UnixMs};
use sea_orm::{ConnectionTrait, DbErr};

use crate::{cases::store, posts::Held, problem::Refused};

/// The kind of the post.
pub const POST: &str = "designated_maintenance";

const WORKFLOW: &str = "maintenance";
/// A designation before its notice, and those that count within their moments.
const DRAFTED: &str = "drafted";
const COUNTING: [&str; 2] = ["usable", "active"];

/// Those of a person's posts that count at a terminal at this moment.
pub async fn counting(
    db: &impl ConnectionTrait,
    person: AccountId,
    mut held: Vec<Held>,
    terminal: TerminalKind,
    now: UnixMs,
) -> Result<Vec<Held>, DbErr> {
    if held.iter().all(|held| held.post.kind != POST) {
        return Ok(held);
    }
    let mut runs = false;
    for state in COUNTING {
        let cases = about(db, state, person).await?;
        runs |= cases.iter().any(|case| covers(case, terminal, now));
    }
    held.retain(|held| (held.post.kind == POST) == runs);
    Ok(held)
}

/// What somebody hears whose designation does not count; nothing where none lies ahead.
pub async fn not_yet(
    db: &impl ConnectionTrait,
    person: AccountId,
    now: UnixMs,
) -> Result<Option<Refused>, DbErr> {
    for state in [DRAFTED, COUNTING[0], COUNTING[1]] {
        let cases = about(db, state, person).await?;
        if cases.iter().any(|case| moment(case, "until") > Some(now)) {
            return Ok(Some(unusable()));
        }
    }
    Ok(None)
}

async fn about(
    db: &impl ConnectionTrait,
    state: &str,
    person: AccountId,
) -> Result<Vec<Case>, DbErr> {
    let rows = store::in_state(db, "VR", WORKFLOW, state, &person.to_string()).await?;
    rows.iter().map(store::without_personal).collect()
}

fn covers(case: &Case, terminal: TerminalKind, now: UnixMs) -> bool {
    let at_terminal = match case.values.get("terminals") {
        Some(Value::Ticks(kinds)) => kinds.contains(terminal_code(terminal)),
        _ => false,
    };
    let within = moment(case, "from").zip(moment(case, "until"));
    at_terminal && within.is_some_and(|(from, until)| from <= now && now < until)
}

fn moment(case: &Case, field: &str) -> Option<UnixMs> {
    match case.values.get(field) {
        Some(Value::Moment(at)) => Some(*at),
        _ => None,
    }
}

fn unusable() -> Refused {
    Refused::new(
        StatusCode::FORBIDDEN,
        "designation_not_usable",
        "保守作業者の指定は、まだ使用できません。通知の済んだ期間内に、指定された種類の端末で操作してください。",
        "Your designation cannot be used: it counts after its notice, within its period, at the kinds of terminals that it names.",
    )
    .clause("VR-7.1.3")
}
