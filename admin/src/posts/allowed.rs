//! What the matrix allows to a person, and at which terminals.

use admin_core::{
    authority::Matter,
    post::{
        Post,
        appoint::{Target, may_appoint, with_end},
    },
    rulebook::{Rulebook, posts::AppointAct},
    trail::SubjectCode,
};
use protocol::id::PostId;
use sea_orm::DatabaseTransaction;

use super::{Held, deputy, find, set_end};
use crate::{
    Admin,
    cases::by_event,
    problem::{Refused, not_found_problem},
    sessions::{self, SessionEnded},
    signed_in::SignedIn,
    trail::{self, Act, Action, Subject},
    units::Units,
};

/// The action of Cedar that says at which terminals posts are given and taken.
const APPOINT: &str = "appoint";

/// An act on a post that the matrix allows.
pub(crate) struct Allowed {
    pub held: Held,
    pub clause: String,
    pub act: Act,
}

impl Allowed {
    pub async fn to(
        admin: &Admin,
        person: &SignedIn,
        id: PostId,
        act: AppointAct,
        action: Action,
    ) -> Result<Self, Refused> {
        let units = admin.units().await?;
        let Some(held) = find(&**admin.db(), id).await? else {
            return Err(admin.refuse(person, action, not_found_problem()).await?);
        };
        let told = person
            .act(admin.now(), action)
            .about(Subject::Post(id))
            .about(Subject::Account(held.post.person));
        match Self::asked(admin, person, &held.post, act, &units) {
            Ok((clause, post)) => {
                let acting = person.clone().acting(&post, &units);
                let act = Act {
                    unit: acting.unit,
                    post: acting.post.kind.clone(),
                    ..told
                };
                let act = act.clause(clause.clone());
                Ok(Self { held, clause, act })
            }
            Err(refused) => Err(admin.remember_refusal(told, refused).await?),
        }
    }

    /// The end of a post: by the matrix, or by the holder who lent it.
    pub async fn to_end(admin: &Admin, person: &SignedIn, id: PostId) -> Result<Self, Refused> {
        let held = find(&**admin.db(), id).await?;
        match held.filter(|held| held.post.delegated_by() == Some(person.account)) {
            Some(held) => {
                let act = person
                    .clone()
                    .acting(&held.post, &*admin.units().await?)
                    .act(admin.now(), Action::DeletePost)
                    .about(Subject::Post(id))
                    .about(Subject::Account(held.post.person));
                let clause = held.post.basis.clone();
                let act = act.clause(clause.clone());
                Ok(Self { held, clause, act })
            }
            None => Self::to(admin, person, id, AppointAct::Delete, Action::DeletePost).await,
        }
    }

    /// Takes the post away from now on, and what its holder lent. The sessions that end are told
    /// after the transaction.
    pub async fn end(
        &self,
        txn: &DatabaseTransaction,
        admin: &Admin,
    ) -> Result<Vec<SessionEnded>, Refused> {
        let yesterday = admin.today().yesterday().map_err(Refused::internal)?;
        let (post, today) = (&self.held.post, admin.today());
        let rulebook = rulebook(admin, &post.document)?;
        let last = post.ended(yesterday).to;
        let ended = with_end(rulebook, &[], post, last, today, &self.clause)?;
        set_end(txn, &self.held, ended.to).await?;
        let mut lost = deputy::end_lent(txn, post, yesterday).await?;
        lost.push(post.person);
        trail::append(txn, &self.act).await?;
        by_event::left(txn, admin, post.person, post.unit).await?;
        Ok(sessions::end_of(txn, lost, admin.now()).await?)
    }

    /// The clause and the own post by which a person's credentials are revoked. The matrix has to
    /// let each of the posts be taken away, or those that were, where all are over. What somebody
    /// lent goes with it.
    pub fn to_revoke(
        admin: &Admin,
        person: &SignedIn,
        posts: &[Held],
        units: &Units,
    ) -> Result<(String, Post), Refused> {
        let own = posts.iter().map(|held| &held.post);
        let own: Vec<_> = own.filter(|post| !post.is_delegated()).collect();
        let today = admin.today();
        let is_over = |post: &&Post| post.to.is_some_and(|last| last < today);
        let (over, running): (Vec<_>, Vec<_>) = own.into_iter().partition(is_over);
        let asked = if running.is_empty() { over } else { running };
        let mut basis = None;
        for post in asked {
            let delete = AppointAct::Delete;
            basis = Some(Self::asked(admin, person, post, delete, units)?);
        }
        basis.ok_or_else(not_found_problem)
    }

    /// The clause and the own post that allow it.
    pub fn asked(
        admin: &Admin,
        person: &SignedIn,
        post: &Post,
        act: AppointAct,
        units: &Units,
    ) -> Result<(String, Post), Refused> {
        let rulebook = rulebook(admin, &post.document)?;
        let target = Target {
            person: post.person,
            kind: &post.kind,
            unit: post.unit,
        };
        let (posts, today) = (person.held(), admin.today());
        let allowed = may_appoint(rulebook, units, person.account, &posts, act, target, today)?;
        at_terminal(admin, person, &post.document, target, units)?;
        Ok((allowed.clause.to_owned(), allowed.post.clone()))
    }
}

/// The matrix knows posts alone; at which terminals they are given is a grant.
pub(crate) fn at_terminal(
    admin: &Admin,
    person: &SignedIn,
    document: &str,
    target: Target<'_>,
    units: &Units,
) -> Result<(), Refused> {
    let matter = Matter {
        unit: target.unit,
        owner: None,
        kind: target.kind,
        state: "",
    };
    let may = admin.may_in(document, person, APPOINT, &matter, units);
    may.map(drop)
}

pub(crate) fn rulebook<'a>(admin: &'a Admin, document: &str) -> Result<&'a Rulebook, Refused> {
    let found = admin.rules().document_on(document, admin.today());
    found
        .map(|rulebook| &**rulebook)
        .ok_or_else(not_found_problem)
}

/// A post's kind, as a word of a rulebook.
pub(crate) fn about_word(act: Act, word: &str) -> Act {
    match format!("word:{word}").parse::<SubjectCode>() {
        Ok(subject) => act.about(subject),
        Err(_) => act,
    }
}
