//! Cedar policies of a rulebook file, one by one, each with its place and its clause.

use std::{ops::Range, str::FromStr};

use cedar_policy::{ActionConstraint, Effect, EntityUid, PrincipalConstraint};

use crate::rulebook::{
    flaw::{Fault, Flaws, Place, Word},
    reader::File,
};

/// One grant or prohibition.
#[derive(Clone, Debug)]
pub struct Policy {
    pub cedar: cedar_policy::Policy,
    pub clause: Word,
    pub place: Place,
}

impl Policy {
    pub fn permits(&self) -> bool {
        self.cedar.effect() == Effect::Permit
    }

    /// The one post that it is about, where it names one.
    pub fn post(&self) -> Option<String> {
        match self.cedar.principal_constraint() {
            PrincipalConstraint::Eq(post) => Some(post.id().unescaped().to_owned()),
            _ => None,
        }
    }

    /// The actions and groups of actions that it names.
    pub fn actions(&self) -> Vec<EntityUid> {
        match self.cedar.action_constraint() {
            ActionConstraint::Any => Vec::new(),
            ActionConstraint::In(actions) => actions,
            ActionConstraint::Eq(action) => vec![action],
        }
    }
}

/// Reads `grants.cedar`.
pub fn read(file: &File<'_>) -> Vec<Policy> {
    let mut policies = Vec::new();
    for range in ranges(file.text) {
        let place = file.place(range.start);
        let text = file.text.get(range).unwrap_or_default();
        match cedar_policy::Policy::from_str(text) {
            Ok(cedar) => policies.extend(annotated(cedar, place, file.flaws)),
            Err(cause) => file.flaws.add(&place, Fault::Syntax(cause.to_string())),
        }
    }
    policies
}

fn annotated(cedar: cedar_policy::Policy, place: Place, flaws: &Flaws) -> Option<Policy> {
    let Some(clause) = cedar.annotation("clause") else {
        flaws.add(&place, Fault::GrantWithoutClause);
        return None;
    };
    let clause = Word {
        text: clause.to_owned(),
        place: place.clone(),
    };
    let policy = Policy {
        cedar,
        clause,
        place,
    };
    if policy.actions().is_empty() {
        flaws.add(&policy.place, Fault::GrantWithoutAction);
    }
    Some(policy)
}

/// Where each policy stands, from its first word to its semicolon.
pub(crate) fn ranges(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = length_of_piece(rest);
        let piece = &rest[..length];
        if start.is_none() && !piece.trim().is_empty() && !piece.starts_with("//") {
            start = Some(at);
        }
        at += length;
        if piece == ";" {
            found.extend(start.take().map(|start| start..at));
        }
    }
    found.extend(start.map(|start| start..text.len()));
    found
}

/// A comment, a string or one character.
fn length_of_piece(rest: &str) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if !rest.starts_with('"') {
        return rest.chars().next().map_or(1, char::len_utf8);
    }
    let mut escaped = false;
    let inside = rest[1..].find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    inside.map_or(rest.len(), |length| length + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semicolons_in_strings_and_comments_end_no_policy() {
        let text = "// a; b\npermit (a == \"x;\\\";\");\n  // c\nforbid (b); ";
        let found: Vec<_> = ranges(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["permit (a == \"x;\\\";\");", "forbid (b);"]);
        assert_eq!(
            ranges("permit (a)").len(),
            1,
            "an open end is read, and is a flaw then"
        );
        assert!(ranges("\"").len() == 1 && ranges(" // \n").is_empty());
    }
}
