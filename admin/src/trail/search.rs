//! Searching one's own unit's part of the trail.

use std::collections::BTreeMap;

use protocol::{
    id::UnitId,
    time::UnixMs,
    trail::{TrailLine, TrailPage},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect, Select,
    sea_query::{Expr, LikeExpr},
};

use crate::{
    core::action::Action,
    limits::{SEARCH_PAGE, SEARCH_ROWS},
    store::table::trail_entry::{self, Column},
};

/// What is looked for; an empty field fits everything.
#[derive(Clone, Debug, Default)]
pub struct Search {
    pub from: Option<UnixMs>,
    /// Up to, and without, this moment.
    pub to: Option<UnixMs>,
    pub actor: Option<String>,
    pub action: Option<String>,
    /// Kind and id, for example `report:…`.
    pub subject: Option<String>,
    pub clause: Option<String>,
    pub result: Option<String>,
    /// Entries with a smaller number only.
    pub before: Option<i64>,
    /// Documents that the person does not read, each with its posts.
    pub without: Vec<Unread>,
}

/// What the system does for every document, on a clause of one.
const OF_THE_HOUSE: [Action; 2] = [Action::PurgeTrail, Action::ForgetCaseFile];

/// What is done by a document's posts, and what the system does by itself, on a clause of it.
#[derive(Clone, Debug)]
pub struct Unread {
    pub document: String,
    pub posts: Vec<String>,
}

/// The newest entries of a unit that fit, at most one page. A search for something rare stops
/// after a bounded number of entries and says where to go on.
pub async fn find(
    db: &impl ConnectionTrait,
    unit: UnitId,
    search: &Search,
) -> Result<TrailPage, DbErr> {
    let newest = match search.before {
        Some(before) => before.saturating_sub(1),
        None => newest_seq(db, unit).await?,
    };
    let oldest = newest.saturating_sub(i64::try_from(SEARCH_ROWS).unwrap_or(i64::MAX));
    let rows = filtered(unit, search)
        .filter(Column::Seq.gt(oldest))
        .filter(Column::Seq.lte(newest))
        .order_by_desc(Column::Seq)
        .limit(SEARCH_PAGE)
        .all(db)
        .await?;
    let is_full = rows.len() as u64 == SEARCH_PAGE;
    let reached = if is_full {
        rows.last().map(|row| row.seq)
    } else {
        Some(oldest + 1)
    };
    Ok(TrailPage {
        lines: rows.into_iter().map(line_of).collect(),
        names: BTreeMap::new(),
        actions: BTreeMap::new(),
        posts: BTreeMap::new(),
        before: reached.filter(|seq| *seq > 1),
    })
}

fn filtered(unit: UnitId, search: &Search) -> Select<trail_entry::Entity> {
    let mut found = trail_entry::Entity::find().filter(Column::Unit.eq(unit.0));
    let texts = [
        (Column::Actor, &search.actor),
        (Column::Action, &search.action),
        (Column::Clause, &search.clause),
        (Column::Result, &search.result),
    ];
    for (column, text) in texts {
        if let Some(text) = text {
            found = found.filter(column.eq(text));
        }
    }
    for unread in &search.without {
        let clause = Column::Clause.starts_with(format!("{}-", unread.document));
        let by_itself = Condition::all()
            .add(Column::Post.eq(""))
            .add(Column::Action.is_not_in(OF_THE_HOUSE.map(Action::code)));
        let by = Condition::any()
            .add(Column::Post.is_in(unread.posts.iter().map(String::as_str)))
            .add(by_itself);
        found = found.filter(Condition::all().add(clause).add(by).not());
    }
    if let Some(subject) = &search.subject {
        found = found.filter(is_about(subject));
    }
    if let Some(from) = search.from {
        found = found.filter(Column::AtMs.gte(from.0));
    }
    if let Some(to) = search.to {
        found = found.filter(Column::AtMs.lt(to.0));
    }
    found
}

/// Whether a subject is one of those that an entry lists, separated by spaces.
fn is_about(subject: &str) -> Condition {
    let mut literal = String::with_capacity(subject.len());
    for character in subject.chars() {
        if matches!(character, '%' | '_' | '!') {
            literal.push('!');
        }
        literal.push(character);
    }
    let like =
        |pattern: String| Expr::col(Column::Subjects).like(LikeExpr::new(pattern).escape('!'));
    Condition::any()
        .add(Column::Subjects.eq(subject))
        .add(like(format!("{literal} %")))
        .add(like(format!("% {literal}")))
        .add(like(format!("% {literal} %")))
}

async fn newest_seq(db: &impl ConnectionTrait, unit: UnitId) -> Result<i64, DbErr> {
    let row = trail_entry::Entity::find()
        .filter(Column::Unit.eq(unit.0))
        .order_by_desc(Column::Seq)
        .one(db)
        .await?;
    Ok(row.map_or(0, |row| row.seq))
}

fn line_of(row: trail_entry::Model) -> TrailLine {
    TrailLine {
        unit: UnitId(row.unit),
        seq: row.seq,
        at: UnixMs(row.at_ms),
        actor: row.actor,
        post: row.post,
        terminal: row.terminal,
        action: row.action,
        subjects: row.subjects.split_whitespace().map(str::to_owned).collect(),
        clause: row.clause,
        result: row.result,
    }
}
