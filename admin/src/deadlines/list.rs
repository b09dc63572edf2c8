//! Deadlines as lists: of a subject, of a calendar, of a person's duties.

use std::collections::BTreeMap;

use admin_core::{
    deadline::{Consequence, Deadline, State},
    trail::SubjectCode,
};
use protocol::{
    admin::{
        deadline::{DeadlineLine, DeadlineState},
        label::Label,
    },
    id::CaseId,
    time::UnixMs,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select, sea_query::Expr,
};

use super::{
    DeadlineError,
    row::{OPEN, STRUCK, deadline_of},
};
use crate::{
    Admin,
    documents::document_of,
    limits::{DEADLINES_LISTED, SUBJECT_DEADLINES},
    names,
    posts::view::label,
    problem::Refused,
    signed_in::SignedIn,
    store::table::deadline::{self as row, Column},
    units::Units,
};

impl From<DeadlineError> for Refused {
    fn from(error: DeadlineError) -> Self {
        Self::internal(error)
    }
}

/// What a calendar shows.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub from: Option<UnixMs>,
    /// Up to, and without, this moment.
    pub to: Option<UnixMs>,
    pub state: Option<DeadlineState>,
}

/// What a document's rules opened.
fn of_document(document: &str) -> Expr {
    Column::Clause.starts_with(format!("{document}-"))
}

/// The deadlines of the person's documents that fit, due first, each in the headquarters or group
/// in which the person holds a post of it (O-32); and whether there are more.
pub async fn of_person(
    db: &impl ConnectionTrait,
    admin: &Admin,
    units: &Units,
    person: &SignedIn,
    asked: &Asked,
) -> Result<(Vec<DeadlineLine>, bool), Refused> {
    let own = person.posts.iter().fold(Condition::any(), |any, held| {
        let all = units.all().map(|unit| unit.id);
        let within = all.filter(|unit| units.same_headquarters(*unit, held.post.unit));
        let own = Condition::all()
            .add(of_document(&held.post.document))
            .add(Column::Unit.is_in(within.map(|unit| unit.0)));
        any.add(own)
    });
    let mut found = row::Entity::find().filter(own);
    if let Some(from) = asked.from {
        found = found.filter(Column::DueMs.gte(from.0));
    }
    if let Some(to) = asked.to {
        found = found.filter(Column::DueMs.lt(to.0));
    }
    if let Some(state) = asked.state {
        found = found.filter(in_state(state, admin.now()));
    }
    let mut lines = lines(db, admin, units, found, DEADLINES_LISTED + 1).await?;
    let more = lines.len() as u64 > DEADLINES_LISTED;
    lines.truncate(usize::try_from(DEADLINES_LISTED).unwrap_or(usize::MAX));
    Ok((lines, more))
}

/// Every deadline of a subject, due first.
pub async fn of_subject(
    db: &impl ConnectionTrait,
    admin: &Admin,
    units: &Units,
    subject: &SubjectCode,
) -> Result<Vec<DeadlineLine>, Refused> {
    let found = row::Entity::find().filter(Column::Subject.eq(subject.as_str()));
    lines(db, admin, units, found, SUBJECT_DEADLINES).await
}

/// Running duties that the person's posts have to see to, or that are owed to them.
pub async fn duties(
    db: &impl ConnectionTrait,
    admin: &Admin,
    units: &Units,
    person: &SignedIn,
) -> Result<Vec<DeadlineLine>, Refused> {
    let own = person
        .posts_here(admin)
        .fold(Condition::any(), |any, held| {
            let within = units.all().map(|unit| unit.id);
            let within = within.filter(|unit| units.same_headquarters(*unit, held.post.unit));
            let (document, kind) = (&held.post.document, held.post.kind.as_str());
            let rulebook = admin.rules().document_on(document, admin.today());
            let kinds = rulebook
                .into_iter()
                .flat_map(|rules| rules.deadlines.values());
            let owed = kinds.filter(|duty| duty.owed_to.as_deref() == Some(kind));
            let owed = owed.map(|duty| duty.code.as_str());
            any.add(
                Condition::all()
                    .add(of_document(document))
                    .add(
                        Condition::any()
                            .add(Column::Holder.eq(kind))
                            .add(Column::Duty.is_in(owed)),
                    )
                    .add(Column::Unit.is_in(within.map(|unit| unit.0))),
            )
        });
    let found = row::Entity::find()
        .filter(Column::State.is_in([OPEN, STRUCK]))
        .filter(Column::Consequence.is_in([
            Consequence::OverdueEscalate.code(),
            Consequence::Remind.code(),
            Consequence::Block.code(),
        ]))
        .filter(own);
    lines(db, admin, units, found, DEADLINES_LISTED).await
}

/// The next running deadline of each subject, and whether it is overdue.
pub async fn next_of(
    db: &impl ConnectionTrait,
    subjects: impl Iterator<Item = SubjectCode>,
    now: UnixMs,
) -> Result<BTreeMap<SubjectCode, (UnixMs, bool)>, sea_orm::DbErr> {
    let subjects: Vec<_> = subjects
        .map(|subject| subject.as_str().to_owned())
        .collect();
    if subjects.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = row::Entity::find()
        .filter(Column::Subject.is_in(subjects))
        .filter(Column::State.is_in([OPEN, STRUCK]))
        .order_by_desc(Column::DueMs)
        .all(db)
        .await?;
    let is_duty = |row: &row::Model| {
        row.state == OPEN || row.consequence == Consequence::OverdueEscalate.code()
    };
    let next = rows.into_iter().filter(is_duty).filter_map(|row| {
        let overdue = row.due_ms <= now.0;
        Some((row.subject.parse().ok()?, (UnixMs(row.due_ms), overdue)))
    });
    // The earliest comes last and stays.
    Ok(next.collect())
}

async fn lines(
    db: &impl ConnectionTrait,
    admin: &Admin,
    units: &Units,
    found: Select<row::Entity>,
    most: u64,
) -> Result<Vec<DeadlineLine>, Refused> {
    let rows = found
        .order_by_asc(Column::DueMs)
        .order_by_asc(Column::Id)
        .limit(most)
        .all(db)
        .await?;
    let lines = rows.into_iter().map(|row| {
        let deadline = deadline_of(row)?;
        Ok::<_, DeadlineError>(line(admin, units, &deadline))
    });
    let mut lines = lines.collect::<Result<Vec<_>, _>>()?;
    let subjects = lines.iter().map(|line| line.subject.as_str());
    let named = names::of_subjects(db, units, names::subjects(subjects)).await?;
    for line in &mut lines {
        line.subject_name = named.get(&line.subject).cloned();
    }
    Ok(lines)
}

fn line(admin: &Admin, units: &Units, deadline: &Deadline) -> DeadlineLine {
    let terms = &deadline.terms;
    // The document whose word this is; the prefix of a clause names it.
    let document = document_of(&terms.basis.clause);
    let own = admin.rules().document_on(document, admin.today());
    let any = admin.rules().on(admin.today());
    let knows = |duty: &str| {
        own.into_iter()
            .chain(any)
            .find(|rulebook| rulebook.deadlines.contains_key(duty))
    };
    let rulebook = knows(&terms.duty);
    let kind = rulebook.and_then(|rulebook| rulebook.deadlines.get(&terms.duty));
    let holder = terms.holder.as_ref().and_then(|holder| {
        let post = rulebook.and_then(|rulebook| rulebook.posts.get(holder))?;
        Some(label(&post.label))
    });
    DeadlineLine {
        id: deadline.id,
        duty: terms.duty.clone(),
        label: kind.map_or_else(
            || Label {
                ja: terms.duty.clone(),
                en: terms.duty.clone(),
            },
            |kind| label(&kind.label),
        ),
        unit: terms.unit,
        unit_name: units.name(terms.unit).to_owned(),
        subject: terms.subject.as_str().to_owned(),
        subject_name: None,
        case: terms.subject.value_of::<CaseId>("case"),
        due: deadline.due_at,
        state: state_of(deadline, admin.now()),
        consequence: terms.consequence.code().to_owned(),
        clause: terms.basis.clause.clone(),
        holder,
        rule_words: label(&terms.rule.words()),
    }
}

/// A duty is overdue from its due moment on, whether or not the scheduler has looked.
fn state_of(deadline: &Deadline, now: UnixMs) -> DeadlineState {
    let is_duty = deadline.terms.consequence == Consequence::OverdueEscalate;
    match deadline.state {
        State::Open if is_duty && deadline.due_at <= now => DeadlineState::Overdue,
        State::Open => DeadlineState::Open,
        State::Struck { .. } if is_duty => DeadlineState::Overdue,
        State::Struck { .. } => DeadlineState::Struck,
        State::Met { .. } => DeadlineState::Done,
        State::Cancelled { .. } => DeadlineState::Cancelled,
        State::Superseded { .. } => DeadlineState::Superseded,
    }
}

fn in_state(state: DeadlineState, now: UnixMs) -> Condition {
    let escalates = || Column::Consequence.eq(Consequence::OverdueEscalate.code());
    let word = |word: &str| Condition::all().add(Column::State.eq(word));
    match state {
        DeadlineState::Open => word(OPEN).add(
            Condition::any()
                .add(Column::DueMs.gt(now.0))
                .add(Column::Consequence.ne(Consequence::OverdueEscalate.code())),
        ),
        DeadlineState::Overdue => Condition::all()
            .add(escalates())
            .add(Column::State.is_in([OPEN, STRUCK]))
            .add(Column::DueMs.lte(now.0)),
        DeadlineState::Struck => {
            word(STRUCK).add(Column::Consequence.ne(Consequence::OverdueEscalate.code()))
        }
        DeadlineState::Done => word("met"),
        DeadlineState::Cancelled => word("cancelled"),
        DeadlineState::Superseded => word("superseded"),
    }
}
