//! Who may see a case: whoever has or had a part in it, may take a step of it, or was told of it; at
//! a terminal at which a post of its document is one.

use std::collections::BTreeSet;

use admin_core::{
    authority::Matter,
    case::{Case, value::Value},
    post::unit::{UnitKind, UnitTree},
    rulebook::{Rulebook, workflow::Trigger},
};
use protocol::id::UnitId;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::store::{self, NamedIn, Stored};
use crate::{
    Admin,
    looks::Seen,
    signed_in::SignedIn,
    store::{StoreError, table::notice},
    trail::{self, Act},
    units::Units,
};

pub async fn may_see(
    db: &impl ConnectionTrait,
    admin: &Admin,
    person: &SignedIn,
    units: &Units,
    case: &Case,
    rulebook: &Rulebook,
) -> Result<bool, DbErr> {
    let is_here = person
        .posts_here(admin)
        .any(|held| held.post.document == case.document);
    let acts = may_act(admin, person, units, case, rulebook);
    if is_closed_to(db, person, case, rulebook).await? {
        // A post that takes no step of it hears of what goes wrong; one that does is named, or not.
        return Ok(!acts && was_told(db, admin, person, case).await?);
    }
    if (is_here && takes_part(person, case)) || acts {
        return Ok(true);
    }
    was_told(db, admin, person, case).await
}

/// Whether the case is for those alone whom another case names, and the person is none of them.
pub async fn is_closed_to(
    db: &impl ConnectionTrait,
    person: &SignedIn,
    case: &Case,
    rulebook: &Rulebook,
) -> Result<bool, DbErr> {
    let workflow = rulebook.workflows.get(&case.workflow);
    let Some(members) = workflow.and_then(|workflow| workflow.members.as_ref()) else {
        return Ok(false);
    };
    let Some(about) = case.values.get(&members.about.text).map(Value::key) else {
        return Ok(true);
    };
    let further = members.units.iter();
    let further = further.filter_map(|field| match case.values.get(&field.text) {
        Some(Value::Unit(unit)) => Some(*unit),
        _ => None,
    });
    let named = NamedIn {
        workflow: &members.workflow,
        state: &members.state,
        field: &members.field,
        about: &about,
    };
    let key = person.account.to_string();
    for unit in std::iter::once(case.unit).chain(further) {
        if store::names(db, &case.document, named, unit, &key).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn takes_part(person: &SignedIn, case: &Case) -> bool {
    let own = Some(person.account);
    let acted = |by, witness| by == own || witness == own;
    case.done.iter().any(|done| acted(done.by, done.witness))
        || case
            .approvals
            .iter()
            .any(|approval| Some(approval.by) == own)
}

/// Whether the person may take any step of the workflow, now or later.
pub fn may_act(
    admin: &Admin,
    person: &SignedIn,
    units: &UnitTree,
    case: &Case,
    rulebook: &Rulebook,
) -> bool {
    let Some(workflow) = rulebook.workflows.get(&case.workflow) else {
        return false;
    };
    let acts = workflow
        .steps
        .iter()
        .filter(|step| step.is_there(rulebook))
        .filter_map(|step| match &step.trigger {
            Trigger::Action(action) => Some((action.text.as_str(), case.taken_for(step))),
            Trigger::Deadline(_) | Trigger::Event(_) => None,
        });
    let acts: BTreeSet<_> = acts.collect();
    let (held, today) = (person.held(), admin.today());
    let holder = person.holder(&held);
    acts.into_iter().any(|(action, unit)| {
        let matter = Matter {
            unit,
            owner: case.owner(),
            kind: &case.workflow,
            state: &case.state,
        };
        let asked = rulebook
            .authority()
            .may(holder, action, &matter, units, today);
        asked.is_ok()
    })
}

/// A notice of the case went to a post that the person holds.
async fn was_told(
    db: &impl ConnectionTrait,
    admin: &Admin,
    person: &SignedIn,
    case: &Case,
) -> Result<bool, DbErr> {
    let found = notice::Entity::find()
        .filter(notice::Column::Case.eq(case.id.0))
        .filter(to_posts_of(admin, person))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Leaves the entry of a look at what is personal; once for each session and version.
pub async fn note_look(
    admin: &Admin,
    person: &SignedIn,
    stored: &Stored,
    act: &Act,
) -> Result<(), StoreError> {
    let shows_persons = stored.row.sealed.is_some() && stored.readable;
    let seen = Seen::Case(stored.case.id, stored.case.version);
    if !shows_persons || admin.looks().has(person.session, seen) {
        return Ok(());
    }
    let db = admin.db();
    db.write(async |txn| Ok::<_, StoreError>(trail::append(txn, act).await?))
        .await?;
    admin.looks().note(person.session, seen);
    Ok(())
}

/// Notices to the person, and to any post in which the person acts at this terminal.
pub fn to_posts_of(admin: &Admin, person: &SignedIn) -> Condition {
    let own = Condition::any().add(notice::Column::Account.eq(person.account.0));
    person.posts_here(admin).fold(own, |any, held| {
        any.add(
            Condition::all()
                .add(notice::Column::Document.eq(&held.post.document))
                .add(notice::Column::Post.eq(&held.post.kind))
                .add(notice::Column::Account.is_null())
                .add(notice::Column::Unit.eq(held.post.unit.0)),
        )
    })
}

/// The units within which a person's cases lie; nothing where posts reach beyond one headquarters,
/// as those of the agency and of a town do.
pub fn units_of(person: &SignedIn, units: &UnitTree) -> Option<Vec<UnitId>> {
    let reaches = |kind| matches!(kind, UnitKind::Npa | UnitKind::Regional | UnitKind::City);
    let mut own = BTreeSet::new();
    for held in &person.posts {
        let unit = units.get(held.post.unit)?;
        if reaches(unit.kind) {
            return None;
        }
        own.extend(units.headquarters_of(unit.id));
    }
    let within = |id: UnitId| {
        let headquarters = units.headquarters_of(id);
        headquarters.is_some_and(|headquarters| own.contains(&headquarters))
    };
    Some(
        units
            .all()
            .map(|unit| unit.id)
            .filter(|id| within(*id))
            .collect(),
    )
}
