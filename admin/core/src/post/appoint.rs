//! Who may register, change, delete and grant whose credentials (VR-3.1 and its like, A6).

use jiff::civil::Date;
use protocol::id::{AccountId, UnitId};

use super::{Post, Title, unit::UnitTree};
use crate::{
    authority::Basis,
    rulebook::{
        Rulebook,
        posts::{AppointAct, Appointment, PostKind, Scope},
    },
};

/// Whom an act of appointing concerns.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    pub person: AccountId,
    pub kind: &'a str,
    pub unit: UnitId,
}

pub type Refused = super::Refused<Reason>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    PostUnknown,
    /// This unit has no such post.
    WrongUnit,
    /// Nobody changes the own rights.
    OwnRights,
    AppointsOwnPost,
    NotInMatrix,
    /// Allowed, but not in this unit.
    OutOfScope,
    /// The post has a holder in this unit.
    Held,
    /// The person holds the same post on some of these days.
    HeldAlready,
    /// The last day is past: a post that is over does not come back.
    Over,
    EndsBeforeBeginning,
}

/// Asks the matrix, for the posts that `actor` holds today.
pub fn may_appoint<'a>(
    rulebook: &'a Rulebook,
    units: &UnitTree,
    actor: AccountId,
    posts: &'a [Post],
    act: AppointAct,
    target: Target<'_>,
    today: Date,
) -> Result<Basis<'a>, Refused> {
    let Some(kind) = rulebook.posts.get(target.kind) else {
        return Refused::because(Reason::PostUnknown, &rulebook.document.clause);
    };
    if !stands_in(kind, target.unit, units) {
        return Refused::because(Reason::WrongUnit, &kind.clause);
    }
    let rows = rulebook.appointments.iter();
    let mut rows = rows.filter(|row| row.names(target.kind)).peekable();
    // The first row says who might have done it.
    let clause = rows.peek().map_or(&kind.clause, |row| &row.clause);
    if actor == target.person {
        return Refused::because(Reason::OwnRights, clause);
    }
    let held: Vec<_> = own_posts(rulebook, posts, actor, today).collect();
    if appoints_one_of(rulebook, target.kind, &held) {
        return Refused::because(Reason::AppointsOwnPost, clause);
    }
    let mut reason = Reason::NotInMatrix;
    for row in rows.filter(|row| row.acts.contains(&act)) {
        for post in held.iter().filter(|post| post.kind == *row.grantor) {
            if within(row.scope, post.unit, target.unit, units) {
                return Ok(Basis {
                    clause: &row.clause,
                    post,
                });
            }
            reason = Reason::OutOfScope;
        }
    }
    Refused::because(reason, clause)
}

/// The first own post by which somebody may do an act of the matrix to anybody at all.
pub fn appoints_somebody<'a>(
    rulebook: &'a Rulebook,
    actor: AccountId,
    posts: &'a [Post],
    act: AppointAct,
    today: Date,
) -> Result<Basis<'a>, Refused> {
    for post in own_posts(rulebook, posts, actor, today) {
        let mut rows = rulebook.appointments.iter();
        let row = rows.find(|row| post.kind == *row.grantor && row.acts.contains(&act));
        if let Some(row) = row {
            let clause = &row.clause;
            return Ok(Basis { clause, post });
        }
    }
    let first = rulebook.appointments.first();
    let clause = first.map_or(&*rulebook.document.clause, |row| &*row.clause);
    Refused::because(Reason::NotInMatrix, clause)
}

/// The new post of somebody who may be given it. `others` are all posts of that kind and unit.
pub fn appointed(
    rulebook: &Rulebook,
    others: &[Post],
    by: AccountId,
    allowed: &Basis<'_>,
    target: Target<'_>,
    from: Date,
    to: Option<Date>,
) -> Result<Post, Refused> {
    if to.is_some_and(|last| last < from) {
        return Refused::because(Reason::EndsBeforeBeginning, allowed.clause);
    }
    let same = |other: &&Post| other.kind == target.kind && other.unit == target.unit;
    let in_the_way = |other: &&Post| same(other) && overlaps(other, from, to);
    let mut in_the_way = others.iter().filter(in_the_way).peekable();
    if is_single(rulebook, target.kind) && in_the_way.peek().is_some() {
        return Refused::because(Reason::Held, allowed.clause);
    }
    if in_the_way.any(|other| other.person == target.person) {
        return Refused::because(Reason::HeldAlready, allowed.clause);
    }
    Ok(Post {
        document: rulebook.document.code.clone(),
        kind: target.kind.to_owned(),
        person: target.person,
        unit: target.unit,
        from,
        to,
        title: Title::AppointedBy(by),
        basis: allowed.clause.to_owned(),
    })
}

/// The same post with another last day. `others` are the posts of that kind and unit besides it:
/// what a longer one would newly share days with stands in its way. A deputy acts in the holder's
/// post, so that those days are not shared.
pub fn with_end(
    rulebook: &Rulebook,
    others: &[Post],
    post: &Post,
    to: Option<Date>,
    today: Date,
    clause: &str,
) -> Result<Post, Refused> {
    if post.to.is_some_and(|last| last < today) {
        return Refused::because(Reason::Over, clause);
    }
    let in_the_way = |other: &&Post| {
        let one_acts_for_the_other = other.is_delegated() || post.is_delegated();
        !one_acts_for_the_other
            && overlaps(other, post.from, to)
            && !overlaps(other, post.from, post.to)
    };
    let mut in_the_way = others.iter().filter(in_the_way).peekable();
    if is_single(rulebook, &post.kind) && in_the_way.peek().is_some() {
        return Refused::because(Reason::Held, clause);
    }
    if in_the_way.any(|other| other.person == post.person) {
        return Refused::because(Reason::HeldAlready, clause);
    }
    Ok(Post { to, ..post.clone() })
}

fn is_single(rulebook: &Rulebook, kind: &str) -> bool {
    rulebook.posts.get(kind).is_some_and(|kind| kind.single)
}

fn overlaps(other: &Post, from: Date, to: Option<Date>) -> bool {
    other.to.is_none_or(|last| last >= from) && to.is_none_or(|last| other.from <= last)
}

/// Whether units of this kind have the post.
pub fn stands_in(kind: &PostKind, unit: UnitId, units: &UnitTree) -> bool {
    units
        .get(unit)
        .is_some_and(|unit| kind.units.contains(&unit.kind))
}

/// A deputy acts for a chief, but the matrix is the chief's own: delegated posts appoint nobody.
fn own_posts<'a>(
    rulebook: &'a Rulebook,
    posts: &'a [Post],
    actor: AccountId,
    today: Date,
) -> impl Iterator<Item = &'a Post> {
    let own = move |post: &&Post| {
        post.document == rulebook.document.code
            && post.is_held_by(actor, today)
            && !post.is_delegated()
    };
    posts.iter().filter(own)
}

fn appoints_one_of(rulebook: &Rulebook, kind: &str, held: &[&Post]) -> bool {
    let names_one = |row: &Appointment| held.iter().any(|post| row.names(&post.kind));
    rulebook
        .appointments
        .iter()
        .any(|row| *row.grantor == *kind && names_one(row))
}

/// Whether a unit lies within the scope of what somebody does in another.
pub fn within(scope: Scope, grantor: UnitId, target: UnitId, units: &UnitTree) -> bool {
    match scope {
        Scope::Any => true,
        Scope::SameHeadquarters => units.same_headquarters(grantor, target),
        Scope::SameUnit | Scope::SameGroup => grantor == target,
        Scope::Below => units.is_within(target, grantor),
    }
}

#[cfg(test)]
mod tests;
