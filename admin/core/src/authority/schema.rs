//! What policies may speak of. The schema is made of a rulebook's own lists, so that a grant of an
//! act, to a post or at a terminal that does not exist is found when the rulebook is built.

use std::{collections::BTreeSet, fmt::Write, sync::LazyLock};

use cedar_policy::{
    EntityTypeName, EntityUid, PolicyId, PolicySet, Schema, ValidationMode, Validator,
};

use super::policies::Policy;
use crate::rulebook::{
    Rulebook,
    check::Names,
    flaw::{Fault, Kind},
};

pub(super) static POST: LazyLock<EntityTypeName> = LazyLock::new(|| type_name("Post"));
pub(super) static ACTION: LazyLock<EntityTypeName> = LazyLock::new(|| type_name("Action"));
pub(super) static MATTER: LazyLock<EntityTypeName> = LazyLock::new(|| type_name("Matter"));
pub(super) static TERMINAL: LazyLock<EntityTypeName> = LazyLock::new(|| type_name("Terminal"));

/// Finds what is wrong with the policies of a rulebook.
pub(crate) fn check(names: &Names<'_>) {
    let actions = names.rulebook.actions.values();
    let groups: BTreeSet<_> = actions.flat_map(|action| &action.groups).collect();
    let mut sound = Vec::new();
    for policy in &names.rulebook.policies {
        let mut unknown = policy.cedar.entity_literals();
        unknown.retain(|literal| {
            let (kind, id) = (kind_of(literal), literal.id().unescaped());
            let is_group = kind == Kind::Action && groups.contains(&id.to_owned());
            !is_group && !names.has(kind, id)
        });
        for literal in &unknown {
            names.known_at(&policy.place, kind_of(literal), literal.id().unescaped());
        }
        if unknown.is_empty() {
            sound.push(policy);
        }
    }
    // What names something unknown would be told a second time.
    check_types(names, &groups, &sound);
}

fn kind_of(literal: &EntityUid) -> Kind {
    match literal.type_name() {
        kind if *kind == *ACTION => Kind::Action,
        kind if *kind == *POST => Kind::Post,
        kind if *kind == *TERMINAL => Kind::TerminalKind,
        _ => Kind::Word,
    }
}

fn check_types(names: &Names<'_>, groups: &BTreeSet<&String>, policies: &[&Policy]) {
    let Names { rulebook, flaws } = *names;
    let head = &rulebook.document.place;
    let mut set = PolicySet::new();
    for (number, policy) in policies.iter().enumerate() {
        let numbered = policy.cedar.new_id(PolicyId::new(number.to_string()));
        if let Err(cause) = set.add(numbered) {
            flaws.add(&policy.place, Fault::Syntax(cause.to_string()));
        }
    }
    let schema = match Schema::from_cedarschema_str(&schema_text(rulebook, groups)) {
        Ok((schema, _)) => schema,
        Err(cause) => return flaws.add(head, Fault::Syntax(cause.to_string())),
    };
    let result = Validator::new(schema).validate(&set, ValidationMode::Strict);
    for error in result.validation_errors() {
        let number = error.policy_id().to_string().parse::<usize>();
        let policy = number.ok().and_then(|number| policies.get(number));
        let place = policy.map_or(head, |policy| &policy.place);
        flaws.add(place, Fault::Syntax(error.to_string()));
    }
}

fn schema_text(rulebook: &Rulebook, groups: &BTreeSet<&String>) -> String {
    let mut text = String::from(
        "entity Terminal;\n\
         entity Post = { person: String, unit: String, headquarters: String };\n\
         entity Matter = { unit: String, headquarters: String, owner: String, kind: String, \
         state: String };\n",
    );
    for group in groups {
        let _ = writeln!(text, "action {group:?};");
    }
    for action in rulebook.actions.values() {
        let within = match &action.groups[..] {
            [] => String::new(),
            groups => format!(" in {groups:?}"),
        };
        let _ = writeln!(
            text,
            "action {:?}{within} appliesTo {{ principal: Post, resource: Matter, context: {{ terminal: Terminal }} }};",
            action.code,
        );
    }
    text
}

fn type_name(name: &str) -> EntityTypeName {
    name.parse().expect("a plain word is a type name")
}
