//! Every clause of the documents and its kind: `admin/rulebooks/clauses.csv`.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, ensure};

pub struct Catalogue {
    kinds: BTreeMap<String, String>,
    order: Vec<String>,
}

impl Catalogue {
    pub fn read(root: &Path) -> Result<Self> {
        let path = root.join("admin/rulebooks/clauses.csv");
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Ok(Self::of(&text))
    }

    pub fn of(text: &str) -> Self {
        let rows = text.lines().skip(1).filter_map(|line| line.split_once(','));
        let rows: Vec<_> = rows
            .map(|(id, kind)| (id.to_owned(), kind.to_owned()))
            .collect();
        Self {
            order: rows.iter().map(|(id, _)| id.clone()).collect(),
            kinds: rows.into_iter().collect(),
        }
    }

    /// Every id with its kind, in the order of the documents.
    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let ids = self.order.iter();
        ids.filter_map(|id| Some((id.as_str(), self.kinds.get(id)?.as_str())))
    }

    pub fn knows(&self, clause: &str) -> bool {
        self.kinds.contains_key(clause)
    }

    /// Organisational means kind `org` and nothing else.
    pub fn is_organisational(&self, clause: &str) -> bool {
        self.kinds.get(clause).is_some_and(|kind| kind == "org")
    }

    /// The clauses that are named by themselves, or that stand below a named beginning; all
    /// without a name.
    pub fn named(&self, names: &[String]) -> Result<Vec<String>> {
        for name in names {
            let known = self.order.iter().any(|id| is_below(id, name));
            ensure!(known, "there is no clause {name}");
        }
        let wanted = |id: &&String| names.is_empty() || names.iter().any(|name| is_below(id, name));
        Ok(self.order.iter().filter(wanted).cloned().collect())
    }
}

/// `VR-4` names `VR-4.1.1a` and not `VR-40`.
fn is_below(id: &str, name: &str) -> bool {
    let Some(rest) = id.strip_prefix(name) else {
        return false;
    };
    let ends = |text: &str| text.chars().next_back().is_some_and(|c| c.is_ascii_digit());
    !(ends(name) && rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_names_what_stands_below_it() {
        for (id, name, below) in [
            ("VR-4.1.1a", "VR-4", true),
            ("VR-4.1.1a", "VR-4.1.1", true),
            ("VR-10", "VR-1", false),
            ("VR-1", "VR-1", true),
            ("CC-R5.1", "CC", true),
            ("CC-R5.1", "VR", false),
        ] {
            assert_eq!(is_below(id, name), below, "{id} {name}");
        }
    }
}
