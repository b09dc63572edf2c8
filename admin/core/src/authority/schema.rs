//! What policies may speak of. The schema is made of a rulebook's own lists, so that a grant of an
//! act, to a post or at a terminal that does not exist is found when the rulebook is built.

use std::{collections::BTreeSet, fmt::Write, sync::LazyLock};

use cedar_policy::{EntityTypeName, PolicyId, PolicySet, Schema, ValidationMode, Validator};

use super::policies::Policy;
use crate::rulebook::{
    Rulebook,
    flaw::{Fault, Kind, Word},
    reader::Flaws,
};

pub(super) static POST: LazyLock<EntityTypeName> = LazyLock::new(|| type_name("Post"));
pub(super) static ACTION: LazyLock<EntityTypeName> = LazyLock::new(|| type_name("Action"));
pub(super) static MATTER: LazyLock<EntityTypeName> = LazyLock::new(|| type_name("Matter"));
pub(super) static TERMINAL: LazyLock<EntityTypeName> = LazyLock::new(|| type_name("Terminal"));

/// Finds what is wrong with the policies of a rulebook.
pub(crate) fn check(rulebook: &Rulebook, flaws: &Flaws) {
    let groups = rulebook.actions.values().flat_map(|action| &action.groups);
    let groups: BTreeSet<&str> = groups.map(String::as_str).collect();
    let mut sound = Vec::new();
    for policy in &rulebook.policies {
        let unknown = unknown_words(rulebook, &groups, policy);
        for (kind, text) in &unknown {
            let word = Word {
                text: text.clone(),
                place: policy.place.clone(),
            };
            flaws.unknown(*kind, &word);
        }
        if unknown.is_empty() {
            sound.push(policy);
        }
    }
    // What names something unknown would be told a second time.
    check_types(rulebook, &groups, &sound, flaws);
}

fn unknown_words(
    rulebook: &Rulebook,
    groups: &BTreeSet<&str>,
    policy: &Policy,
) -> Vec<(Kind, String)> {
    let mut unknown = Vec::new();
    for literal in policy.cedar.entity_literals() {
        let id = literal.id().unescaped();
        let kind = literal.type_name();
        let (known, kind) = if *kind == *ACTION {
            (
                rulebook.actions.contains_key(id) || groups.contains(id),
                Kind::Action,
            )
        } else if *kind == *POST {
            (rulebook.posts.contains_key(id), Kind::Post)
        } else if *kind == *TERMINAL {
            (rulebook.terminals.contains_key(id), Kind::TerminalKind)
        } else {
            (false, Kind::Word)
        };
        if !known {
            unknown.push((kind, id.to_owned()));
        }
    }
    unknown
}

fn check_types(rulebook: &Rulebook, groups: &BTreeSet<&str>, policies: &[&Policy], flaws: &Flaws) {
    let mut set = PolicySet::new();
    for (number, policy) in policies.iter().enumerate() {
        let numbered = policy.cedar.new_id(PolicyId::new(number.to_string()));
        if let Err(cause) = set.add(numbered) {
            flaws.add(&policy.place, Fault::Syntax(cause.to_string()));
        }
    }
    let schema = match Schema::from_cedarschema_str(&schema_text(rulebook, groups)) {
        Ok((schema, _)) => schema,
        Err(cause) => return flaws.add(&rulebook.place, Fault::Syntax(cause.to_string())),
    };
    let result = Validator::new(schema).validate(&set, ValidationMode::Strict);
    for error in result.validation_errors() {
        let number = error.policy_id().to_string().parse::<usize>();
        let policy = number.ok().and_then(|number| policies.get(number));
        let place = policy.map_or(&rulebook.place, |policy| &policy.place);
        flaws.add(place, Fault::Syntax(error.to_string()));
    }
}

fn schema_text(rulebook: &Rulebook, groups: &BTreeSet<&str>) -> String {
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
        let within: Vec<_> = action
            .groups
            .iter()
            .map(|group| format!("{group:?}"))
            .collect();
        let within = if within.is_empty() {
            String::new()
        } else {
            format!(" in [{}]", within.join(", "))
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
