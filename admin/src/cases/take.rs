//! One step of one case inside a transaction.

use std::{collections::BTreeMap, sync::Arc};

use admin_core::{
    case::{
        Case, Command, Context, Effects, Refusal, decide,
        questions::{self, Question},
    },
    rulebook::Rulebook,
};
use http::StatusCode;
use protocol::{
    admin::form::FieldValues,
    id::{CaseId, UnitId},
};
use sea_orm::DatabaseTransaction;

use super::{
    answers, counted, effects, see,
    store::{self, Stored},
    things,
};
use crate::{
    Admin, documents, posts,
    problem::{Refused, not_found_problem, status_of},
    random,
    signed_in::SignedIn,
    store::{StoreError, table::rulebook_case},
    trail::{self, Act, Action, Subject},
    units::Units,
};

/// Who takes a step, and who stands beside.
#[derive(Clone, Copy)]
pub struct Taker<'a> {
    pub admin: &'a Admin,
    pub units: &'a Units,
    pub person: &'a SignedIn,
    pub witness: Option<&'a SignedIn>,
    /// What the step stands for is done in the same transaction: a link goes out, a copy is
    /// fetched. Never where a step is asked for by its name.
    pub with_effect: bool,
}

/// A case to be begun.
#[derive(Clone, Debug)]
pub struct Begin {
    /// Chosen by who asks, so that a second press finds the first; a new one where absent.
    pub id: Option<CaseId>,
    pub document: String,
    pub workflow: String,
    /// The unit of the person's post where absent.
    pub unit: Option<UnitId>,
    pub step: String,
    pub values: FieldValues,
}

/// A step that was taken.
#[derive(Debug)]
pub struct Taken {
    pub stored: Stored,
    pub rulebook: Arc<Rulebook>,
    pub effects: Effects,
}

/// A step that was not taken. The transaction has to be given up; [`refused`] remembers it.
#[derive(Debug)]
pub struct NotTaken {
    pub refused: Refused,
    /// The boxes that are not ticked, where a guard asks for certain ones.
    pub ticks: Vec<String>,
    /// What the trail remembers of it.
    remembered: Remembered,
}

#[derive(Debug)]
enum Remembered {
    /// The rules refused a step.
    Mark(Box<Act>),
    Act(Box<Act>),
    /// A fault of ours, or nobody is signed in.
    Nothing,
}

impl<E: Into<Refused>> From<E> for NotTaken {
    fn from(error: E) -> Self {
        Self {
            refused: error.into(),
            ticks: Vec::new(),
            remembered: Remembered::Nothing,
        }
    }
}

/// Writes a refusal into the trail and hands it on.
pub async fn refused(admin: &Admin, not: NotTaken) -> Result<Refused, Refused> {
    let NotTaken {
        refused,
        remembered,
        ticks: _,
    } = not;
    match remembered {
        Remembered::Nothing => Ok(refused),
        Remembered::Act(act) => admin.remember_refusal(*act, refused).await,
        Remembered::Mark(mark) => {
            admin
                .db()
                .write(async |txn| Ok::<_, Refused>(trail::append(txn, &mark).await?))
                .await?;
            Ok(refused)
        }
    }
}

/// Begins a case with its first step, under the version that is in force today for its unit.
pub async fn begin(
    txn: &DatabaseTransaction,
    taker: Taker<'_>,
    begin: Begin,
) -> Result<Taken, NotTaken> {
    let Taker {
        admin,
        units,
        person,
        ..
    } = taker;
    admin.still(txn, person).await?;
    if let Some(clause) = admin.apart_from(person, &begin.document) {
        let mut nothing = not_there(taker, None);
        nothing.refused = nothing.refused.clause(clause);
        return Err(nothing);
    }
    let unit = begin
        .unit
        .unwrap_or_else(|| person.unit_in(&begin.document));
    let known = units.get(unit).is_some();
    let rulebook = admin.rulebook(txn, &begin.document, unit).await;
    let rulebook = rulebook.ok().filter(|_| known);
    let workflow = rulebook
        .as_ref()
        .and_then(|rulebook| rulebook.workflows.get(&begin.workflow));
    let (Some(rulebook), Some(workflow)) = (&rulebook, workflow) else {
        return Err(not_there(taker, None));
    };
    if let Err(refused) = documents::must_be_on(txn, units, rulebook, unit).await {
        let mut off = not_there(taker, None);
        off.refused = refused;
        return Err(off);
    }
    let id = begin
        .id
        .unwrap_or_else(|| CaseId::new(admin.now(), random::id()));
    if store::find_row(txn, id).await?.is_some() {
        return Err(begun_already(taker, id, &workflow.clause));
    }
    let blank = Case::blank(id, unit, rulebook, workflow);
    let command = command(taker, &begin.step, 0, &begin.values)?;
    let effects = decided(txn, taker, &blank, &command, rulebook).await?;
    let row = store::insert(txn, admin.keys(), &effects.case, rulebook, admin.now()).await?;
    finish(txn, taker, row, rulebook.clone(), effects).await
}

/// Takes a step of a case, under the version that the case was opened under.
pub async fn take(
    txn: &DatabaseTransaction,
    taker: Taker<'_>,
    id: CaseId,
    step: &str,
    seen: u32,
    values: &FieldValues,
) -> Result<Taken, NotTaken> {
    let Taker { admin, person, .. } = taker;
    admin.still(txn, person).await?;
    let Some(row) = store::find_row(txn, id).await? else {
        return Err(not_there(taker, Some(id)));
    };
    let stored = store::open(admin.keys(), row).await?;
    let before = stored.case;
    let rulebook = store::rulebook_of(txn, admin, &before).await?;
    if !see::may_see(txn, admin, person, taker.units, &before, &rulebook).await? {
        return Err(not_there(taker, Some(id)));
    }
    let command = command(taker, step, seen, values)?;
    let effects = decided(txn, taker, &before, &command, &rulebook).await?;
    let keys = admin.keys();
    if !store::update(txn, keys, &before, &effects.case, &rulebook, admin.now()).await? {
        let refused = posts::changed().clause(&effects.mark.clause);
        return Err(NotTaken {
            refused,
            ticks: Vec::new(),
            remembered: Remembered::Mark(Box::new(effects.mark.refused())),
        });
    }
    let row = store::find_row(txn, id).await?;
    let row = row.ok_or_else(|| missing(&before))?;
    finish(txn, taker, row, rulebook, effects).await
}

/// The step could be taken, and was not.
enum Tried {
    Could,
    Not(NotTaken),
}

impl From<StoreError> for Tried {
    fn from(error: StoreError) -> Self {
        Self::Not(Refused::from(error).into())
    }
}

/// A step as it would be taken; nothing of it stays.
pub async fn try_take(
    taker: Taker<'_>,
    id: CaseId,
    step: &str,
    seen: u32,
    values: &FieldValues,
) -> Result<(), NotTaken> {
    let tried = taker.admin.db().write(async |txn| {
        let taken = take(txn, taker, id, step, seen, values).await;
        Err::<(), _>(match taken {
            Ok(_) => Tried::Could,
            Err(not) => Tried::Not(not),
        })
    });
    match tried.await {
        Ok(()) | Err(Tried::Could) => Ok(()),
        Err(Tried::Not(not)) => Err(not),
    }
}

async fn decided(
    txn: &DatabaseTransaction,
    taker: Taker<'_>,
    case: &Case,
    command: &Command,
    rulebook: &Rulebook,
) -> Result<Effects, NotTaken> {
    let Taker {
        admin,
        units,
        person,
        witness,
        ..
    } = taker;
    let command = &counted::with(txn, (case, rulebook), units, command, admin.now()).await?;
    let posts = person.held();
    let witness_posts = witness.map(SignedIn::held).unwrap_or_default();
    let nothing = BTreeMap::new();
    let context = Context {
        rulebook,
        units,
        holder: person.holder(&posts),
        witness: witness.map(|witness| witness.holder(&witness_posts)),
        now: admin.now(),
        answers: &nothing,
    };
    let asked = questions::of(case, command, &context);
    let asked = asked.map_err(|refusal| by_rule(&refusal, case, command, &context))?;
    let mut answers = answers::to(txn, admin, case, &asked).await?;
    if asked.contains(&Question::Factor)
        && let Some(given) = answers::factor(txn, person).await?
    {
        answers.insert(Question::Factor, given);
    }
    let context = Context {
        answers: &answers,
        ..context
    };
    let decided = decide(case, command, &context);
    let mut effects = decided.map_err(|refusal| by_rule(&refusal, case, command, &context))?;
    let after = (&effects.case, store::form_of(case, rulebook));
    let exist = answers::all_exist(txn, admin, units, person, after, case).await?;
    exist.map_err(|field| unknown_value(taker, case, &field, rulebook))?;
    things::name(txn, admin, &mut effects).await?;
    Ok(effects)
}

async fn finish(
    txn: &DatabaseTransaction,
    taker: Taker<'_>,
    row: rulebook_case::Model,
    rulebook: Arc<Rulebook>,
    effects: Effects,
) -> Result<Taken, NotTaken> {
    effects::store(txn, taker.admin, Some(taker.person), &effects, &rulebook).await?;
    Ok(Taken {
        stored: Stored {
            case: effects.case.clone(),
            row,
            readable: true,
        },
        rulebook,
        effects,
    })
}

fn command(
    taker: Taker<'_>,
    step: &str,
    seen: u32,
    values: &FieldValues,
) -> Result<Command, Refused> {
    let values = values.iter().map(|(field, value)| {
        let json = serde_json::to_value(value).map_err(Refused::internal)?;
        Ok::<_, Refused>((field.clone(), json))
    });
    Ok(Command {
        step: step.to_owned(),
        seen,
        values: values.collect::<Result<_, _>>()?,
        with_effect: taker.with_effect,
    })
}

fn by_rule(refusal: &Refusal, case: &Case, command: &Command, context: &Context<'_>) -> NotTaken {
    NotTaken {
        refused: refused_by(refusal),
        ticks: refusal.ticks.clone(),
        remembered: Remembered::Mark(Box::new(refusal.mark(case, command, context))),
    }
}

/// A refusal of the rules as it goes out.
pub(super) fn refused_by(refusal: &Refusal) -> Refused {
    let status = status_of(refusal.cause.class());
    let (ja, en) = (&refusal.message.ja, &refusal.message.en);
    let refused = Refused::new(status, refusal.code(), ja, en).clause(&refusal.clause);
    match refusal.fields.first() {
        Some(field) => refused.field(field),
        None => refused,
    }
}

/// What the person may not see is not there.
fn not_there(taker: Taker<'_>, case: Option<CaseId>) -> NotTaken {
    let act = taker.person.act(taker.admin.now(), Action::TakeStep);
    let act = match case {
        Some(case) => act.about(Subject::Case(case)),
        None => act,
    };
    NotTaken {
        refused: not_found_problem(),
        ticks: Vec::new(),
        remembered: Remembered::Act(Box::new(act)),
    }
}

fn begun_already(taker: Taker<'_>, id: CaseId, clause: &str) -> NotTaken {
    let act = taker.person.act(taker.admin.now(), Action::TakeStep);
    NotTaken {
        refused: Refused::new(
            StatusCode::CONFLICT,
            "begun_already",
            "この案件は、すでに作成されています。",
            "This case has begun already.",
        )
        .clause(clause),
        ticks: Vec::new(),
        remembered: Remembered::Act(Box::new(act.about(Subject::Case(id)))),
    }
}

fn unknown_value(taker: Taker<'_>, case: &Case, field: &str, rulebook: &Rulebook) -> NotTaken {
    let form = store::form_of(case, rulebook);
    let known = form.and_then(|form| form.field(field));
    let (ja, en) = known.map_or(("", ""), |field| (&field.label.ja, &field.label.en));
    let clause = known.map_or(&rulebook.document.clause, |field| &field.clause.text);
    let act = taker.person.act(taker.admin.now(), Action::TakeStep);
    NotTaken {
        refused: Refused::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "value_unknown",
            format!("指定したものが見つかりません({ja})。"),
            format!("What was named does not exist ({en})."),
        )
        .clause(clause)
        .field(field),
        ticks: Vec::new(),
        remembered: Remembered::Act(Box::new(act.about(Subject::Case(case.id)))),
    }
}

fn missing(case: &Case) -> Refused {
    let Case { id, rulebook, .. } = case;
    Refused::internal(format!("the rulebook {rulebook} of case {id} is missing"))
}
