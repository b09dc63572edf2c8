//! What `infra/proofs/*.toml` say: which test belongs to a clause, and what is taken away to
//! switch its rule off.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::{catalogue::Catalogue, marks::Marks};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    pub clause: String,
    /// What enforces it, in a few words, for the page.
    pub rule: String,
    pub test: Test,
    /// Empty for an organisational clause alone.
    #[serde(default)]
    pub off: Vec<Cut>,
    /// Clauses whose rules this test cannot do without.
    #[serde(default)]
    pub with: Vec<String>,
    /// Where the test has to go red.
    #[serde(skip)]
    pub marks: Marks,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Test {
    /// The package and test target as nextest names them, and the test's path.
    Rust { target: String, name: String },
    /// A file of `web-client/e2e` and the title of one test in it.
    Browser { spec: String, title: String },
}

impl Test {
    pub fn words(&self) -> String {
        match self {
            Self::Rust { target, name } => format!("{target} {name}"),
            Self::Browser { spec, title } => format!("{spec} {title}"),
        }
    }
}

/// A piece of a file that is taken away, or replaced.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cut {
    pub file: String,
    pub cut: String,
    #[serde(default)]
    pub put: String,
}

/// What has to be made anew when a file changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Rulebooks are read when a debug build starts.
    Data,
    /// Pages are bundled, and read when a debug build serves them.
    Pages,
    /// Everything else is compiled.
    Code,
}

impl Cut {
    pub fn kind(&self) -> Kind {
        if self.file.starts_with("admin/rulebooks/") {
            Kind::Data
        } else if self.file.starts_with("web-client/") {
            Kind::Pages
        } else {
            Kind::Code
        }
    }

    fn check(&self, root: &Path) -> Result<()> {
        let file = &self.file;
        let is_test = file.contains("/tests/") || file.starts_with("web-client/e2e/");
        ensure!(!is_test, "{file}: a rule is switched off, never a test");
        let text = fs::read_to_string(root.join(file)).with_context(|| file.clone())?;
        let found = text.matches(&self.cut).count();
        ensure!(
            found == 1 && !self.cut.is_empty(),
            "{file}: what is cut stands there {found} times, not once: {:?}",
            self.cut
        );
        ensure!(self.cut != self.put, "{file}: nothing is changed");
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    proof: Vec<Proof>,
}

impl Proof {
    pub fn kind(&self) -> Kind {
        let kinds = self.off.iter().map(Cut::kind);
        kinds.max().unwrap_or(Kind::Data)
    }

    /// Whether this test has to stay green without the other rule.
    pub fn is_apart_from(&self, other: &Self) -> bool {
        self.clause != other.clause
            && !self.with.contains(&other.clause)
            && self.off.iter().all(|own| !other.off.contains(own))
    }

    fn check(&mut self, root: &Path, catalogue: &Catalogue) -> Result<()> {
        ensure!(catalogue.knows(&self.clause), "there is no such clause");
        for clause in &self.with {
            ensure!(catalogue.knows(clause), "there is no clause {clause}");
        }
        let organisational = catalogue.is_organisational(&self.clause);
        ensure!(
            organisational || !self.off.is_empty(),
            "a rule that cannot be switched off proves nothing"
        );
        self.off.iter().try_for_each(|cut| cut.check(root))?;
        self.marks = Marks::of(root, &self.test, &self.clause)?;
        ensure!(
            self.off.is_empty() || !self.marks.is_empty(),
            "no assertion of {} is marked with `// proves {}`",
            self.test.words(),
            self.clause
        );
        Ok(())
    }
}

/// Every proof of the tree, each checked against it: clauses, tests, marks and cuts exist.
pub fn read_all(root: &Path, catalogue: &Catalogue) -> Result<Vec<Proof>> {
    let folder = root.join("infra/proofs");
    let mut files: Vec<_> = fs::read_dir(&folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|ext| ext == "toml"));
    files.sort();
    let mut proofs = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path)?;
        let table: Table = toml::from_str(&text).with_context(|| path.display().to_string())?;
        for mut proof in table.proof {
            proof
                .check(root, catalogue)
                .with_context(|| format!("{}: {}", path.display(), proof.clause))?;
            proofs.push(proof);
        }
    }
    Ok(proofs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;

    fn tree() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
    }

    /// What nothing else would notice before the next run of `infra/prove`.
    #[test]
    fn every_proof_fits_the_tree() {
        let catalogue = Catalogue::read(tree()).unwrap();
        let proofs = read_all(tree(), &catalogue).unwrap();
        let record = Record::read(tree()).unwrap();
        for (clause, test) in record.tests() {
            let same = |proof: &Proof| proof.clause == clause && proof.test.words() == test;
            assert!(
                proofs.iter().any(same),
                "{clause} was proven by {test}, which is its proof no more: run infra/prove again"
            );
        }
    }

    #[test]
    fn a_test_depends_on_no_rule_but_its_own_and_those_it_names() {
        let proof = |clause: &str, cut: &str, with: &str| -> Proof {
            let text = format!(
                "clause = \"{clause}\"\nrule = \"\"\ntest = {{ target = \"a::b\", name = \"c\" }}\n\
                 off = [{{ file = \"f\", cut = \"{cut}\" }}]\nwith = [{with}]"
            );
            toml::from_str(&text).unwrap()
        };
        let own = proof("VR-1", "x", "\"VR-3.2a\"");
        assert!(own.is_apart_from(&proof("VR-4.2.1", "y", "")));
        assert!(!own.is_apart_from(&proof("VR-1", "y", "")));
        assert!(!own.is_apart_from(&proof("VR-3.2a", "y", "")));
        assert!(!own.is_apart_from(&proof("VR-4.2.1", "x", "")));
    }
}
