//! `infra/prove clauses [ID or prefix…]`: a rule counts as enforced when its own test goes red
//! without it, at the assertion of that rule, and stays green without another one.

#![allow(clippy::print_stdout, reason = "a command")]

mod browser;
mod catalogue;
mod copy;
mod page;
mod proof;
mod rust_test;
mod verdict;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, ensure};
use clap::{Parser, Subcommand};

use catalogue::Catalogue;
use copy::Copy;
use proof::Proof;
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
    /// Proves clauses: all that have a line in `infra/proofs`, or those named.
    Clauses {
        /// Ids, or the beginnings of ids.
        ids: Vec<String>,
        /// Writes the page of results here.
        #[arg(long)]
        page: Option<PathBuf>,
    },
}

fn main() -> Result<ExitCode> {
    let Arguments { root, what } = Arguments::parse();
    let root = root.canonicalize().context("the source tree")?;
    let What::Clauses { ids, page } = what;
    let catalogue = Catalogue::read(&root)?;
    let wanted = catalogue.named(&ids)?;
    let proofs = proof::read_all(&root, &catalogue)?;
    let chosen: Vec<&Proof> = proofs
        .iter()
        .filter(|proof| wanted.contains(&proof.clause))
        .collect();
    let copy = Copy::of(&root)?;
    let runner = verdict::Runner::new(&copy, &chosen)?;
    let mut verdicts = Vec::new();
    for (at, proof) in chosen.iter().enumerate() {
        let verdict = runner.prove(proof, other_than(&chosen, at))?;
        println!("{:<12} {}", proof.clause, verdict.words());
        verdicts.push((*proof, verdict));
    }
    let sum = Sum::of(&catalogue, &wanted, &verdicts);
    if let Some(page) = page {
        page::write(&page, &catalogue, &wanted, &verdicts)?;
    }
    for clause in &sum.unproven {
        println!("unproven     {clause}");
    }
    println!(
        "proven {}, unproven {}, organisational {}",
        sum.proven,
        sum.unproven.len(),
        sum.organisational
    );
    ensure!(!wanted.is_empty(), "no such clause");
    Ok(if sum.unproven.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The next proof whose rule this one's test does not depend on.
fn other_than<'a>(chosen: &[&'a Proof], at: usize) -> Option<&'a Proof> {
    let own = chosen[at];
    let others = chosen.iter().cycle().skip(at + 1).take(chosen.len() - 1);
    others.copied().find(|other| own.is_apart_from(other))
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
