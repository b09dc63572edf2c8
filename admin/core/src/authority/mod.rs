//! Who may do what: a right is a post and a terminal kind, written in `grants.cedar`.
//!
//! Nothing is remembered between two questions; a post that ended a second ago grants nothing.

pub mod policies;
mod schema;

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::Arc,
};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicyId,
    PolicySet, Request, RestrictedExpression,
};
use jiff::civil::Date;
use protocol::{
    id::{AccountId, TerminalId, UnitId},
    time::UnixMs,
};

use crate::{
    action::terminal_code,
    post::{Post, unit::UnitTree},
    rulebook::{actions::ActionKind, posts::TerminalKind},
};
use policies::Policy;

pub(crate) use schema::check;

/// The grants of one document.
#[derive(Clone, Debug, Default)]
pub struct Authority {
    document: String,
    /// What a refusal names where the document knows no such act.
    clause: String,
    terminals: BTreeSet<String>,
    by_action: BTreeMap<String, Arc<Grants>>,
}

/// What concerns one action: the policies that name it or a group of it.
#[derive(Debug)]
struct Grants {
    kind: ActionKind,
    entity: Entity,
    policies: PolicySet,
    clauses: Vec<String>,
}

/// Who asks: the posts of a person, and the kind of terminal that the session was opened on.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    pub person: AccountId,
    pub posts: &'a [Post],
    pub terminal: &'a str,
    /// The enrolled terminal itself.
    pub enrolled: Option<TerminalId>,
}

impl Holder<'_> {
    /// The system on its own holds no post.
    pub fn nobody() -> Self {
        Self {
            person: AccountId::new(UnixMs(0), [0; 10]),
            posts: &[],
            terminal: "",
            enrolled: None,
        }
    }
}

/// What an act is about.
#[derive(Clone, Copy, Debug)]
pub struct Matter<'a> {
    /// Whose it is.
    pub unit: UnitId,
    /// Who made it, where that matters.
    pub owner: Option<AccountId>,
    pub kind: &'a str,
    pub state: &'a str,
}

/// On what an allowed act rests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis<'a> {
    pub clause: &'a str,
    pub post: &'a Post,
}

/// Why an act is not allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not allowed by {clause}")]
pub struct NotAllowed<'a> {
    pub clause: &'a str,
}

impl Authority {
    /// Puts together what a rulebook's files say. The policies were checked before.
    pub(crate) fn new(
        document: &str,
        clause: &str,
        actions: &BTreeMap<String, ActionKind>,
        terminals: &BTreeMap<String, TerminalKind>,
        policies: &[Policy],
    ) -> Self {
        let by_action = actions
            .values()
            .map(|kind| (kind.code.clone(), Arc::new(Grants::of(kind, policies))))
            .collect();
        Self {
            document: document.to_owned(),
            clause: clause.to_owned(),
            terminals: terminals.keys().cloned().collect(),
            by_action,
        }
    }

    /// The kind of a terminal in this document: that of another document is as good as none (O-30).
    pub fn terminal<'a>(&self, kind: &'a str) -> &'a str {
        if self.terminals.contains(kind) {
            return kind;
        }
        terminal_code(protocol::person::TerminalKind::Unenrolled)
    }

    /// Asks for each post that the person holds on that day, and gives the first that is enough.
    pub fn may<'a>(
        &'a self,
        holder: Holder<'a>,
        action: &str,
        matter: &Matter<'_>,
        units: &UnitTree,
        on: Date,
    ) -> Result<Basis<'a>, NotAllowed<'a>> {
        let Some(grants) = self.by_action.get(action) else {
            let clause = &self.clause;
            return Err(NotAllowed { clause });
        };
        let may_ask = |post: &&Post| {
            post.document == self.document
                && post.is_held_by(holder.person, on)
                && (grants.kind.delegable || !post.is_delegated())
        };
        let holder = Holder {
            terminal: self.terminal(holder.terminal),
            ..holder
        };
        let mut refused = None;
        for post in holder.posts.iter().filter(may_ask) {
            match grants.ask(holder, post, matter, units) {
                Ok(clause) => return Ok(Basis { clause, post }),
                Err(clause) => refused = refused.or(Some(clause)),
            }
        }
        let clause = refused.unwrap_or(&grants.kind.clause);
        Err(NotAllowed { clause })
    }

    /// Whether the document knows the act at all.
    pub fn knows(&self, action: &str) -> bool {
        self.by_action.contains_key(action)
    }
}

impl Grants {
    fn of(kind: &ActionKind, policies: &[Policy]) -> Self {
        let own = uid(&schema::ACTION, &kind.code);
        let groups = kind.groups.iter();
        let groups: HashSet<_> = groups.map(|group| uid(&schema::ACTION, group)).collect();
        let concerns = |policy: &&Policy| {
            let mut named = policy.actions().into_iter();
            named.any(|action| action == own || groups.contains(&action))
        };
        let mut set = PolicySet::new();
        let mut clauses = Vec::new();
        for policy in policies.iter().filter(concerns) {
            let numbered = policy
                .cedar
                .new_id(PolicyId::new(clauses.len().to_string()));
            // Ids are new each time, so that none can be there already.
            if set.add(numbered).is_ok() {
                clauses.push(policy.clause.text.clone());
            }
        }
        let entity = Entity::new_no_attrs(own, groups);
        Self {
            kind: kind.clone(),
            entity,
            policies: set,
            clauses,
        }
    }

    /// The clause of the first policy, in the order of the files, that brought the answer about.
    fn first_clause<'a>(&self, reason: impl Iterator<Item = &'a PolicyId>) -> Option<&str> {
        let number = |id: &PolicyId| id.to_string().parse::<usize>().ok();
        let first = reason.filter_map(number).min()?;
        self.clauses.get(first).map(String::as_str)
    }

    /// Asks for one post. The clause of the grant comes back, or of the refusal.
    fn ask(
        &self,
        holder: Holder<'_>,
        post: &Post,
        matter: &Matter<'_>,
        units: &UnitTree,
    ) -> Result<&str, &str> {
        let denied = Err(&*self.kind.clause);
        let Some((request, entities)) = self.question(holder, post, matter, units) else {
            return denied;
        };
        let answer = Authorizer::new().is_authorized(&request, &self.policies, &entities);
        let clause = self.first_clause(answer.diagnostics().reason());
        match (answer.decision(), clause) {
            (Decision::Allow, Some(clause)) => Ok(clause),
            (Decision::Deny, Some(clause)) => Err(clause),
            (_, None) => denied,
        }
    }

    fn question(
        &self,
        holder: Holder<'_>,
        post: &Post,
        matter: &Matter<'_>,
        units: &UnitTree,
    ) -> Option<(Request, Entities)> {
        let headquarters = |unit| text(units.headquarters_of(unit));
        let who = uid(&schema::POST, &post.kind);
        let person = [
            ("person", holder.person.to_string()),
            ("unit", post.unit.to_string()),
            ("headquarters", headquarters(post.unit)),
        ];
        let what = uid(&schema::MATTER, matter.kind);
        let about = [
            ("unit", matter.unit.to_string()),
            ("headquarters", headquarters(matter.unit)),
            ("owner", text(matter.owner)),
            ("kind", matter.kind.to_owned()),
            ("state", matter.state.to_owned()),
        ];
        let entities = [
            entity(&who, person)?,
            entity(&what, about)?,
            self.entity.clone(),
        ];
        let terminal = uid(&schema::TERMINAL, holder.terminal);
        let terminal = RestrictedExpression::new_entity_uid(terminal);
        let context = Context::from_pairs([("terminal".to_owned(), terminal)]).ok()?;
        let request = Request::new(who, self.entity.uid(), what, context, None).ok()?;
        Some((request, Entities::from_entities(entities, None).ok()?))
    }
}

/// Empty where there is nobody and nothing.
fn text(id: Option<impl ToString>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

fn entity<const N: usize>(id: &EntityUid, attributes: [(&str, String); N]) -> Option<Entity> {
    let attributes = attributes.map(|(name, value)| {
        let value = RestrictedExpression::new_string(value);
        (name.to_owned(), value)
    });
    Entity::new(id.clone(), attributes.into(), Default::default()).ok()
}

fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}
