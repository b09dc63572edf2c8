//! What switching rules off came to, clause by clause: `rulebooks/proofs.json`, which
//! `infra/prove clauses --record` writes.

use std::collections::BTreeMap;

use protocol::{
    admin::rulebook::{Proof, ProofTest},
    time::Day,
};
use serde::Deserialize;

/// By clause.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Proofs(BTreeMap<String, Line>);

#[derive(Debug, Deserialize)]
struct Line {
    result: String,
    commit: String,
    day: Day,
    proofs: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    rule: String,
    test: String,
}

impl Proofs {
    pub(super) fn read(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }

    /// The proof of a clause as screens show it.
    pub fn of(&self, clause: &str) -> Option<Proof> {
        let line = self.0.get(clause)?;
        let test = |entry: &Entry| ProofTest {
            rule: entry.rule.clone(),
            test: entry.test.clone(),
        };
        Some(Proof {
            tests: line.proofs.iter().map(test).collect(),
            result: line.result.clone(),
            day: line.day,
            commit: line.commit.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_as_the_prover_writes_it() {
        let text = r#"{ "VR-1": { "result": "proven", "commit": "abc", "day": "2026-11-27",
            "proofs": [{ "rule": "r", "test": "signaling::api x", "result": "proven" }] } }"#;
        let proofs = Proofs::read(text).unwrap();
        let proof = proofs.of("VR-1").unwrap();
        assert_eq!(
            (proof.result.as_str(), proof.tests[0].rule.as_str()),
            ("proven", "r")
        );
        assert_eq!(proofs.of("VR-2.0"), None);
    }
}
