//! The page: clause, rule, test, result.

use std::{fmt::Write, fs, path::Path};

use anyhow::Result;

use crate::{
    catalogue::Catalogue,
    proof::{Proof, Test},
    verdict::Verdict,
};

pub fn write(
    path: &Path,
    catalogue: &Catalogue,
    wanted: &[String],
    verdicts: &[(&Proof, Verdict)],
) -> Result<()> {
    let mut page = String::from(
        "# Clauses and their proof\n\nWritten by `infra/prove clauses`. A clause is proven when its own test goes red in a copy of the \
         source without its rule, at the marked assertion, and stays green without another one.\n\n\
         | clause | rule | test | result |\n|---|---|---|---|\n",
    );
    for clause in wanted {
        let mut own = verdicts
            .iter()
            .filter(|(proof, _)| proof.clause == *clause)
            .peekable();
        if own.peek().is_none() {
            let kind = if catalogue.is_organisational(clause) {
                "organisational, "
            } else {
                ""
            };
            writeln!(page, "| {clause} | – | – | {kind}no test yet |")?;
        }
        for (proof, verdict) in own {
            let (rule, test) = (&proof.rule, name_of(&proof.test));
            writeln!(
                page,
                "| {clause} | {rule} | `{test}` | {} |",
                verdict.words()
            )?;
        }
    }
    Ok(fs::write(path, page)?)
}

fn name_of(test: &Test) -> String {
    match test {
        Test::Rust { target, name } => format!("{target} {name}"),
        Test::Browser { spec, title } => format!("{spec} {title}"),
    }
}
