//! Whether somebody may, asked of the grants of every document; and how a refusal is remembered.

use std::sync::Arc;

use admin_core::{
    authority::{Holder, Matter, NotAllowed},
    post::{Post, unit::UnitTree},
    rulebook::Rulebook,
};
use protocol::id::UnitId;
use sea_orm::ConnectionTrait;

use crate::{
    Admin,
    problem::{self, Refused},
    sessions,
    signed_in::{SignedIn, not_signed_in},
    trail::{self, Act, Action},
};

impl Admin {
    /// Asks the grants about an act in the person's own unit; [`Admin::authorise_on`] says what
    /// comes back and what a refusal leaves.
    pub async fn authorise(&self, person: &SignedIn, action: Action) -> Result<SignedIn, Refused> {
        self.authorise_on(person, action, &own(person)).await
    }

    /// Asks the grants of every document about an act on a matter. The person comes back in the
    /// post that was enough, so that the trail tells it; a refusal leaves its entry in the trail
    /// and goes out as 403 with its clause. Not to be called inside a write transaction: see
    /// [`Admin::may`].
    pub async fn authorise_on(
        &self,
        person: &SignedIn,
        action: Action,
        matter: &Matter<'_>,
    ) -> Result<SignedIn, Refused> {
        let units = self.units().await?;
        match self.may(person, action.code(), matter, &units) {
            Ok(post) => Ok(person.clone().acting(&post, &units)),
            Err(refused) => Err(self.refuse(person, action, refused).await?),
        }
    }

    /// The same of what belongs to one document, whose own grants decide (O-32).
    pub async fn authorise_in(
        &self,
        document: &str,
        person: &SignedIn,
        action: Action,
        matter: &Matter<'_>,
    ) -> Result<SignedIn, Refused> {
        let units = self.units().await?;
        match self.may_in(document, person, action.code(), matter, &units) {
            Ok(post) => Ok(person.clone().acting(&post, &units)),
            Err(refused) => Err(self.refuse(person, action, refused).await?),
        }
    }

    /// The same question without an entry in the trail: the post that is enough.
    pub fn may(
        &self,
        person: &SignedIn,
        action: &str,
        matter: &Matter<'_>,
        units: &UnitTree,
    ) -> Result<Post, Refused> {
        self.may_by(|_| true, person, action, matter, units)
    }

    /// The same, asked of the grants of one document.
    pub fn may_in(
        &self,
        document: &str,
        person: &SignedIn,
        action: &str,
        matter: &Matter<'_>,
        units: &UnitTree,
    ) -> Result<Post, Refused> {
        let own = |rulebook: &Rulebook| rulebook.document.code == document;
        self.may_by(own, person, action, matter, units)
    }

    fn may_by(
        &self,
        asked: impl Fn(&Rulebook) -> bool,
        person: &SignedIn,
        action: &str,
        matter: &Matter<'_>,
        units: &UnitTree,
    ) -> Result<Post, Refused> {
        let (held, today) = (person.held(), self.today());
        let holder = person.holder(&held);
        if let Some(clause) = self.apart(&held, action) {
            return Err(problem::not_found_problem().clause(clause));
        }
        let mut refused = None;
        for rulebook in self.rules().on(today) {
            let authority = rulebook.authority();
            if !asked(rulebook) || !authority.knows(action) {
                continue;
            }
            let posts = match self.is_about(rulebook, matter.unit, units) {
                true => holder.posts,
                false => &[],
            };
            let holder = Holder { posts, ..holder };
            match authority.may(holder, action, matter, units, today) {
                Ok(basis) => return Ok(basis.post.clone()),
                Err(denied) => {
                    // The words of a document in which the person holds a post come first.
                    let document = &rulebook.document.code;
                    let own = held.iter().any(|post| post.document == *document);
                    if own || refused.is_none() {
                        refused = Some(Refused::from(denied));
                    }
                }
            }
        }
        Err(refused.unwrap_or_else(|| {
            let clause = "VR-3.1";
            Refused::from(NotAllowed { clause })
        }))
    }

    /// A document that stands apart is about the units of its own posts and no others; the rest is
    /// about none of those (CC-0).
    fn is_about(&self, rulebook: &Rulebook, unit: UnitId, units: &UnitTree) -> bool {
        let Some(unit) = units.get(unit) else {
            return true;
        };
        let has_posts = |rulebook: &Rulebook| {
            let mut posts = rulebook.posts.values();
            posts.any(|post| post.units.contains(&unit.kind))
        };
        match rulebook.document.apart {
            Some(_) => has_posts(rulebook),
            None => !self
                .rules()
                .on(self.today())
                .any(|other| other.document.apart.is_some() && has_posts(other)),
        }
    }

    /// The clause by which whoever holds these posts finds nothing of other documents, where this
    /// is an act of another one.
    fn apart(&self, held: &[Post], action: &str) -> Option<&str> {
        self.apart_unless(held, |rulebook| rulebook.authority().knows(action))
    }

    /// The same of a whole document.
    pub(crate) fn apart_from(&self, person: &SignedIn, document: &str) -> Option<&str> {
        self.apart_unless(&person.held(), |rulebook| {
            rulebook.document.code == document
        })
    }

    fn apart_unless(&self, held: &[Post], knows: impl Fn(&Rulebook) -> bool) -> Option<&str> {
        let own = |rulebook: &&Arc<Rulebook>| {
            let code = &rulebook.document.code;
            held.iter().any(|post| post.document == *code)
        };
        let mut found = None;
        for rulebook in self.rules().on(self.today()).filter(own) {
            if knows(rulebook) {
                return None;
            }
            found = Some(rulebook.document.apart.as_deref()?);
        }
        found
    }

    /// Makes sure, inside the transaction of an act, that the session runs and that the posts are
    /// still those that were asked about: an approver may be revoked while the act is under way.
    pub async fn still(
        &self,
        txn: &impl ConnectionTrait,
        person: &SignedIn,
    ) -> Result<(), Refused> {
        let now = sessions::person(txn, person.session, self.now()).await?;
        match now {
            Some(now) if now.posts == person.posts && !now.locked => Ok(()),
            _ => Err(not_signed_in()),
        }
    }

    /// Leaves the entry of a person's refusal in the trail and hands the refusal on.
    pub async fn refuse(
        &self,
        person: &SignedIn,
        action: Action,
        refused: Refused,
    ) -> Result<Refused, Refused> {
        let act = person.act(self.now(), action);
        self.remember_refusal(act, refused).await
    }

    /// The same for an act that was told already, for example with its subjects.
    pub async fn remember_refusal(&self, act: Act, refused: Refused) -> Result<Refused, Refused> {
        let mut act = act.refused();
        if let Some(clause) = &refused.0.clause {
            act = act.clause(clause.clone());
        }
        self.db()
            .write(async |txn| Ok::<_, Refused>(trail::append(txn, &act).await?))
            .await?;
        Ok(refused)
    }

    /// The units in which the grants allow an act; a refusal where there is none.
    pub(crate) async fn units_for(
        &self,
        person: &SignedIn,
        action: Action,
    ) -> Result<Vec<UnitId>, Refused> {
        let units = self.units().await?;
        let allowed = units.all().map(|unit| unit.id).filter(|unit| {
            let matter = Matter {
                unit: *unit,
                ..own(person)
            };
            self.may(person, action.code(), &matter, &units).is_ok()
        });
        let allowed: Vec<_> = allowed.collect();
        if allowed.is_empty() {
            self.authorise(person, action).await?;
        }
        Ok(allowed)
    }
}

/// An act in the person's own unit, on nothing in particular.
pub fn own(person: &SignedIn) -> Matter<'static> {
    Matter {
        unit: person.unit,
        owner: None,
        kind: "",
        state: "",
    }
}
