//! Whether a rule's own test sees that the rule is gone.

use anyhow::Result;

use crate::{
    browser,
    copy::Copy,
    proof::{Proof, Test},
    rust_test::RustTests,
};

/// How one run of a test went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    Passed,
    /// Where its first assertion failed: a file of the tree, and a line.
    Failed(Option<Spot>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    pub file: String,
    pub line: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Proven,
    /// Nothing to switch off; the test passes.
    Organisational,
    FailsAsItIs,
    StaysGreen,
    /// Red, but not at the assertion that is marked with the clause.
    RedElsewhere(Option<Spot>),
    /// Red without another rule.
    RedWithout(String),
    /// The changed copy does not build.
    DoesNotBuild,
}

impl Verdict {
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Proven | Self::Organisational)
    }

    pub fn words(&self) -> String {
        match self {
            Self::Proven => "proven".into(),
            Self::Organisational => "organisational, its test passes".into(),
            Self::FailsAsItIs => "UNPROVEN: the test fails with the rule in force".into(),
            Self::StaysGreen => "UNPROVEN: the test passes without the rule".into(),
            Self::RedElsewhere(Some(Spot { file, line })) => {
                format!("UNPROVEN: red at {file}:{line}, which is not marked with the clause")
            }
            Self::RedElsewhere(None) => "UNPROVEN: red, at no assertion".into(),
            Self::RedWithout(other) => format!("UNPROVEN: red without {other} too"),
            Self::DoesNotBuild => "UNPROVEN: the copy without the rule does not build".into(),
        }
    }
}

pub struct Runner<'a> {
    copy: &'a Copy,
    rust: RustTests,
}

impl<'a> Runner<'a> {
    /// Builds the copy once.
    pub fn new(copy: &'a Copy, proofs: &[&Proof]) -> Result<Self> {
        let in_browser = proofs
            .iter()
            .any(|proof| matches!(proof.test, Test::Browser { .. }));
        Ok(Self {
            copy,
            rust: RustTests::build(copy, in_browser)?,
        })
    }

    pub fn prove(&self, proof: &Proof, other: Option<&Proof>) -> Result<Verdict> {
        if self.run(&proof.test)? != Run::Passed {
            return Ok(Verdict::FailsAsItIs);
        }
        if proof.off.is_empty() {
            return Ok(Verdict::Organisational);
        }
        let without = self.run_without(proof, &proof.test)?;
        let verdict = match without {
            None => Verdict::DoesNotBuild,
            Some(Run::Passed) => Verdict::StaysGreen,
            Some(Run::Failed(spot)) if self.is_marked(spot.as_ref(), &proof.clause) => {
                Verdict::Proven
            }
            Some(Run::Failed(spot)) => Verdict::RedElsewhere(spot),
        };
        if verdict != Verdict::Proven {
            return Ok(verdict);
        }
        match other {
            Some(other) if self.run_without(other, &proof.test)? != Some(Run::Passed) => {
                Ok(Verdict::RedWithout(other.clause.clone()))
            }
            _ => Ok(Verdict::Proven),
        }
    }

    /// `None` where the copy without the rule does not build.
    fn run_without(&self, proof: &Proof, test: &Test) -> Result<Option<Run>> {
        let off = self.copy.without(&proof.off)?;
        let compiled = proof.off.iter().any(|cut| !is_read_at_start(&cut.file));
        let built = !compiled || self.rust.rebuild(self.copy)?;
        let run = if built { Some(self.run(test)?) } else { None };
        drop(off);
        if compiled {
            self.rust.rebuild(self.copy)?;
        }
        Ok(run)
    }

    fn run(&self, test: &Test) -> Result<Run> {
        match test {
            Test::Rust { target, name } => self.rust.run(self.copy, target, name),
            Test::Browser { spec, title } => browser::run(self.copy, spec, title),
        }
    }

    /// The line before the assertion reads `// proves ID`, with other ids perhaps.
    fn is_marked(&self, spot: Option<&Spot>, clause: &str) -> bool {
        let Some(Spot { file, line }) = spot else {
            return false;
        };
        let text = std::fs::read_to_string(self.copy.tree.join(file)).unwrap_or_default();
        let before = line.checked_sub(2).and_then(|at| text.lines().nth(at));
        before.is_some_and(|before| marks(before, clause))
    }
}

fn marks(line: &str, clause: &str) -> bool {
    let named = line.trim().strip_prefix("// proves ");
    named.is_some_and(|named| named.split(", ").any(|id| id == clause))
}

/// Rulebooks are read when a debug build starts; everything else is compiled.
fn is_read_at_start(file: &str) -> bool {
    file.starts_with("admin/rulebooks/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_names_whole_ids() {
        assert!(marks("        // proves VR-4.1.2", "VR-4.1.2"));
        assert!(marks("// proves VR-4.1.2, VR-4.1.3a", "VR-4.1.3a"));
        assert!(!marks("// proves VR-4.1.3a", "VR-4.1.3"));
        assert!(!marks("// VR-4.1.3a", "VR-4.1.3a"));
    }
}
