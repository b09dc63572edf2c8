//! What `infra/proofs/*.toml` say: which test belongs to a clause, and what is taken away to
//! switch its rule off.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::catalogue::Catalogue;

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
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Test {
    /// The package and test target as nextest names them, and the test's path.
    Rust { target: String, name: String },
    /// A file of `web-client/e2e` and the title of one test in it.
    Browser { spec: String, title: String },
}

/// A piece of a file that is taken away, or replaced.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cut {
    pub file: String,
    pub cut: String,
    #[serde(default)]
    pub put: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    proof: Vec<Proof>,
}

impl Proof {
    pub fn is_apart_from(&self, other: &Self) -> bool {
        self.clause != other.clause
            && !self.with.contains(&other.clause)
            && !other.off.is_empty()
            && self.off.iter().all(|own| {
                let same = |cut: &&Cut| cut.file == own.file && cut.cut == own.cut;
                other.off.iter().find(same).is_none()
            })
    }
}

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
        for proof in table.proof {
            proof
                .check(root, catalogue)
                .with_context(|| format!("{}: {}", path.display(), proof.clause))?;
            proofs.push(proof);
        }
    }
    Ok(proofs)
}

impl Proof {
    fn check(&self, root: &Path, catalogue: &Catalogue) -> Result<()> {
        ensure!(catalogue.knows(&self.clause), "there is no such clause");
        let off = !self.off.is_empty();
        ensure!(
            off || catalogue.is_organisational(&self.clause),
            "a rule that cannot be switched off proves nothing"
        );
        for cut in &self.off {
            let text =
                fs::read_to_string(root.join(&cut.file)).with_context(|| cut.file.clone())?;
            let found = text.matches(&cut.cut).count();
            ensure!(
                found == 1 && !cut.cut.is_empty(),
                "{}: what is cut stands there {found} times, not once: {:?}",
                cut.file,
                cut.cut
            );
        }
        Ok(())
    }
}
