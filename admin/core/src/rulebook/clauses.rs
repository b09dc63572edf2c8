//! The ids of all clauses of the five documents, with their kinds.

use std::collections::BTreeMap;

/// The list of `admin/rulebooks/clauses.csv`: id and kind.
#[derive(Clone, Debug, Default)]
pub struct Clauses(BTreeMap<String, String>);

impl Clauses {
    /// Reads lines `id,kind` below a heading.
    pub fn read(csv: &str) -> Self {
        let lines = csv.lines().skip(1).filter_map(|line| line.split_once(','));
        Self(
            lines
                .map(|(id, kind)| (id.to_owned(), kind.to_owned()))
                .collect(),
        )
    }

    /// Whether a rule may name this clause: a listed one, or the paragraph that was split into
    /// listed ones, as VR-4.1.1 into VR-4.1.1a and VR-4.1.1b.
    pub fn knows(&self, id: &str) -> bool {
        self.0.contains_key(id) || self.is_paragraph_of_listed(id)
    }

    pub fn kind(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }

    /// The clauses of one document, by the prefix of their ids.
    pub fn of_document<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        let of = move |id: &&str| {
            id.strip_prefix(prefix)
                .is_some_and(|rest| rest.starts_with('-'))
        };
        self.0.keys().map(String::as_str).filter(of)
    }

    fn is_paragraph_of_listed(&self, id: &str) -> bool {
        let numbered = id.ends_with(|last: char| !last.is_ascii_punctuation()) && id.contains('-');
        let continued = |listed: &String| {
            let rest = listed.strip_prefix(id).unwrap_or_default();
            rest.starts_with(['.', '-'])
                || rest.len() == 1 && rest.as_bytes()[0].is_ascii_lowercase()
        };
        numbered
            && self
                .0
                .range(id.to_owned()..)
                .take_while(|(listed, _)| listed.starts_with(id))
                .any(|(listed, _)| continued(listed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_is_listed_or_was_split_into_listed_ones() {
        let clauses = Clauses::read(
            "id,kind\nVR-2.1,definition\nVR-4.1.1a,workflow\nVR-4.1.1b,workflow\nVR-4.2.2.ア,control\nCC-3.3.ア-1,control\n",
        );
        let table = [
            ("VR-2.1", true),
            ("VR-4.1.1a", true),
            ("VR-4.1.1", true),
            ("VR-4.2", true),
            ("CC-3.3.ア", true),
            ("VR-4.1.1c", false),
            ("VR-4.1.", false),
            ("VR-2.1a", false),
            ("VR-", false),
            ("VR", false),
            ("", false),
            ("VR-9", false),
        ];
        for (id, expected) in table {
            assert_eq!(clauses.knows(id), expected, "{id}");
        }
        assert_eq!(clauses.kind("VR-2.1"), Some("definition"));
        assert_eq!(
            clauses.of_document("CC").collect::<Vec<_>>(),
            ["CC-3.3.ア-1"]
        );
    }
}
