//! Builds the copy, switches rules off and runs the tests, telling how far it is.

use std::{collections::BTreeMap, time::Instant};

use anyhow::{Result, bail};

use crate::{
    browser,
    copy::Copy,
    off::Off,
    proof::{Kind, Proof, Test},
    run::Run,
    rust_test::{Needs, RustTests},
    verdict::Runs,
};

pub struct Runner<'a> {
    copy: &'a Copy,
    proofs: &'a [Proof],
    rust: RustTests,
    /// The pages were bundled without a rule.
    pages_are_stale: bool,
    begun: Instant,
}

impl<'a> Runner<'a> {
    pub fn new(copy: &'a Copy, proofs: &'a [Proof]) -> Self {
        Self {
            copy,
            proofs,
            rust: RustTests::default(),
            pages_are_stale: false,
            begun: Instant::now(),
        }
    }

    /// Runs everything that the wanted proofs need; the runs of each, by its place.
    pub fn prove(&mut self, wanted: &[usize], offs: &[Off<'_>]) -> Result<BTreeMap<usize, Runs>> {
        let mut runs: BTreeMap<usize, Runs> = BTreeMap::new();
        self.say(&format!("{} proofs, {} rules", wanted.len(), offs.len()));
        if let Err(told) = self.make(Kind::Code, &self.needs(wanted))? {
            bail!("the copy does not build:\n{told}");
        }
        let mut known = BTreeMap::new();
        for at in wanted {
            let run = self.run_once(*at, "as it is", &mut known)?;
            runs.entry(*at).or_default().as_it_is = Some(run);
        }
        for (n, off) in offs.iter().enumerate() {
            self.say(&format!("{} of {}: {}", n + 1, offs.len(), self.rule(off)));
            self.switch_off(off, &mut runs)?;
        }
        Ok(runs)
    }

    fn switch_off(&mut self, off: &Off<'_>, runs: &mut BTreeMap<usize, Runs>) -> Result<()> {
        let is_fit = |at: &&usize| {
            let known = runs.get(*at).and_then(|runs| runs.as_it_is.as_ref());
            known == Some(&Run::Passed)
        };
        let own: Vec<_> = off.own.iter().filter(is_fit).copied().collect();
        let others: Vec<_> = off.others.iter().filter(is_fit).copied().collect();
        if own.is_empty() && others.is_empty() {
            return Ok(());
        }
        let all = [own.as_slice(), &others].concat();
        let guard = self.copy.without(off.cuts)?;
        let made = self.make(off.kind, &self.needs(&all))?;
        self.pages_are_stale |= off.kind == Kind::Pages;
        if let Err(told) = &made {
            self.say(told);
        }
        let mut known = BTreeMap::new();
        for at in &own {
            let run = match &made {
                Ok(()) => Ok(self.run_once(*at, "without it", &mut known)?),
                Err(told) => Err(told.clone()),
            };
            runs.entry(*at).or_default().without = Some(run);
        }
        for at in others.iter().filter(|_| made.is_ok()) {
            let run = self.run_once(*at, "beside it", &mut known)?;
            let other = (self.rule(off), run);
            runs.entry(*at).or_default().others.push(other);
        }
        drop(guard);
        Ok(())
    }

    fn rule(&self, off: &Off<'_>) -> String {
        let resting = self.proofs.iter().filter(|proof| proof.off == off.cuts);
        let mut clauses: Vec<_> = resting.map(|proof| proof.clause.as_str()).collect();
        clauses.dedup();
        clauses.join(", ")
    }

    fn needs(&self, proofs: &[usize]) -> Needs {
        let mut needs = Needs::default();
        for at in proofs {
            match &self.proofs[*at].test {
                Test::Rust { target, .. } => {
                    needs.targets.insert(target.clone());
                }
                Test::Browser { .. } => needs.programs = true,
            }
        }
        needs
    }

    /// Makes what a change of this kind concerns.
    fn make(&mut self, kind: Kind, needs: &Needs) -> Result<Result<(), String>> {
        let shows_pages = needs.programs && (kind == Kind::Pages || self.pages_are_stale);
        if shows_pages {
            if let Err(told) = browser::bundle(self.copy)? {
                return Ok(Err(told));
            }
            self.pages_are_stale = false;
        }
        match kind {
            Kind::Code => self.rust.build(self.copy, needs),
            Kind::Data | Kind::Pages => Ok(Ok(())),
        }
    }

    /// Several proofs may have one test; it runs once.
    fn run_once(&self, at: usize, when: &str, known: &mut BTreeMap<&'a Test, Run>) -> Result<Run> {
        let proof = &self.proofs[at];
        if let Some(run) = known.get(&proof.test) {
            return Ok(run.clone());
        }
        let run = match &proof.test {
            Test::Rust { target, name } => self.rust.run(self.copy, target, name),
            Test::Browser { spec, title } => browser::run(self.copy, spec, title),
        }?;
        let (clause, test) = (&proof.clause, proof.test.words());
        self.say(&format!("  {clause} {when}: {} ({test})", run.words()));
        known.insert(&proof.test, run.clone());
        Ok(run)
    }

    fn say(&self, words: &str) {
        let seconds = self.begun.elapsed().as_secs();
        println!("[{:>3}:{:02}] {words}", seconds / 60, seconds % 60);
    }
}
