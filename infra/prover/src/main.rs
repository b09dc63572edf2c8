//! `infra/prove clauses [ID or prefix…]`: a rule counts as enforced when its own test goes red
//! without it, at the assertion of that rule, and stays green without other ones.

#![allow(clippy::print_stdout, reason = "a command")]

mod bounded;
mod browser;
mod catalogue;
mod copy;
mod marks;
mod off;
mod proof;
mod record;
mod run;
mod runner;
mod rust_test;
mod verdict;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand};

use catalogue::Catalogue;
use copy::Copy;
use proof::Proof;
use record::{Record, Tried};
use runner::Runner;
use verdict::Verdict;

#[derive(Parser)]
struct Arguments {
    /// The source tree.
    #[arg(long, default_value = ".")]
    root: PathBuf,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Proves clauses: those named, or all.
    Clauses {
        /// Ids, or the beginnings of ids.
        ids: Vec<String>,
        /// Records the results for the admin page, and writes infra/results/proofs.md.
        #[arg(long)]
        record: bool,
    },
}

fn main() -> Result<ExitCode> {
    let Arguments { root, what } = Arguments::parse();
    let root = root.canonicalize().context("the source tree")?;
    let What::Clauses { ids, record } = what;
    let catalogue = Catalogue::read(&root)?;
    let wanted = catalogue.named(&ids)?;
    ensure!(!wanted.is_empty(), "no such clause");
    let proofs = proof::read_all(&root, &catalogue)?;
    let tried = Tried::now(&root)?;
    let verdicts = prove(&root, &proofs, &wanted)?;
    for (proof, verdict) in &verdicts {
        println!("{:<12} {}", proof.clause, verdict.words());
    }
    if record {
        let mut record = Record::read(&root)?;
        record.note(&wanted, &verdicts, &tried);
        record.write(&root, &catalogue)?;
    }
    let sum = Sum::of(&catalogue, &wanted, &verdicts);
    for clause in &sum.unproven {
        println!("unproven     {clause}");
    }
    println!(
        "proven {}, unproven {}, organisational {}",
        sum.proven,
        sum.unproven.len(),
        sum.organisational
    );
    Ok(if sum.unproven.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn prove<'a>(
    root: &std::path::Path,
    proofs: &'a [Proof],
    wanted: &[String],
) -> Result<Vec<(&'a Proof, Verdict)>> {
    let places = proofs.iter().enumerate();
    let chosen = places.filter(|(_, proof)| wanted.contains(&proof.clause));
    let chosen: Vec<usize> = chosen.map(|(at, _)| at).collect();
    if chosen.is_empty() {
        return Ok(Vec::new());
    }
    let copy = Copy::of(root)?;
    let offs = off::plan(proofs, &chosen);
    let runs = Runner::new(&copy, proofs).prove(&chosen, &offs)?;
    let verdict = |at: &usize| {
        let proof = &proofs[*at];
        Some((proof, Verdict::of(proof, runs.get(at)?)))
    };
    Ok(chosen.iter().filter_map(verdict).collect())
}

struct Sum {
    proven: usize,
    unproven: Vec<String>,
    organisational: usize,
}

impl Sum {
    fn of(catalogue: &Catalogue, wanted: &[String], verdicts: &[(&Proof, Verdict)]) -> Self {
        let mut sum = Self {
            proven: 0,
            unproven: Vec::new(),
            organisational: 0,
        };
        for clause in wanted {
            let mut own = verdicts.iter().filter(|(proof, _)| proof.clause == *clause);
            let first = own.next();
            let all = first.is_some_and(|(_, verdict)| verdict.is_good())
                && own.all(|(_, verdict)| verdict.is_good());
            if !all {
                sum.unproven.push(clause.clone());
            } else if catalogue.is_organisational(clause) {
                sum.organisational += 1;
            } else {
                sum.proven += 1;
            }
        }
        sum
    }
}
