//! What the last runs came to: `admin/rulebooks/proofs.json`, which the admin page shows beside
//! each article, and `infra/results/proofs.md`, made from it.

use std::{collections::BTreeMap, fmt::Write, fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

use crate::{catalogue::Catalogue, proof::Proof, verdict::Verdict};

const RECORD: &str = "admin/rulebooks/proofs.json";
const PAGE: &str = "infra/results/proofs.md";

/// By clause.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Record(BTreeMap<String, Line>);

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    /// `proven`, `unproven` or `organisational`.
    result: String,
    /// The commit that was tried; with `+` where something was not committed.
    commit: String,
    /// UTC.
    day: String,
    proofs: Vec<Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    rule: String,
    test: String,
    result: String,
}

impl Record {
    /// Empty where nothing was recorded yet.
    pub fn read(root: &Path) -> Result<Self> {
        let path = root.join(RECORD);
        if !path.exists() {
            return Ok(Self::default());
        }
        serde_json::from_str(&fs::read_to_string(path)?).context(RECORD)
    }

    /// Clause and test of every line.
    #[cfg(test)]
    pub fn tests(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(clause, line)| {
            let proofs = line.proofs.iter();
            proofs.map(|entry| (clause.as_str(), entry.test.as_str()))
        })
    }

    /// Puts what a run came to in the place of what stood there.
    pub fn note(
        &mut self,
        wanted: &[String],
        verdicts: &[(&Proof, Verdict)],
        Tried { commit, day }: &Tried,
    ) {
        for clause in wanted {
            self.0.remove(clause);
            let own = verdicts.iter().filter(|(proof, _)| proof.clause == *clause);
            let own: Vec<_> = own.collect();
            let Some((_, first)) = own.first() else {
                continue;
            };
            let result = match first {
                _ if own.iter().any(|(_, verdict)| !verdict.is_good()) => "unproven",
                Verdict::Organisational => "organisational",
                _ => "proven",
            };
            let entry = |(proof, verdict): &&(&Proof, Verdict)| Entry {
                rule: proof.rule.clone(),
                test: proof.test.words(),
                result: verdict.words(),
            };
            let line = Line {
                result: result.to_owned(),
                commit: commit.clone(),
                day: day.clone(),
                proofs: own.iter().map(entry).collect(),
            };
            self.0.insert(clause.clone(), line);
        }
    }

    pub fn write(&self, root: &Path, catalogue: &Catalogue) -> Result<()> {
        let mut json = serde_json::to_string_pretty(self)?;
        json.push('\n');
        fs::write(root.join(RECORD), json)?;
        fs::write(root.join(PAGE), self.page(catalogue)?)?;
        Ok(())
    }

    /// Every clause of the documents that have a proof.
    fn page(&self, catalogue: &Catalogue) -> Result<String> {
        let mut page = String::from(
            "# Clauses and their proof\n\n\
             Written by `infra/prove clauses --record`. A clause is proven when its own test goes red in a copy of \
             the source without its rule, at the marked assertion and nowhere else, and stays green without other rules.\n\n\
             | clause | kind | rule | test | result | tried |\n|---|---|---|---|---|---|\n",
        );
        let documents: Vec<_> = self.0.keys().map(|clause| document_of(clause)).collect();
        let shown = catalogue
            .all()
            .filter(|(id, _)| documents.contains(&document_of(id)));
        for (clause, kind) in shown {
            let Some(line) = self.0.get(clause) else {
                writeln!(page, "| {clause} | {kind} | – | – | not proven yet | |")?;
                continue;
            };
            for Entry { rule, test, result } in &line.proofs {
                let rule = rule.replace('|', "\\|");
                let tried = format!("{} {}", line.day, line.commit);
                writeln!(
                    page,
                    "| {clause} | {kind} | {rule} | `{test}` | {result} | {tried} |"
                )?;
            }
        }
        Ok(page)
    }
}

/// `VR` of `VR-4.1.2`.
fn document_of(clause: &str) -> &str {
    clause
        .split_once('-')
        .map_or(clause, |(document, _)| document)
}

/// What is tried, and when; to be asked before the first test, for the source may move on.
#[derive(Debug)]
pub struct Tried {
    commit: String,
    day: String,
}

impl Tried {
    pub fn now(root: &Path) -> Result<Self> {
        let now = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
        Ok(Self {
            commit: commit_of(root)?,
            day: now.date().to_string(),
        })
    }
}

fn commit_of(root: &Path) -> Result<String> {
    let git = |arguments: &[&str]| -> Result<String> {
        let done = Command::new("git")
            .args(arguments)
            .current_dir(root)
            .output()?;
        ensure!(done.status.success(), "git does not tell the commit");
        Ok(String::from_utf8(done.stdout)?.trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short=10", "HEAD"])?;
    let changes = git(&["status", "--porcelain", "--untracked-files=no"])?;
    let mark = if changes.is_empty() { "" } else { "+" };
    Ok(commit + mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_a_line_for_each_clause_of_a_document_with_a_proof() {
        let catalogue = Catalogue::of("id,kind\nVR-1,policy\nVR-2.1,control\nCC-1,policy\n");
        let line = Line {
            result: "proven".into(),
            commit: "abc".into(),
            day: "2026-11-27".into(),
            proofs: vec![Entry {
                rule: "a | b".into(),
                test: "admin::api x".into(),
                result: "proven".into(),
            }],
        };
        let record = Record([("VR-2.1".to_owned(), line)].into());
        let page = record.page(&catalogue).unwrap();
        assert!(page.contains("| VR-1 | policy | – | – | not proven yet | |\n"));
        assert!(page.contains(
            "| VR-2.1 | control | a \\| b | `admin::api x` | proven | 2026-11-27 abc |\n"
        ));
        assert!(!page.contains("CC-1"));
    }
}
