//! Deputies [代理]: a holder lets another act in the own post for some days (O-16).

use jiff::civil::Date;
use protocol::id::AccountId;

use super::{Post, Title};
use crate::{
    limits::DELEGATION_DAYS,
    rulebook::{Rulebook, flaw::names},
};

pub type Refused = super::Refused<Reason>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Only the holder delegates the post, and never a deputy.
    NotHolder,
    /// Nobody is the own deputy.
    OwnDeputy,
    /// The other holds no post that may act for this one.
    NoDeputyPost,
    /// A delegation has a last day, at most [`DELEGATION_DAYS`] on.
    Period,
}

/// The deputy's post for these days. `deputy` are the posts that the deputy holds.
pub fn delegate(
    rulebook: &Rulebook,
    post: &Post,
    by: AccountId,
    deputy: &[Post],
    from: Date,
    to: Date,
) -> Result<Post, Refused> {
    let kind = rulebook.posts.get(&post.kind);
    let clause = kind.map_or(post.basis.as_str(), |kind| &kind.clause.text);
    let refuse = |reason| Refused::because(reason, clause);
    if !post.is_held_by(by, from) || post.is_delegated() {
        return refuse(Reason::NotHolder);
    }
    let days = from.until(to).map_or(-1, |span| span.get_days());
    if !(0..DELEGATION_DAYS).contains(&days) {
        return refuse(Reason::Period);
    }
    let suited = |other: &&Post| {
        other.is_held(from)
            && other.document == post.document
            && !other.is_delegated()
            && kind.is_some_and(|own| names(&own.deputies, &other.kind))
    };
    let Some(deputy) = deputy.iter().find(suited) else {
        return refuse(Reason::NoDeputyPost);
    };
    if deputy.person == by {
        return refuse(Reason::OwnDeputy);
    }
    Ok(Post {
        person: deputy.person,
        from,
        // A deputy is never longer in the post than its holder.
        to: Some(post.to.map_or(to, |last| last.min(to))),
        title: Title::DelegatedBy(by),
        ..post.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        rulebook::{Source, embedded},
        world::{HQ, person, post},
    };

    /// Video reporting with operators as deputies of their manager.
    fn rulebook() -> Rulebook {
        let changed = |source: &Source<'_>| {
            let from = "code = \"hq_operations_manager\"";
            source.text.replace(
                from,
                &format!("{from}\ndeputies = [\"reception_operator\"]"),
            )
        };
        let texts: Vec<_> = embedded::VIDEO_REPORTING.iter().map(changed).collect();
        let sources = embedded::VIDEO_REPORTING.iter().zip(&texts);
        let sources: Vec<_> = sources
            .map(|(source, text)| Source {
                name: source.name,
                text,
            })
            .collect();
        Rulebook::load(&sources, &embedded::clauses()).unwrap()
    }

    fn delegated(
        by: u8,
        deputy: u8,
        deputy_kind: &str,
        from: &str,
        to: &str,
    ) -> Result<Post, Reason> {
        let rulebook = rulebook();
        let mut own = post(&rulebook, 1, "hq_operations_manager", HQ);
        own.to = Some("2027-03-31".parse().unwrap());
        let others = [post(&rulebook, deputy, deputy_kind, HQ)];
        let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
        delegate(&rulebook, &own, person(by), &others, from, to).map_err(|refused| {
            assert_eq!(refused.clause, "VR-3.1.3");
            refused.reason
        })
    }

    #[test]
    fn a_deputy_holds_the_post_for_the_days_named_and_no_longer_than_its_holder() {
        let post = delegated(1, 2, "reception_operator", "2026-12-01", "2026-12-03").unwrap();
        assert_eq!(
            (post.person, post.kind.as_str()),
            (person(2), "hq_operations_manager")
        );
        assert_eq!(post.title, Title::DelegatedBy(person(1)));
        assert!(
            post.is_held("2026-12-03".parse().unwrap())
                && !post.is_held("2026-12-04".parse().unwrap())
        );
        let longer = delegated(1, 2, "reception_operator", "2027-03-01", "2027-04-30").unwrap();
        assert_eq!(longer.to, Some("2027-03-31".parse().unwrap()));
    }

    #[test]
    fn what_is_no_delegation_is_refused() {
        let table = [
            (
                3,
                2,
                "reception_operator",
                "2026-12-01",
                "2026-12-03",
                Reason::NotHolder,
            ),
            (
                1,
                1,
                "reception_operator",
                "2026-12-01",
                "2026-12-03",
                Reason::OwnDeputy,
            ),
            (
                1,
                2,
                "hq_system_manager",
                "2026-12-01",
                "2026-12-03",
                Reason::NoDeputyPost,
            ),
            (
                1,
                2,
                "reception_operator",
                "2026-12-03",
                "2026-12-02",
                Reason::Period,
            ),
            (
                1,
                2,
                "reception_operator",
                "2026-12-01",
                "2028-12-01",
                Reason::Period,
            ),
            (
                1,
                2,
                "reception_operator",
                "2027-04-01",
                "2027-04-02",
                Reason::NotHolder,
            ),
        ];
        for (by, deputy, kind, from, to, reason) in table {
            assert_eq!(delegated(by, deputy, kind, from, to), Err(reason), "{from}");
        }
    }
}
