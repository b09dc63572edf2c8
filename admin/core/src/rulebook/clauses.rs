//! The ids of all clauses of the five documents, with their kinds.

use std::collections::BTreeMap;

/// The list of `admin/rulebooks/clauses.csv`: id and kind.
#[derive(Clone, Debug, Default)]
pub struct Clauses {
    kinds: BTreeMap<String, String>,
    /// The ids as the documents have them.
    in_order: Vec<String>,
}

impl Clauses {
    /// Reads lines `id,kind` below a heading.
    pub fn read(csv: &str) -> Self {
        let lines = csv.lines().skip(1).filter_map(|line| line.split_once(','));
        let lines: Vec<_> = lines
            .map(|(id, kind)| (id.to_owned(), kind.to_owned()))
            .collect();
        Self {
            in_order: lines.iter().map(|(id, _)| id.clone()).collect(),
            kinds: lines.into_iter().collect(),
        }
    }

    /// Where a clause stands among all: a paragraph before the first of those that it was split
    /// into, an unknown one behind all.
    pub fn place(&self, id: &str) -> usize {
        let mut listed = self.in_order.iter();
        let at = listed.position(|listed| listed.starts_with(id));
        let exact = self.in_order.iter().position(|listed| listed == id);
        exact.or(at).unwrap_or(self.in_order.len())
    }

    /// Whether a rule may name this clause: a listed one, or the paragraph that was split into
    /// listed ones, as VR-4.1.1 into VR-4.1.1a and VR-4.1.1b.
    pub fn knows(&self, id: &str) -> bool {
        self.kinds.contains_key(id) || self.is_paragraph_of_listed(id)
    }

    pub fn kind(&self, id: &str) -> Option<&str> {
        self.kinds.get(id).map(String::as_str)
    }

    /// The clauses of one document in its order, by the prefix of their ids.
    pub fn of_document<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        let of = move |id: &&str| {
            id.strip_prefix(prefix)
                .is_some_and(|rest| rest.starts_with('-'))
        };
        self.in_order.iter().map(String::as_str).filter(of)
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
                .kinds
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

    #[test]
    fn clauses_stand_in_the_order_of_their_document() {
        let clauses = Clauses::read("id,kind\nIS-2,a\nIS-9.1a,a\nIS-9.1b,a\nIS-10,a\nIS-F1,a\n");
        let own: Vec<_> = clauses.of_document("IS").collect();
        assert_eq!(own, ["IS-2", "IS-9.1a", "IS-9.1b", "IS-10", "IS-F1"]);
        let places = ["IS-2", "IS-9.1", "IS-9.1b", "IS-10", "XX-1"].map(|id| clauses.place(id));
        assert_eq!(places, [0, 1, 2, 3, 5]);
    }
}
