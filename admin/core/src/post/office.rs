//! Offices: ex-officio posts move with their office the same day, and a transferred person leaves
//! the posts of the old unit.

use jiff::civil::Date;
use protocol::id::{AccountId, UnitId};

use super::{Change, Post, Title, appoint::stands_in, unit::UnitTree};
use crate::rulebook::Rulebook;

/// An office of one unit and who holds it from a day on.
#[derive(Clone, Copy, Debug)]
pub struct Handover<'a> {
    pub office: &'a str,
    pub unit: UnitId,
    pub holder: AccountId,
    pub on: Date,
}

/// Every post that is bound to the office leaves the old holder and comes to the new one.
pub fn hand_over(
    rulebook: &Rulebook,
    units: &UnitTree,
    posts: &[Post],
    handover: Handover<'_>,
) -> Vec<Change> {
    let Handover {
        office,
        unit,
        holder,
        on,
    } = handover;
    let mut changes = Vec::new();
    let bound = rulebook
        .posts
        .values()
        .filter(|kind| kind.office.as_deref() == Some(office));
    for kind in bound.filter(|kind| stands_in(kind, unit, units)) {
        let of_office = |post: &&Post| {
            post.document == rulebook.document.code && post.kind == kind.code && post.unit == unit
        };
        let held = posts
            .iter()
            .filter(of_office)
            .filter(|post| post.to.is_none_or(|last| last >= on));
        let mut stays = false;
        for post in held {
            if post.person == holder && !post.is_delegated() {
                stays = true;
            } else {
                changes.push(Change::End(post.ended(day_before(on))));
            }
        }
        if !stays {
            changes.push(Change::Begin(Post {
                document: rulebook.document.code.clone(),
                kind: kind.code.clone(),
                person: holder,
                unit,
                from: on,
                to: None,
                title: Title::ExOfficio {
                    office: office.to_owned(),
                },
                basis: kind.clause.text.clone(),
            }));
        }
    }
    changes
}

/// A person leaves a unit: posts held there, also by delegation, end with the day before.
pub fn transfer(posts: &[Post], person: AccountId, from: UnitId, on: Date) -> Vec<Change> {
    let held_there = |post: &&Post| {
        post.person == person && post.unit == from && post.to.is_none_or(|last| last >= on)
    };
    let ended = |post: &Post| Change::End(post.ended(day_before(on)));
    let mut changes: Vec<_> = posts.iter().filter(held_there).map(ended).collect();
    // Who acts for somebody acts no longer than the other holds the post.
    let deputised = |post: &&Post| {
        post.title == Title::DelegatedBy(person)
            && post.unit == from
            && post.to.is_none_or(|last| last >= on)
    };
    changes.extend(posts.iter().filter(deputised).map(ended));
    changes
}

fn day_before(day: Date) -> Date {
    day.yesterday().unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        rulebook::{Source, embedded},
        world::{HQ, OTHER_HQ, person, post, unit, units},
    };

    /// Video reporting with two posts bound to one office, as in the wearable-camera rules (O-10).
    fn rulebook() -> Rulebook {
        let bound = |source: &Source<'_>| {
            let office = "office = \"communications_division_head\"";
            ["hq_operations_chief", "hq_system_chief"].into_iter().fold(
                source.text.to_owned(),
                |text, post| {
                    text.replace(
                        &format!("code = \"{post}\""),
                        &format!("code = \"{post}\"\n{office}"),
                    )
                },
            )
        };
        let texts: Vec<_> = embedded::VIDEO_REPORTING.iter().map(bound).collect();
        let sources = embedded::VIDEO_REPORTING.iter().zip(&texts);
        let sources: Vec<_> = sources
            .map(|(source, text)| Source {
                name: source.name,
                text,
            })
            .collect();
        Rulebook::load(&sources, &embedded::clauses()).unwrap()
    }

    fn handover<'a>(holder: u8) -> Handover<'a> {
        Handover {
            office: "communications_division_head",
            unit: unit(HQ),
            holder: person(holder),
            on: "2026-12-01".parse().unwrap(),
        }
    }

    fn apply(posts: &mut Vec<Post>, changes: Vec<Change>) {
        for change in changes {
            match change {
                Change::Begin(post) => posts.push(post),
                Change::End(ended) => {
                    let same = |post: &Post| post.person == ended.person && post.kind == ended.kind;
                    let at = posts.iter().position(same).unwrap();
                    posts[at] = ended;
                }
            }
        }
    }

    #[test]
    fn both_posts_of_an_office_move_the_same_day() {
        let rulebook = rulebook();
        let mut posts = vec![
            post(&rulebook, 1, "hq_operations_chief", HQ),
            post(&rulebook, 1, "hq_system_chief", HQ),
            post(&rulebook, 3, "hq_operations_chief", OTHER_HQ),
        ];
        let changes = hand_over(&rulebook, &units(), &posts, handover(2));
        assert_eq!(changes.len(), 4);
        apply(&mut posts, changes);
        let holders = |day: &str| {
            let day = day.parse().unwrap();
            let held = posts
                .iter()
                .filter(|post| post.unit == unit(HQ) && post.is_held(day));
            held.map(|post| post.person).collect::<Vec<_>>()
        };
        assert_eq!(holders("2026-11-30"), [person(1), person(1)]);
        assert_eq!(holders("2026-12-01"), [person(2), person(2)]);
        assert!(
            hand_over(&rulebook, &units(), &posts, handover(2)).is_empty(),
            "nothing changes twice"
        );
    }

    #[test]
    fn a_transfer_ends_the_posts_of_the_old_unit_and_those_lent_from_it() {
        let rulebook = rulebook();
        let mut lent = post(&rulebook, 2, "hq_operations_manager", HQ);
        lent.title = Title::DelegatedBy(person(1));
        let posts = [
            post(&rulebook, 1, "hq_operations_manager", HQ),
            post(&rulebook, 1, "hq_operations_manager", OTHER_HQ),
            lent,
            post(&rulebook, 2, "reception_operator", HQ),
        ];
        let changes = transfer(&posts, person(1), unit(HQ), "2026-12-01".parse().unwrap());
        let last = "2026-11-30".parse().unwrap();
        assert_eq!(
            changes,
            [
                Change::End(posts[0].ended(last)),
                Change::End(posts[2].ended(last))
            ]
        );
    }
}
