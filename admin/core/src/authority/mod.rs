//! Who may do what: a right is a post and a terminal kind, written in `grants.cedar`.
//!
//! Nothing is remembered between two questions; a post that ended a second ago grants nothing.

pub mod policies;
mod schema;

use std::{collections::BTreeMap, sync::Arc};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicyId,
    PolicySet, Request, RestrictedExpression,
};
use jiff::civil::Date;
use protocol::{
    id::{AccountId, UnitId},
    time::UnixMs,
};

use crate::{
    post::{Post, unit::UnitTree},
    rulebook::actions::ActionKind,
};
use policies::Policy;

pub(crate) use schema::check;

/// The grants of one document.
#[derive(Clone, Debug, Default)]
pub struct Authority {
    document: String,
    /// What a refusal names where the document knows no such act.
    clause: String,
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
}

impl Holder<'_> {
    /// The system on its own holds no post.
    pub fn nobody() -> Self {
        Self {
            person: AccountId::new(UnixMs(0), [0; 10]),
            posts: &[],
            terminal: "",
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

/// One post at one terminal, as the policies see it.
#[derive(Clone, Copy, Debug)]
pub struct Principal<'a> {
    pub kind: &'a str,
    pub person: &'a str,
    pub unit: &'a str,
    pub headquarters: &'a str,
    pub terminal: &'a str,
}

impl Authority {
    /// Puts together what a rulebook's files say. The policies were checked before.
    pub(crate) fn new(
        document: &str,
        clause: &str,
        actions: &BTreeMap<String, ActionKind>,
        policies: &[Policy],
    ) -> Self {
        let by_action = actions
            .values()
            .map(|kind| (kind.code.clone(), Arc::new(Grants::of(kind, policies))))
            .collect();
        Self {
            document: document.to_owned(),
            clause: clause.to_owned(),
            by_action,
        }
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
        let mut refused = None;
        for post in holder
            .posts
            .iter()
            .filter(|post| post.document == self.document)
        {
            if !post.is_held_by(holder.person, on) || !self.may_be_deputised(post, action) {
                continue;
            }
            match self.may_as(holder, post, action, matter, units) {
                Ok(clause) => return Ok(Basis { clause, post }),
                Err(denied) => refused = refused.or(Some(denied)),
            }
        }
        Err(refused.unwrap_or_else(|| self.not_allowed(action)))
    }

    /// Asks for one post. The answer is the clause of the grant.
    pub fn decide(
        &self,
        principal: &Principal<'_>,
        action: &str,
        resource: &Resource<'_>,
    ) -> Result<&str, NotAllowed<'_>> {
        let Some(grants) = self.by_action.get(action) else {
            return Err(NotAllowed {
                clause: &self.clause,
            });
        };
        let denied = NotAllowed {
            clause: &grants.kind.clause,
        };
        let Some((request, entities)) = grants.question(principal, resource) else {
            return Err(denied);
        };
        let answer = Authorizer::new().is_authorized(&request, &grants.policies, &entities);
        let clause = grants.first_clause(answer.diagnostics().reason());
        match (answer.decision(), clause) {
            (Decision::Allow, Some(clause)) => Ok(clause),
            (Decision::Deny, Some(clause)) => Err(NotAllowed { clause }),
            (_, None) => Err(denied),
        }
    }

    /// Whether the document knows the act at all.
    pub fn knows(&self, action: &str) -> bool {
        self.by_action.contains_key(action)
    }

    /// What a refusal of this act names when no grant and no prohibition speaks of it.
    pub fn not_allowed(&self, action: &str) -> NotAllowed<'_> {
        let grants = self.by_action.get(action);
        NotAllowed {
            clause: grants.map_or(&self.clause, |grants| &grants.kind.clause.text),
        }
    }

    fn may_as<'a>(
        &'a self,
        holder: Holder<'_>,
        post: &Post,
        action: &str,
        matter: &Matter<'_>,
        units: &UnitTree,
    ) -> Result<&'a str, NotAllowed<'a>> {
        let headquarters = |unit| {
            let found = units.headquarters_of(unit);
            found.map(|unit| unit.to_string()).unwrap_or_default()
        };
        let person = holder.person.to_string();
        let owner = matter
            .owner
            .map(|owner| owner.to_string())
            .unwrap_or_default();
        let principal = Principal {
            kind: &post.kind,
            person: &person,
            unit: &post.unit.to_string(),
            headquarters: &headquarters(post.unit),
            terminal: holder.terminal,
        };
        let resource = Resource {
            unit: &matter.unit.to_string(),
            headquarters: &headquarters(matter.unit),
            owner: &owner,
            kind: matter.kind,
            state: matter.state,
        };
        self.decide(&principal, action, &resource)
    }

    fn may_be_deputised(&self, post: &Post, action: &str) -> bool {
        let grants = self.by_action.get(action);
        !post.is_delegated() || grants.is_some_and(|grants| grants.kind.delegable)
    }
}

/// A matter as the policies see it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Resource<'a> {
    pub unit: &'a str,
    pub headquarters: &'a str,
    pub owner: &'a str,
    pub kind: &'a str,
    pub state: &'a str,
}

impl Grants {
    fn of(kind: &ActionKind, policies: &[Policy]) -> Self {
        let own = uid(&schema::ACTION, &kind.code);
        let groups: Vec<_> = kind
            .groups
            .iter()
            .map(|group| uid(&schema::ACTION, group))
            .collect();
        let concerns = |policy: &&Policy| {
            let named = policy.actions();
            named.contains(&own) || groups.iter().any(|group| named.contains(group))
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
        let entity = Entity::new_no_attrs(own, groups.into_iter().collect());
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

    fn question(
        &self,
        principal: &Principal<'_>,
        resource: &Resource<'_>,
    ) -> Option<(Request, Entities)> {
        let who = uid(&schema::POST, principal.kind);
        let what = uid(&schema::MATTER, resource.kind);
        let post = entity(
            &who,
            [
                ("person", principal.person),
                ("unit", principal.unit),
                ("headquarters", principal.headquarters),
            ],
        )?;
        let matter = entity(
            &what,
            [
                ("unit", resource.unit),
                ("headquarters", resource.headquarters),
                ("owner", resource.owner),
                ("kind", resource.kind),
                ("state", resource.state),
            ],
        )?;
        let terminal = uid(&schema::TERMINAL, principal.terminal);
        let terminal = RestrictedExpression::new_entity_uid(terminal);
        let context = Context::from_pairs([("terminal".to_owned(), terminal)]).ok()?;
        let request = Request::new(who, self.entity.uid(), what, context, None).ok()?;
        let entities = Entities::from_entities([post, matter, self.entity.clone()], None).ok()?;
        Some((request, entities))
    }
}

fn entity<const N: usize>(id: &EntityUid, attributes: [(&str, &str); N]) -> Option<Entity> {
    let text = |text: &str| RestrictedExpression::new_string(text.to_owned());
    let attributes = attributes.map(|(name, value)| (name.to_owned(), text(value)));
    Entity::new(
        id.clone(),
        attributes.into_iter().collect(),
        Default::default(),
    )
    .ok()
}

fn uid(kind: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(kind.clone(), EntityId::new(id))
}
